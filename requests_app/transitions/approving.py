"""One named person is asked to say yes or no; the department waits for the verdict."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app.models import Approval, ServiceRequest, User
from requests_app.states import OPEN, Status, Verb, check_status

from .base import Act, Refused, change, lock, moment, open_approval, refuse_while_asked, settle

# A question to the requester comes first: a request waits for one person at a time.
ASKABLE = OPEN - {Status.WAITING}


@transaction.atomic
def ask_approval(
    request: ServiceRequest, approver: User, why: str, *, by: User, now: datetime | None = None
) -> ServiceRequest:
    """Ask somebody to approve it; the request is on hold until they do, refuse, or are no longer asked."""
    if not why.strip():
        raise Refused(_("Say what is to be approved, and why."))
    request, at = lock(request), moment(now)
    check_status(Verb.APPROVAL_ASKED, request.status, ASKABLE)
    refuse_while_asked(request)
    _check_approver(request, approver, by=by)
    approval = Approval.objects.create(
        request=request, approver=approver, asked_by=by, asked_at=at, question=why.strip()
    )
    data = {"approval": approval.pk, "approver": approver.pk, "question": approval.question}
    return change(request, Act(Verb.APPROVAL_ASKED, by, at, data=data), Status.ON_HOLD)


def _check_approver(request: ServiceRequest, approver: User, *, by: User) -> None:
    if not approver.is_active:
        raise Refused(_("%(person)s no longer works here.") % {"person": approver})
    if approver.pk in (request.requester_id, request.filed_by_id, by.pk):
        raise Refused(_("Nobody approves what they ask for themselves. Choose somebody else."))


@transaction.atomic
def approve(request: ServiceRequest, reason: str = "", *, by: User, now: datetime | None = None) -> ServiceRequest:
    """The approver says yes: work goes on."""
    return _decide(request, Verb.APPROVED, reason, by=by, now=now)


@transaction.atomic
def reject(request: ServiceRequest, reason: str, *, by: User, now: datetime | None = None) -> ServiceRequest:
    """The approver says no, and why. The department then declines the request, changes it, or asks again."""
    if not reason.strip():
        raise Refused(_("Say why you reject it."))
    return _decide(request, Verb.REJECTED, reason, by=by, now=now)


def _decide(request: ServiceRequest, verb: Verb, reason: str, *, by: User, now: datetime | None) -> ServiceRequest:
    request = lock(request)
    approval = _open(request, verb)
    if approval.approver_id != by.pk:
        raise Refused(_("Only %(person)s was asked to approve it.") % {"person": approval.approver})
    return settle(request, approval, Act(verb, by, moment(now)), reason=reason)


@transaction.atomic
def withdraw_approval(request: ServiceRequest, *, by: User | None, now: datetime | None = None) -> ServiceRequest:
    """Nobody needs to approve it any more, or somebody else shall: the department goes on."""
    request = lock(request)
    approval = _open(request, Verb.APPROVAL_WITHDRAWN)
    return settle(request, approval, Act(Verb.APPROVAL_WITHDRAWN, by, moment(now)))


def _open(request: ServiceRequest, verb: Verb) -> Approval:
    check_status(verb, request.status, frozenset({Status.ON_HOLD}))
    approval = open_approval(request)
    if approval is None:
        raise Refused(_("Nobody is asked to approve it any more."))
    return approval
