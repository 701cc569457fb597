"""How a request ends, and comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests_app import mentions
from requests_app.models import Department, FormerAddress, Message, ServiceRequest, User
from requests_app.states import Status, Verb, check_status

from .base import Act, Refused, change, lock, moment, working_status, write
from .files import bring
from .work import move_along

# What becomes of the parts that other departments still do of a request that ends.
STAY, CANCEL = "stay", "cancel"

NO_ANSWER = "no_answer"  # the rule in the journal line of a request that ended because a question stayed open


@transaction.atomic
def resolve(
    request: ServiceRequest,
    result: str = "",
    *,
    by: User | None,
    files: Sequence[UUID] = (),
    now: datetime | None = None,
    parts: str = STAY,
) -> ServiceRequest:
    """The department says that it is done; the requester confirms, objects, or lets it close by itself."""
    request, at = lock(request), moment(now)
    message = write(request, Message.Kind.SOLUTION, result, by=by, at=at) if result.strip() or files else None
    told = _end_parts(request, parts, by=by, at=at) | bring(request, files, by=by, message=message)
    named = mentions.read(request, result, by=by)
    return change(request, Act(Verb.RESOLVED, by, at, message, told | named.data), Status.RESOLVED, resolved_at=at)


@transaction.atomic
def decline(
    request: ServiceRequest,
    reason: str,
    alternative: str = "",
    *,
    by: User | None,
    now: datetime | None = None,
    parts: str = STAY,
) -> ServiceRequest:
    """Say no, why, and what else may help."""
    if not reason.strip():
        raise Refused(_("Say why it cannot be done."))
    request, at = lock(request), moment(now)
    data = {"reason": reason.strip(), "alternative": alternative.strip()}
    data |= _end_parts(request, parts, by=by, at=at)
    return change(request, Act(Verb.DECLINED, by, at, data=data), Status.DECLINED, closed_at=at)


@transaction.atomic
def cancel(
    request: ServiceRequest, reason: str = "", *, by: User | None, now: datetime | None = None, parts: str = STAY
) -> ServiceRequest:
    """The requester no longer wants it."""
    return _cancel(lock(request), {"reason": reason.strip()}, by=by, at=moment(now), parts=parts)


def _cancel(
    request: ServiceRequest, words: dict[str, Any], *, by: User | None, at: datetime, parts: str
) -> ServiceRequest:
    told = words | _end_parts(request, parts, by=by, at=at)
    return change(request, Act(Verb.CANCELLED, by, at, data=told), Status.CANCELLED, closed_at=at)


def _end_parts(request: ServiceRequest, what: str, *, by: User | None, at: datetime) -> dict[str, Any]:
    """Let the open parts of a locked request stay, or cancel them, parts of parts included; for its journal line."""
    if what != CANCEL:
        return {}
    # All held before the first one ends, and in order: two who end at once must not wait for each other.
    parts = list(request.children.open().select_for_update(no_key=True).order_by("pk"))
    for part in parts:
        _cancel(part, {"with": request.pk}, by=by, at=at, parts=CANCEL)
    return {"cancelled": [part.pk for part in parts]} if parts else {}


@transaction.atomic
def leave_unanswered(request: ServiceRequest, *, now: datetime | None = None) -> ServiceRequest:
    """End it by rule: the requester was asked, reminded and warned, and never answered. They can bring it back."""
    request, at = lock(request), moment(now)
    check_status(Verb.DECLINED, request.status, frozenset({Status.WAITING}))
    act = Act(Verb.DECLINED, None, at, data={"rule": NO_ANSWER})
    return change(request, act, Status.DECLINED, closed_at=at)


@transaction.atomic
def confirm(request: ServiceRequest, *, by: User, now: datetime | None = None) -> ServiceRequest:
    """The requester says that it is solved."""
    request, at = lock(request), moment(now)
    check_status(Verb.CONFIRMED, request.status, frozenset({Status.RESOLVED}))
    return change(request, Act(Verb.CONFIRMED, by, at), Status.CLOSED, closed_at=at)


@transaction.atomic
def close(request: ServiceRequest, *, by: User | None = None, now: datetime | None = None) -> ServiceRequest:
    """End it because nobody objected in time."""
    request, at = lock(request), moment(now)
    check_status(Verb.CLOSED, request.status, frozenset({Status.RESOLVED}))
    return change(request, Act(Verb.CLOSED, by, at), Status.CLOSED, closed_at=at)


@transaction.atomic
def reopen(request: ServiceRequest, reason: str, *, by: User | None, now: datetime | None = None) -> ServiceRequest:
    """It is not solved after all. Possible for REOPEN_DAYS after it ended; an imported log is taken at its word.

    Screens ask `check_window` themselves, so that people cannot bring back what a log brought in years ago.
    """
    if not reason.strip():
        raise Refused(_("Say what is still missing."))
    request, at = lock(request), moment(now)
    check_status(Verb.REOPENED, request.status, frozenset({Status.RESOLVED, Status.CLOSED, Status.DECLINED}))
    if request.is_live:
        check_window(request, now=at)
    act = Act(Verb.REOPENED, by, at, data={"reason": reason.strip()})
    request = change(request, act, working_status(request), resolved_at=None, closed_at=None)
    heir = _heir(request)
    return move_along(request, heir, by=None, now=at) if heir else request


def _heir(request: ServiceRequest) -> Department | None:
    """Where this work is done by now, if its department was merged or split; None: where it was done."""
    service, former = request.service, request.department
    # Only what that department did as this service's own: what was handed over comes back to whoever had it.
    left = FormerAddress.objects.filter(department_code=former.code, service=service)
    if service.provider_id != former.pk and left.exists():
        return service.provider
    return Department.objects.filter(absorbed=former.pk).first()


def check_window(request: ServiceRequest, *, now: datetime) -> None:
    """Raise Refused once an ended request is too old to come back."""
    if can_still_reopen(request, now=now):
        return
    days: int = settings.REOPEN_DAYS
    raise Refused(
        ngettext(
            "It ended more than %(days)s day ago. File a new request and name this one in it.",
            "It ended more than %(days)s days ago. File a new request and name this one in it.",
            days,
        )
        % {"days": days}
    )


def can_still_reopen(request: ServiceRequest, *, now: datetime) -> bool:
    """Is `now` within the window that begins when the request ended?"""
    ended = request.closed_at or request.resolved_at
    return ended is not None and now <= ended + timedelta(days=settings.REOPEN_DAYS)
