"""Begin, change and end a report; when the next one is due."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from dashboards.models import ReportSubscription
from requests_app import clock
from requests_app.models import User

from .reading import Address

Rhythm = ReportSubscription.Rhythm
# Before work begins: the outbox keeps it until then, and over a holiday.
MADE_AT = time(6)
LONGEST_NAME = 300
MOST = 30  # reports of one person


class TooMany(ValueError):
    """Nobody reads that many."""


def subscribe(
    person: User, address: Address, rhythm: str, *, name: str = "", now: datetime | None = None
) -> ReportSubscription:
    """Once a page: again changes how often. Raises TooMany."""
    at = now or clock.now()
    mine = ReportSubscription.objects.of(person)
    if not mine.filter(path=address.path, query=address.query).exists() and mine.count() >= MOST:
        raise TooMany
    planned = {"name": name[:LONGEST_NAME], "rhythm": rhythm, "next_at": next_after(at, rhythm, person)}
    found, _made = ReportSubscription.objects.update_or_create(
        person=person,
        path=address.path,
        query=address.query,
        defaults=planned,
        create_defaults={**planned, "created_at": at},
    )
    return found


def next_after(moment: datetime, rhythm: str, person: User) -> datetime:
    """The next Monday, or first day of a month, in the person's zone."""
    today = moment.astimezone(person.zone).date()
    return datetime.combine(_next_day(today, rhythm), MADE_AT, person.zone)


def _next_day(today: date, rhythm: str) -> date:
    if rhythm == Rhythm.WEEKLY:
        return today + timedelta(days=7 - today.weekday())
    return date(today.year + today.month // 12, today.month % 12 + 1, 1)
