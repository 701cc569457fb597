"""Work rests: for a reason, until a moment or until somebody goes on with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app.models import ServiceRequest, User, WaitingReason, WaitKind
from requests_app.states import OPEN, Status, Verb, check_status

from .base import Act, Refused, change, lock, moment, working_status
from .talking import ask
from .waits import begin
from .work import FARTHEST_PROMISE


@transaction.atomic
def hold(
    request: ServiceRequest,
    reason: str,
    *,
    by: User,
    now: datetime | None = None,
    because: WaitingReason | None = None,
    until: datetime | None = None,
) -> ServiceRequest:
    """Rest for a reason, in words and as one of the company's; at `until` it comes back by itself.

    Waiting for the requester is asking them: the reason is the question, which is answered, not waited out.
    """
    if not reason.strip():
        raise Refused(_("Say what the request is waiting for."))
    if because is not None and because.kind == WaitKind.REQUESTER:
        if until is not None:
            raise Refused(_("A question waits for its answer. Leave the date empty: the portal reminds by itself."))
        return ask(request, reason, by=by, now=now)
    at = moment(now)
    _check_moment(because, until, at)
    request = lock(request)
    check_status(Verb.HELD, request.status, OPEN)
    told = {"reason": reason.strip()} | _told(because, until)
    change(request, Act(Verb.HELD, by, at, data=told), Status.ON_HOLD)
    kind = because.kind if because else WaitKind.DATE if until else WaitKind.OTHER
    begin(request, kind, at, reason=because, text=reason.strip(), until=until, look_at=until)
    return request


def _check_moment(because: WaitingReason | None, until: datetime | None, at: datetime) -> None:
    if until is None:
        if because is not None and because.kind == WaitKind.DATE:
            raise Refused(_("Say which date it waits for."))
    elif until <= at:
        raise Refused(_("It can only come back at a moment in the future."))
    elif until > at + FARTHEST_PROMISE:
        raise Refused(_("It can only come back within the next ten years."))


def _told(because: WaitingReason | None, until: datetime | None) -> dict[str, Any]:
    told: dict[str, Any] = {"because": {"code": because.code, "name": dict(because.name)}} if because else {}
    return told | ({"until": until.isoformat()} if until else {})


@transaction.atomic
def resume(
    request: ServiceRequest, *, by: User | None, now: datetime | None = None, cause: Mapping[str, Any] | None = None
) -> ServiceRequest:
    """Go on with it. `cause` is why it goes on by itself, for its journal line."""
    request = lock(request)
    check_status(Verb.RESUMED, request.status, frozenset({Status.ON_HOLD, Status.WAITING}))
    return change(request, Act(Verb.RESUMED, by, moment(now), data=dict(cause or {})), working_status(request))


# A question that stays open


@transaction.atomic
def remind(request: ServiceRequest, *, now: datetime | None = None) -> ServiceRequest:
    """Tell the requester once more that the request waits for their answer; moves nothing."""
    request = lock(request)
    check_status(Verb.REMINDED, request.status, frozenset({Status.WAITING}))
    return change(request, Act(Verb.REMINDED, None, moment(now)))


@transaction.atomic
def announce_closing(request: ServiceRequest, close_at: datetime, *, now: datetime | None = None) -> ServiceRequest:
    """“We close it on Friday unless you answer.”"""
    request = lock(request)
    check_status(Verb.CLOSING_PROPOSED, request.status, frozenset({Status.WAITING}))
    return change(request, Act(Verb.CLOSING_PROPOSED, None, moment(now), data={"close_at": close_at.isoformat()}))
