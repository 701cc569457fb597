"""What waits to leave the portal for one person, and until when."""

from __future__ import annotations

from datetime import datetime

from requests_app import moments
from requests_app.models import Delivery, User

from .receiving import receivers_of


def look_again(person: User, *, at: datetime) -> None:
    """What waits for its hour is planned anew: the hour may be another one now."""
    Delivery.objects.of(person).unplanned().filter(next_attempt_at__gt=at).update(next_attempt_at=at)


def next_moment(person: User, now: datetime) -> datetime | None:
    """When the next of what waits leaves; None where nothing waits for an hour to come."""
    later = Delivery.objects.of(person).unplanned().filter(next_attempt_at__gt=now)
    return later.order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()


def hours_in_words(person: User, now: datetime) -> str:
    """Empty where this person is at work now, else from when on they are."""
    opens = receivers_of([person], now)[person.pk].hours.next_open(now)
    return "" if opens <= now else moments.phrase(opens, now)
