"""What the department does while it works: take, start, promise, hand over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app.models import Absence, Department, Leg, Promise, ServiceRequest, User
from requests_app.moments import date_phrase
from requests_app.states import OPEN, Status, Verb, check_status

from .base import Act, Refused, change, lock, moment
from .placing import place

# Also keeps away from the last year a calendar knows: a date that no reader's zone can show breaks every list it is in.
# Why something was assigned anew: whoever had it works here no longer.
LEFT = "left"
FARTHEST_PROMISE = timedelta(days=3653)


@transaction.atomic
def assign(
    request: ServiceRequest,
    *,
    to: User | None,
    by: User | None,
    reason: str = "",
    anyway: bool = False,
    now: datetime | None = None,
) -> ServiceRequest:
    """Give it to somebody of the department that holds it; None puts it back for anybody to take.

    A colleague gives work to somebody who is away only `anyway`; whoever takes it themselves is there to do so.
    """
    request = lock(request)
    check_status(Verb.ASSIGNED, request.status, OPEN)
    if to is not None and not (to.is_active and to.works_in(request.department_id)):
        raise Refused(_("%(person)s does not work in this department.") % {"person": to})
    if to is not None and to.pk == request.requester_id:
        raise Refused(_("Nobody works on their own request."))
    old = request.assignee_id
    if old == (to.pk if to else None):
        return request
    if to is not None and by is not None and to.pk != by.pk and not anyway:
        _refuse_absent(to, moment(now))
    data = {"from": old, "to": to.pk if to else None} | ({"reason": reason} if reason else {})
    return change(request, Act(Verb.ASSIGNED, by, moment(now), data=data), assignee=to)


def _refuse_absent(person: User, now: datetime) -> None:
    absence = Absence.objects.at(now).of(person).first()
    if absence is None:
        return
    told = {"person": person, "day": date_phrase(absence.until_day, now)}
    raise Refused(_("%(person)s is away until %(day)s. Choose somebody else, or say that it shall wait.") % told)


@transaction.atomic
def start(request: ServiceRequest, *, by: User, now: datetime | None = None) -> ServiceRequest:
    """Begin to work on it; who starts an unassigned request takes it."""
    request = lock(request)
    # An ended request comes back by reopening only, which also takes back when it ended.
    check_status(Verb.STARTED, request.status, OPEN)
    taker = request.assignee or by
    return change(request, Act(Verb.STARTED, by, moment(now)), Status.IN_PROGRESS, assignee=taker)


@transaction.atomic
def promise(
    request: ServiceRequest, done_by: datetime, reason: str, *, by: User, now: datetime | None = None
) -> ServiceRequest:
    """“It will be done by …, because …”; a later promise moves the date, and both stay known."""
    at = moment(now)
    if done_by <= at:
        raise Refused(_("A promise needs a moment in the future."))
    if done_by > at + FARTHEST_PROMISE:
        raise Refused(_("A promise needs a moment within the next ten years."))
    if not reason.strip():
        raise Refused(_("Say why it will be done then."))
    request = lock(request)
    check_status(Verb.PROMISED, request.status, OPEN)
    Promise.objects.create(request=request, done_by=done_by, reason=reason.strip(), made_by=by, made_at=at)
    data = {"done_by": done_by.isoformat(), "reason": reason.strip()}
    return change(request, Act(Verb.PROMISED, by, at, data=data), promised_at=done_by)


@transaction.atomic
def hand_over(
    request: ServiceRequest, department: Department, reason: str, *, by: User | None, now: datetime | None = None
) -> ServiceRequest:
    """Pass it to another department, number and history and all; whoever had it has it no more."""
    if not reason.strip():
        raise Refused(_("Say why another department should do it."))
    request = lock(request)
    check_status(Verb.HANDED_OVER, request.status, OPEN)
    if department.pk == request.department_id:
        raise Refused(_("The request is already there."))
    _check_handlers(request, department)
    at = moment(now)
    leave_department(request, at)
    data = {"from": request.department_id, "to": department.pk, "reason": reason.strip()}
    act = Act(Verb.HANDED_OVER, by, at, data=data)
    moved = None if request.status == Status.NEW else Status.NEW
    return place(change(request, act, moved, department=department, assignee=None), at=at)


def leave_department(request: ServiceRequest, at: datetime) -> None:
    """Keep the stint that ends, as a leg."""
    last = request.legs.order_by("to_at", "id").last()
    Leg.objects.create(
        request=request, department_id=request.department_id, from_at=last.to_at if last else request.filed_at, to_at=at
    )


@transaction.atomic
def move_along(
    request: ServiceRequest, department: Department, *, by: User | None, now: datetime | None = None
) -> ServiceRequest:
    """Its department, or the part that does this work, became another one: state, promises and people stay as they are.

    Only whoever works on it and does not serve in the other department has it no longer.
    """
    request, at = lock(request), moment(now)
    check_status(Verb.HANDED_OVER, request.status, OPEN)
    if department.pk == request.department_id:
        return request
    stays = request.assignee is not None and request.assignee.works_in(department.pk)
    data = {"from": request.department_id, "to": department.pk, "reorganised": True}
    leave_department(request, at)
    act = Act(Verb.HANDED_OVER, by, at, data=data)
    return change(request, act, department=department, assignee=request.assignee if stays else None)


def _check_handlers(request: ServiceRequest, department: Department) -> None:
    """What is confidential goes only where somebody may see it."""
    service = request.service
    if service.is_confidential and not service.handlers.filter(memberships__department=department).exists():
        told = {"department": department}
        raise Refused(_("It is confidential, and nobody in %(department)s may see it.") % told)
