"""Noting minutes: by a click, a number or a timer. Nobody has to, and nobody else reads what one person noted."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery, Sum
from django.utils.translation import gettext as _

from . import clock
from .configuration import changing
from .models import Department, Effort, EffortCorrection, EffortTimer, ServiceRequest, User
from .models.effort import LONGEST
from .models.requests import ServiceRequestQuerySet
from .notifications import News, notify_all
from .transitions import Refused

# Sums of past weeks are read by others by then.
CORRECTABLE = timedelta(days=14)
MOST_AT_ONCE = 500


class Forgotten(Refused):
    """The timer ran longer than is credible: its person has to say how long it was."""


def note(
    request: ServiceRequest,
    minutes: int,
    *,
    by: User,
    source: str = Effort.Source.CLICK,
    now: datetime | None = None,
) -> Effort:
    """Write down minutes spent on the leg that the request is in. Raises Refused."""
    _check_wanted(request.department)
    _check_minutes(minutes)
    if minutes == 0:
        raise Refused(_("Say how many minutes it was."))
    return Effort.objects.create(
        request=request, person=by, department=request.department, minutes=minutes, source=source, at=now or clock.now()
    )


@transaction.atomic
def start(request: ServiceRequest, *, by: User, now: datetime | None = None) -> EffortTimer:
    """Begin to count; a timer that runs elsewhere is stopped and noted there. Raises Forgotten, Refused."""
    _check_wanted(request.department)
    at, running = now or clock.now(), _running(by)
    if running is not None:
        if running.request_id == request.pk:
            return running
        _stop(running, at)
    try:
        with transaction.atomic():
            return EffortTimer.objects.create(person=by, request=request, department=request.department, started_at=at)
    except IntegrityError:  # two clicks at once: one timer
        return EffortTimer.objects.get(person=by)


@transaction.atomic
def stop(*, by: User, now: datetime | None = None) -> Effort | None:
    """Note what the timer counted; None where none runs, as after a second click. Raises Forgotten."""
    running = _running(by)
    return _stop(running, now or clock.now()) if running else None


def _stop(running: EffortTimer, at: datetime) -> Effort:
    if running.is_forgotten(at):
        raise Forgotten(_("Your timer has run for very long. Say how many minutes it really was."))
    return _settle(running, running.minutes(at), at)


def _settle(running: EffortTimer, minutes: int, at: datetime) -> Effort:
    effort = Effort.objects.create(
        request=running.request,
        person=running.person,
        department=running.department,
        minutes=minutes,
        source=Effort.Source.TIMER,
        at=min(at, running.started_at + EffortTimer.CREDIBLE),
    )
    running.delete()
    return effort


@transaction.atomic
def settle(minutes: int, *, by: User, now: datetime | None = None) -> Effort | None:
    """Say how long a forgotten timer really was; 0: not at all. Raises Refused."""
    _check_minutes(minutes)
    running = _running(by)
    if running is None:
        return None
    if minutes:
        return _settle(running, minutes, now or clock.now())
    running.delete()
    return None


@transaction.atomic
def correct(effort: Effort, minutes: int, *, by: User, now: datetime | None = None) -> Effort:
    """Other minutes, or 0 to take it back; what was noted before is kept. Raises Refused."""
    at = now or clock.now()
    _check_minutes(minutes)
    effort = Effort.objects.select_for_update(no_key=True).get(pk=effort.pk, person=by)
    if not can_correct(effort, at):
        raise Refused(_("It was noted more than two weeks ago, and is part of the sums by now."))
    if minutes != effort.minutes:
        EffortCorrection.objects.create(effort=effort, minutes=effort.minutes, at=at)
        effort.minutes = minutes
        effort.save(update_fields=["minutes"])
    return effort


def can_correct(effort: Effort, now: datetime) -> bool:
    return now <= effort.at + CORRECTABLE


def mine_on(request: ServiceRequest, person: User) -> int:
    """Minutes this person noted on it themselves; of a request `with_mine`, of whoever reads it, known already."""
    if "my_minutes" in request.__dict__:
        return int(request.__dict__["my_minutes"] or 0)
    noted = Effort.objects.of(person).spent_on(request).aggregate(minutes=Sum("minutes"))
    return int(noted["minutes"] or 0)


def with_mine(rows: ServiceRequestQuerySet, person: User) -> ServiceRequestQuerySet:
    """Adds `my_minutes`: what this person noted on each of them, None for nothing."""
    noted = Effort.objects.of(person).filter(request=OuterRef("pk")).order_by().values("request")
    return rows.annotate(my_minutes=Subquery(noted.annotate(spent=Sum("minutes")).values("spent")))


def ask_forgotten(*, now: datetime | None = None) -> int:
    """Ask once about every timer that was forgotten; how many. Safe to run twice and by many at once."""
    at = now or clock.now()
    with transaction.atomic():
        forgotten = EffortTimer.objects.forgotten(at).filter(asked_at=None)
        timers = list(
            forgotten.select_for_update(skip_locked=True, of=("self",)).select_related("person", "request")[
                :MOST_AT_ONCE
            ]
        )
        for timer in timers:
            notify_all([_forgotten(timer, at)])
        EffortTimer.objects.filter(pk__in=[timer.pk for timer in timers]).update(asked_at=at)
    return len(timers)


def _forgotten(timer: EffortTimer, at: datetime) -> News:
    key = f"timer:{timer.started_at.isoformat()}"
    return News(kind="timer_forgotten", recipients=[timer.person], key=key, at=at, request=timer.request, email=False)


def switch(department: Department, on: bool, *, by: User | None) -> None:
    """Whether its people may note time. What was noted stays theirs; timers that run can still be stopped."""
    with changing(department, by=by):
        department.counts_effort = on
        department.save(update_fields=["counts_effort"])


def _running(person: User) -> EffortTimer | None:
    held = EffortTimer.objects.of(person).select_related("request", "department", "person")
    return held.select_for_update(of=("self",)).first()


def _check_wanted(department: Department) -> None:
    if not department.counts_effort:
        raise Refused(_("This department does not note time."))


def _check_minutes(minutes: int) -> None:
    if not 0 <= minutes <= LONGEST:
        raise Refused(_("At most %(hours)s hours can be noted at once.") % {"hours": LONGEST // 60})
