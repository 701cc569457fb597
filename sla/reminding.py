"""A question nobody answers: two reminders, an announcement, and then the request closes; all in working hours of the
requester, and each step so long after the one before that a job which slept does not press them together."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from requests_app import clock as database_clock
from requests_app import transitions
from requests_app.models import Priority, ServiceRequest, User, Wait
from requests_app.states import Status
from sla import standards
from sla.calendar import NoWorkingTime, WorkingCalendar
from sla.calendars import usual_hours
from sla.models.calendars import compiled

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 500
LATER = timedelta(hours=1)  # for one that failed, so that it does not stand in front of the others


def hours_of(person: User, at: datetime) -> WorkingCalendar:
    """When somebody works: by the hours of their own department's standard, else the usual ones in its zone."""
    department = person.department
    if department is None:
        return usual_hours(person.time_zone)
    offer = standards.offer_for(standards.Asked(department.pk, None, None, Priority.NORMAL), at)
    return compiled(offer.version) if offer else usual_hours(department.time_zone)


def remind_due(*, now: datetime | None = None) -> int:
    """Take the next step of every question whose moment has come, longest due first. Returns how many were touched.

    Safe to run twice and by many at once.
    """
    at = now or database_clock.now()
    due = Wait.objects.for_answers().due(at).values_list("request", flat=True)[:MOST_AT_ONCE]
    return sum(_touch(pk, at) for pk in due)


def _touch(pk: int, at: datetime) -> bool:
    try:
        with transaction.atomic():
            free = ServiceRequest.objects.select_for_update(skip_locked=True, no_key=True)
            request = free.filter(pk=pk, status=Status.WAITING, is_live=True).first()
            wait = Wait.objects.due(at).filter(request=pk).first()
            if request is None or wait is None:
                return False  # somebody is at it, or the answer is there
            _follow_up(request, wait, at)
    except NoWorkingTime:  # nobody works there any more who could answer
        Wait.objects.filter(request=pk).update(look_at=None)
    except Exception:
        logger.exception("The question of request %s could not be followed up", pk)
        Wait.objects.filter(request=pk).update(look_at=at + LATER)
        return False
    return True


@dataclass(frozen=True, slots=True)
class Step:
    """What is done about an open question, so many working days after the step before (or the question)."""

    what: str
    days: int


REMIND, ANNOUNCE, CLOSE = "remind", "announce", "close"


def steps() -> list[Step]:
    """In their order; what is set to 0 days is left out, and without an announcement nothing closes."""
    found = [Step(REMIND, settings.QUESTION_REMIND_DAYS), Step(REMIND, settings.QUESTION_REMIND_AGAIN_DAYS)]
    if settings.QUESTION_ANNOUNCE_CLOSING_DAYS and settings.QUESTION_CLOSE_DAYS:
        found += [Step(ANNOUNCE, settings.QUESTION_ANNOUNCE_CLOSING_DAYS), Step(CLOSE, settings.QUESTION_CLOSE_DAYS)]
    return [step for step in found if step.days]


def _follow_up(request: ServiceRequest, wait: Wait, at: datetime) -> None:
    """Do what is due, and say when to look again. A question that is new is due for nothing yet."""
    hours, begin = hours_of(request.requester, at), wait.since
    left = steps()[wait.reminded :]
    if left and wait.look_at is not None and wait.look_at > wait.since:
        begin = at
        if not hours.is_open(at):
            Wait.objects.filter(pk=wait.pk).update(look_at=hours.next_open(at))
            return
        done, *left = left
        wait.reminded += 1
        if done.what == CLOSE:
            transitions.leave_unanswered(request, now=at)
            return
        if done.what == ANNOUNCE:
            wait.close_at = _after(hours, at, left[0].days)
            transitions.announce_closing(request, wait.close_at, now=at)
        else:
            transitions.remind(request, now=at)
    wait.look_at = _after(hours, begin, left[0].days) if left else None
    wait.save(update_fields=["reminded", "close_at", "look_at"])


def _after(hours: WorkingCalendar, at: datetime, days: int) -> datetime:
    return hours.add(at, days * hours.day_seconds)
