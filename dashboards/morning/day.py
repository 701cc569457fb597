"""Whose working day begins now. People of one department, zone and choice of hours begin together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Min

from dashboards.days import midnight
from requests_app.models import NotificationSettings, User
from requests_app.models.people import UserQuerySet
from requests_app.notifications import hours
from requests_app.notifications.hours import Hours
from requests_app.notifications.receiving import hours_by

# Whoever works around the clock begins at six: at midnight nobody reads.
EARLIEST = time(6)
# So long after its beginning a day still gets its note, where the job was late; a note at noon is none.
LATE = timedelta(hours=1)
# Working days without a word to the requester.
SILENT_DAYS = 3
LOOKED_BACK = 60  # calendar days in which those are found

PLACE = ("department", "time_zone", "from_time", "until_time")


@dataclass(frozen=True, slots=True)
class Day:
    """A day of somebody's work. `left`: its working days to Sunday, itself among them."""

    today: date
    zone: ZoneInfo
    ends_at: datetime
    silent_since: datetime
    left: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Beginners:
    people: UserQuerySet
    day: Day


def day_of(known: Hours, zone: ZoneInfo, now: datetime) -> Day:
    """The day that it is there, be it one of work or not."""
    today = now.astimezone(zone).date()
    week = (today + timedelta(days=number) for number in range(7 - today.weekday()))
    return Day(
        today=today,
        zone=zone,
        ends_at=midnight(today + timedelta(days=1), zone),
        silent_since=midnight(_working_days_before(today, known), zone),
        left=tuple(day for day in week if known.works_on(day)),
    )


def begins_at(known: Hours, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the working day of this date begins; None where it is none."""
    today = now.astimezone(zone).date()
    opens = known.next_open(datetime.combine(today, EARLIEST, zone))
    return opens if known.works_on(today) and opens.astimezone(zone).date() == today else None


def beginners(now: datetime) -> Iterator[Beginners]:
    """Everybody whose day began within LATE: one statement, and one look at the hours of each place."""
    chosen = {name: F(f"notification_settings__{name}") for name in ("from_time", "until_time")}
    people = User.objects.active().annotate(**chosen)
    places = list(people.order_by().values(*PLACE).annotate(one=Min("pk")))
    samples = User.objects.select_related("department").in_bulk([place["one"] for place in places])
    for place in places:
        sample = samples[place.pop("one")]
        own = NotificationSettings(person=sample, from_time=place["from_time"], until_time=place["until_time"])
        known = hours_by(own, sample, hours.hours_of(sample, now))
        began = begins_at(known, sample.zone, now)
        if began is not None and began <= now < began + LATE:
            yield Beginners(people.filter(**_same(place)), day_of(known, sample.zone, now))


def _same(place: dict[str, object]) -> dict[str, object]:
    """Conditions under which somebody is of this place; nothing equals NULL."""
    return {(f"{name}__isnull" if value is None else name): value is None or value for name, value in place.items()}


def _working_days_before(today: date, known: Hours) -> date:
    left = SILENT_DAYS
    for number in range(1, LOOKED_BACK):
        day = today - timedelta(days=number)
        left -= known.works_on(day)
        if not left:
            return day
    return today - timedelta(days=LOOKED_BACK)
