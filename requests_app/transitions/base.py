"""What every verb does: lock the row, refuse what does not fit, change it, write the journal line, tell the others."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.models import Message, RequestEvent, ServiceRequest, User
from requests_app.phrases import listed
from requests_app.signals import request_transitioned
from requests_app.states import FINISHED, Status, Verb, check_move

from . import rounds, waits

# They look at what is open by themselves.
ABOUT_APPROVALS = {Verb.APPROVAL_ASKED, Verb.APPROVED, Verb.REJECTED, Verb.APPROVAL_WITHDRAWN}


class StaleForm(Exception):
    """Somebody changed the request after this form was shown. Nothing was written."""


class Refused(ValueError):
    """The verb's arguments do not fit. The text is translated and made for people."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what, and when: the part of a journal line that the request itself does not tell."""

    verb: Verb
    by: User | None
    at: datetime
    message: Message | None = None
    data: dict[str, Any] = field(default_factory=dict)


def lock(request: ServiceRequest) -> ServiceRequest:
    """The request as it is now, held until the transaction ends. Lock order: request, its clocks, outbox rows.

    Raises StaleForm where it is not as `expecting` says.
    """
    # No key: a sweep holds clocks while its outbox rows refer to the request; a full lock would make both wait forever.
    current = ServiceRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if request.expected_version not in (None, current.version):
        raise StaleForm
    _keep_known(request, current)
    return current


def _keep_known(known: ServiceRequest, current: ServiceRequest) -> None:
    # Not joined in the locking statement: PostgreSQL drops or empties a join whose row changed while it waited.
    for key in ServiceRequest._meta.concrete_fields:
        if not isinstance(key, ForeignKey) or not key.is_cached(known):
            continue
        if getattr(known, key.attname) == getattr(current, key.attname):
            key.set_cached_value(current, key.get_cached_value(known))


def expecting(request: ServiceRequest, *, version: int) -> ServiceRequest:
    """The request for a verb that fits only if nobody changed it since `version` was shown; else StaleForm."""
    expected = copy(request)
    expected.expected_version = version
    return expected


def moment(now: datetime | None) -> datetime:
    return now or clock.now()


def change(request: ServiceRequest, act: Act, status: Status | None = None, **fields: Any) -> ServiceRequest:
    """Set the fields of a locked request, move it where a status is given, and record it."""
    if status is not None:
        check_move(act.verb, request.status, status)
        if act.verb not in ABOUT_APPROVALS:
            _leave_approval(request, act, status)
    old = request.status
    if status is not None:
        fields["status"] = status
    for name, value in fields.items():
        setattr(request, name, value)
    request.version += 1
    request.updated_at = max(request.updated_at, act.at)
    request.save(update_fields=[*fields, "version", "updated_at"])
    if status is not None:
        waits.follow(request, old, act.at)
    record(request, act, old_status=old)
    return request


def _leave_approval(request: ServiceRequest, act: Act, status: Status) -> None:
    """A request that waits for approvals moves only when it ends; that takes the question back first."""
    if status not in FINISHED:
        refuse_while_asked(request)
    elif begun := rounds.current(request):
        told = replace(act, verb=Verb.APPROVAL_WITHDRAWN, message=None, data=rounds.taken_back(begun, act.at))
        change(request, told, working_status(request))


def refuse_while_asked(request: ServiceRequest) -> None:
    if begun := rounds.current(request):
        person = {"person": listed(begun.asked_people())}
        raise Refused(_("It waits for the approval of %(person)s. Stop asking for it first.") % person)


def record(request: ServiceRequest, act: Act, *, old_status: str) -> RequestEvent:
    """Append the journal line and send `request_transitioned`. Nothing else sends it."""
    event = RequestEvent.objects.create(
        request=request,
        verb=act.verb,
        actor=act.by,
        at=act.at,
        old_status=old_status,
        new_status=request.status,
        department_id=request.department_id,
        message=act.message,
        data=act.data,
    )
    request_transitioned.send(sender=ServiceRequest, request=request, event=event)
    return event


def write(request: ServiceRequest, kind: Message.Kind, text: str, *, by: User | None, at: datetime) -> Message:
    return Message.objects.create(request=request, author=by, kind=kind, text=text.strip(), at=at)


def working_status(request: ServiceRequest) -> Status:
    """Where a request goes on after a wait: to whoever works on it, else back to the inbox."""
    return Status.IN_PROGRESS if request.assignee_id else Status.NEW
