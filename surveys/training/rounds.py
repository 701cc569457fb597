"""What runs by itself: reminders, and seats of people who left. Safe to run twice and by many at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from requests_app import clock
from surveys.models import TrainingPlace, TrainingSession

from . import telling, verbs

REMIND_BEFORE = timedelta(hours=24)
# Long enough that a round which failed, or was late, is made up for by one of the next.
OFFERED_WITHIN = timedelta(hours=6)


def remind_due(now: datetime | None = None) -> int:
    """Tell those with a seat that it is soon; how many sessions that was."""
    at = now or clock.now()
    soon = TrainingSession.objects.planned().filter(starts_at__gt=at, starts_at__lte=at + REMIND_BEFORE)
    due = list(soon.filter(reminded_at=None).select_related("improvement__department"))
    for session in due:
        telling.tell_that_it_is_soon(session, at=at)
    TrainingSession.objects.filter(pk__in=[one.pk for one in due]).update(reminded_at=at)
    return len(due)


def tell_requesters(now: datetime | None = None) -> int:
    """Tell of sessions that were planned lately those who ask for something; how many sessions that was."""
    at = now or clock.now()
    fresh = TrainingSession.objects.planned().filter(created_at__gt=at - OFFERED_WITHIN, starts_at__gt=at)
    due = list(fresh.exclude(offered_to=TrainingSession.Offered.COLLEAGUES).select_related("improvement__department"))
    for session in due:
        telling.tell_requesters(session, at=at)
    return len(due)


def free_places_of_former(now: datetime | None = None) -> int:
    """Seats of people who left go to those who wait; how many sessions that was."""
    at = now or clock.now()
    left = TrainingPlace.objects.filter(session=OuterRef("pk"), person__is_active=False)
    rows = list(TrainingSession.objects.planned().filter(Exists(left), starts_at__gt=at))
    for session in rows:
        verbs.free_places_of_former(session, now=at)
    return len(rows)
