"""People are asked to say yes or no, in steps; the department waits for the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import approvers
from requests_app.approvers import Planned, Wanted
from requests_app.models import Absence, Approval, ApprovalRound, ApprovalRule, Chosen, ServiceRequest, User
from requests_app.models.translated import Translated
from requests_app.phrases import listed
from requests_app.states import OPEN, Status, Verb, check_status

from . import rounds
from .base import Act, Refused, change, lock, moment, record, refuse_while_asked, working_status
from .placing import place
from .rounds import Asking, Heard

# A question to the requester comes first: a request waits for one side at a time.
ASKABLE = OPEN - {Status.WAITING}


@transaction.atomic
def ask_approval(
    request: ServiceRequest,
    whom: User | Sequence[Wanted],
    why: str,
    *,
    by: User,
    in_order: bool = True,
    now: datetime | None = None,
) -> ServiceRequest:
    """Ask one person, or several in steps; the request is on hold until they agree, refuse, or are no longer asked."""
    if not why.strip():
        raise Refused(_("Say what is to be approved, and why."))
    request, at = lock(request), moment(now)
    check_status(Verb.APPROVAL_ASKED, request.status, ASKABLE)
    refuse_while_asked(request)
    wanted = [Wanted(people=[whom])] if isinstance(whom, User) else whom
    steps = approvers.plan(_checked(request, wanted, by), request, barred=rounds.barred(request, by.pk), spare=False)
    _check_found(request, steps)
    return _begin(request, Asking(question=why.strip(), steps=steps, by=by, in_order=in_order), at)


def _checked(request: ServiceRequest, wanted: Sequence[Wanted], by: User) -> Sequence[Wanted]:
    """People somebody names are asked as named, or not at all."""
    barred = rounds.barred(request, by.pk)
    for person in (person for step in wanted if step.chosen == Chosen.PEOPLE for person in step.people):
        if not person.is_active:
            raise Refused(_("%(person)s no longer works here.") % {"person": person})
        if person.pk in barred:
            raise Refused(_("Nobody approves what they ask for themselves. Choose somebody else."))
    return wanted


def _check_found(request: ServiceRequest, steps: Sequence[Planned]) -> None:
    if not steps or not all(step.people for step in steps):
        person = {"person": request.requester}
        raise Refused(_("Nobody above %(person)s is known who could approve it. Name somebody.") % person)


def begin_by_rule(request: ServiceRequest, *, at: datetime) -> ServiceRequest:
    """Right after it was filed, inside the filing's transaction: ask whom the service's rule names."""
    rule = ApprovalRule.objects.filter(service=request.service_id).first()
    if rule is None:
        return request
    barred = rounds.barred(request, None)
    steps = approvers.plan(approvers.of_rule(rule), request, barred=barred, spare=True)
    steps = [step for step in steps if step.people]
    if not steps:
        return request
    asking = Asking(question=rule.question, steps=steps, by=None, in_order=rule.in_order)
    return _begin(request, asking, at)


def _begin(request: ServiceRequest, asking: Asking, at: datetime) -> ServiceRequest:
    asked = rounds.begin(request, asking, at)
    question = dict(asking.question) if isinstance(asking.question, Translated) else asking.question
    data: dict[str, Any] = {"approval": asked[0].pk, "approver": asked[0].approver_id, "question": question}
    if len(asked) > 1:
        data["approvers"] = [voice.approver_id for voice in asked]
    if len(asking.steps) > 1:
        data["steps"] = len(asking.steps)
    request = change(request, Act(Verb.APPROVAL_ASKED, asking.by, at, data=data), Status.ON_HOLD)
    _call_stand_ins(request, asked[0].step.round, asked, at)
    return request


@transaction.atomic
def approve(request: ServiceRequest, reason: str = "", *, by: User, now: datetime | None = None) -> ServiceRequest:
    """An approver says yes: work goes on once enough of them have in every step."""
    request, at = lock(request), moment(now)
    begun = _open(request, Verb.APPROVED)
    mine = _voices_of(begun, by)
    heard = rounds.agree(request, begun, mine, reason.strip(), at)
    data = _told(begun, mine, heard, reason)
    if not heard.is_over and not heard.asked:
        data["voices"] = [mine[0].step.voices, mine[0].step.needed]
    if heard.asked:
        data |= {"next": [voice.approver_id for voice in heard.asked], "question": dict(begun.question)}
    request = change(request, Act(Verb.APPROVED, by, at, data=data), working_status(request) if heard.is_over else None)
    _call_stand_ins(request, begun, heard.asked, at)
    return place(request, at=at)


@transaction.atomic
def reject(request: ServiceRequest, reason: str, *, by: User, now: datetime | None = None) -> ServiceRequest:
    """An approver says no, and why. The department then declines the request, changes it, or asks again."""
    if not reason.strip():
        raise Refused(_("Say why you reject it."))
    request, at = lock(request), moment(now)
    begun = _open(request, Verb.REJECTED)
    mine = _voices_of(begun, by)
    data = _told(begun, mine, rounds.refuse(begun, mine, reason.strip(), at), reason)
    return place(change(request, Act(Verb.REJECTED, by, at, data=data), working_status(request)), at=at)


@transaction.atomic
def withdraw_approval(request: ServiceRequest, *, by: User | None, now: datetime | None = None) -> ServiceRequest:
    """Nobody needs to approve it any more, or somebody else shall: the department goes on."""
    request, at = lock(request), moment(now)
    begun = _open(request, Verb.APPROVAL_WITHDRAWN)
    data = rounds.taken_back(begun, at)
    return place(change(request, Act(Verb.APPROVAL_WITHDRAWN, by, at, data=data), working_status(request)), at=at)


@transaction.atomic
def leave_out_approver(
    request: ServiceRequest, person: User, *, by: User | None, now: datetime | None = None
) -> ServiceRequest:
    """One of those who were asked leaves the company. Where too few are left to agree, nobody is asked any more."""
    request, at = lock(request), moment(now)
    begun = rounds.current(request)
    mine = [voice for voice in begun.open_voices() if voice.approver_id == person.pk] if begun else []
    if begun is None or not mine:
        return request
    if not rounds.leave_out(mine, at):
        data = rounds.taken_back(begun, at, besides=mine)
        return place(change(request, Act(Verb.APPROVAL_WITHDRAWN, by, at, data=data), working_status(request)), at=at)
    data = {"approval": mine[0].pk, "approver": person.pk, "asked_by": begun.asked_by_id}
    return change(request, Act(Verb.APPROVAL_WITHDRAWN, by, at, data=data))


@transaction.atomic
def replace_approver(
    request: ServiceRequest, person: User, to: User, *, by: User | None, now: datetime | None = None
) -> ServiceRequest:
    """One of those who were asked leaves the company, and somebody else decides in their place."""
    request, at = lock(request), moment(now)
    begun = rounds.current(request)
    mine = [voice for voice in begun.open_voices() if voice.approver_id == person.pk] if begun else []
    if begun is None or not mine:
        return request
    if not to.is_active or to.pk in rounds.barred(request, begun.asked_by_id):
        raise Refused(_("Nobody approves what they ask for themselves. Choose somebody else."))
    asked = rounds.replace(request, mine, to, at)
    if not asked:
        raise Refused(_("%(person)s is asked to approve it already.") % {"person": to})
    data = {"approval": asked[0].pk, "approver": to.pk, "for": person.pk, "question": dict(begun.question)}
    request = change(request, Act(Verb.APPROVER_REPLACED, by, at, data=data))
    _call_stand_ins(request, begun, asked, at)
    return request


@transaction.atomic
def ask_stand_ins(request: ServiceRequest, *, now: datetime | None = None) -> int:
    """Ask whoever stands in for approvers who are away by now; how many people were asked."""
    request, at = lock(request), moment(now)
    begun = rounds.current(request)
    return _call_stand_ins(request, begun, begun.open_voices(), at) if begun else 0


def _call_stand_ins(request: ServiceRequest, begun: ApprovalRound, voices: Sequence[Approval], at: datetime) -> int:
    """A line each, and no new version: what the others are to decide about is what they were shown."""
    rows = rounds.call_stand_ins(request, begun, voices, at)
    away = dict(_last_days([row.stands_in_for.approver_id for row in rows if row.stands_in_for], at))
    for row in rows:
        assert row.stands_in_for is not None  # noqa: S101 - that is what they are asked for
        absent = row.stands_in_for.approver
        data = {"approval": row.pk, "stand_in": row.approver_id, "for": absent.pk, "until": away[absent.pk].isoformat()}
        data |= {"for_name": absent.display_name, "question": dict(begun.question)}
        record(request, Act(Verb.STAND_IN_ASKED, None, at, data=data), old_status=request.status)
    return len(rows)


def _last_days(people: Sequence[int], at: datetime) -> Iterable[tuple[int, date]]:
    return Absence.objects.at(at).filter(user__in=people).values_list("user", "until_day") if people else []


def _open(request: ServiceRequest, verb: Verb) -> ApprovalRound:
    check_status(verb, request.status, frozenset({Status.ON_HOLD}))
    begun = rounds.current(request)
    if begun is None:
        raise Refused(_("Nobody is asked to approve it any more."))
    return begun


def _voices_of(begun: ApprovalRound, person: User) -> list[Approval]:
    """What this person can decide now; in parallel steps that may be more than one."""
    asked = begun.open_voices()
    mine = [voice for voice in asked if voice.approver_id == person.pk]
    if not mine:
        raise Refused(
            _("Only %(person)s was asked to approve it.") % {"person": listed(voice.approver for voice in asked)}
        )
    return mine


def _told(begun: ApprovalRound, mine: Sequence[Approval], heard: Heard, reason: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "approval": mine[0].pk, "approver": mine[0].approver_id, "asked_by": begun.asked_by_id,
    }  # fmt: skip
    if absent := mine[0].stands_in_for:
        data["for"] = absent.approver_id
    if heard.settled:
        data["others"] = sorted({voice.approver_id for voice in heard.settled})
    return data | ({"reason": reason.strip()} if reason.strip() else {})
