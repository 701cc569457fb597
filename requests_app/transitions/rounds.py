"""The rows of a round of approvals: what the verbs in `approving` write down. Nothing here moves the request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from requests_app import approvers
from requests_app.approvers import Planned
from requests_app.models import Absence, Approval, ApprovalRound, ApprovalStep, ServiceRequest, User
from requests_app.models.translated import Translated
from requests_app.states import Status

Verdict = Approval.Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A question for a round, by somebody, or by the service's rule (None)."""

    question: Translated | str
    steps: Sequence[Planned]
    by: User | None
    in_order: bool = True


@dataclass(slots=True)
class Heard:
    """What came of a voice: who is asked next, and who no longer has to decide."""

    asked: list[Approval] = field(default_factory=list)
    settled: list[Approval] = field(default_factory=list)
    is_over: bool = False


def current(request: ServiceRequest) -> ApprovalRound | None:
    """As it is now, with its steps and voices: only what is on hold can wait for one."""
    if request.status != Status.ON_HOLD:
        return None
    return request.approval_rounds.open().with_voices().first()


def barred(request: ServiceRequest, asked_by: int | None) -> set[int]:
    """Who may not agree to it: nobody approves what they ask for themselves."""
    return {pk for pk in (request.requester_id, request.filed_by_id, asked_by) if pk}


def begin(request: ServiceRequest, asking: Asking, at: datetime) -> list[Approval]:
    """Write the round down and open its first step, or all of them; who is asked now."""
    question = ApprovalRound._meta.get_field("question").to_python(asking.question)
    begun = ApprovalRound.objects.create(
        request=request, asked_by=asking.by, asked_at=at, question=question, in_order=asking.in_order
    )
    steps = [
        ApprovalStep(
            round=begun,
            number=number,
            chosen=planned.wanted.chosen,
            group=planned.wanted.group,
            needed=planned.needed,
            opened_at=at if number == 1 or not asking.in_order else None,
        )
        for number, planned in enumerate(asking.steps, 1)
    ]
    ApprovalStep.objects.bulk_create(steps)
    asked: list[Approval] = []
    for step, planned in zip(steps, asking.steps, strict=True):
        if step.opened_at is None:
            step.people.set(planned.people)
        else:
            asked += _voices(request, step, planned.people, at)
    return Approval.objects.bulk_create(asked)


def _voices(request: ServiceRequest, step: ApprovalStep, people: Iterable[User], at: datetime) -> list[Approval]:
    return [Approval(request=request, step=step, approver=person, asked_at=at) for person in people]


def agree(request: ServiceRequest, begun: ApprovalRound, mine: Sequence[Approval], reason: str, at: datetime) -> Heard:
    """Somebody says yes: with enough voices a step is fulfilled, and the next one opens."""
    heard = Heard()
    for voice in mine:
        heard.settled += _write(_same_voice(voice), Verdict.SETTLED, at)
        _write([voice], Verdict.APPROVED, at, reason)
        if voice.step.voices >= voice.step.needed:
            heard.settled += _write(_open(voice.step.approvals.all()), Verdict.SETTLED, at)
            _close(voice.step, at)
    heard.asked = _open_next(request, begun, at)
    heard.is_over = all(step.closed_at for step in begun.steps.all())
    if heard.is_over:
        end(begun, ApprovalRound.Outcome.APPROVED, at)
    return heard


def refuse(begun: ApprovalRound, mine: Sequence[Approval], reason: str, at: datetime) -> Heard:
    """Somebody says no: the round is over, and nobody else has to decide."""
    _write(mine, Verdict.REJECTED, at, reason)
    heard = Heard(settled=_write(begun.open_voices(), Verdict.SETTLED, at), is_over=True)
    end(begun, ApprovalRound.Outcome.REJECTED, at)
    return heard


def taken_back(begun: ApprovalRound, at: datetime, *, besides: Sequence[Approval] = ()) -> dict[str, Any]:
    """Nobody is asked any more; what the journal says of it, with those who were asked until now."""
    voices = [*besides, *_write(begun.open_voices(), Verdict.WITHDRAWN, at)]
    end(begun, ApprovalRound.Outcome.WITHDRAWN, at)
    data = {"approval": voices[0].pk, "approver": voices[0].approver_id, "asked_by": begun.asked_by_id}
    return data | ({"approvers": [voice.approver_id for voice in voices]} if len(voices) > 1 else {})


def leave_out(mine: Sequence[Approval], at: datetime) -> bool:
    """This person is no longer asked, nor who stands in for them. Can enough others still agree?"""
    for voice in mine:
        _write([voice, *(one for one in _same_voice(voice) if one.stands_in_for_id == voice.pk)], Verdict.WITHDRAWN, at)
    return all(step.voices + len(_seats(step)) >= step.needed for step in {voice.step for voice in mine})


def replace(request: ServiceRequest, mine: Sequence[Approval], to: User, at: datetime) -> list[Approval]:
    """Somebody else is asked in the steps in which this person was; nobody where they have a voice there already."""
    steps = [voice.step for voice in mine]
    if any(one.approver_id == to.pk for step in steps for one in step.approvals.all()):
        return []
    for voice in mine:
        _write([voice, *(one for one in _same_voice(voice) if one.stands_in_for_id == voice.pk)], Verdict.WITHDRAWN, at)
    return Approval.objects.bulk_create([voice for step in steps for voice in _voices(request, step, [to], at)])


def _seats(step: ApprovalStep) -> list[Approval]:
    return [one for one in _open(step.approvals.all()) if one.stands_in_for_id is None]


def end(begun: ApprovalRound, outcome: str, at: datetime) -> None:
    begun.outcome, begun.ended_at = outcome, at
    begun.save(update_fields=["outcome", "ended_at"])
    for step in begun.steps.all():
        if step.is_current:
            _close(step, at)


def _close(step: ApprovalStep, at: datetime) -> None:
    step.closed_at = at
    step.save(update_fields=["closed_at"])


def _open(voices: Iterable[Approval]) -> list[Approval]:
    return [voice for voice in voices if voice.is_open]


def _same_voice(voice: Approval) -> list[Approval]:
    """The open rows of the same voice: the absent person's, and those of whoever else stands in for them."""
    seat = voice.stands_in_for_id or voice.pk
    others = (one for one in voice.step.approvals.all() if one.pk != voice.pk)
    return _open(one for one in others if seat in (one.pk, one.stands_in_for_id))


def _write(voices: Sequence[Approval], verdict: str, at: datetime, reason: str = "") -> list[Approval]:
    for voice in voices:
        voice.verdict, voice.decided_at, voice.reason = verdict, at, reason
        voice.save(update_fields=["verdict", "decided_at", "reason"])
    return list(voices)


def _open_next(request: ServiceRequest, begun: ApprovalRound, at: datetime) -> list[Approval]:
    """Of steps in order the next one opens once nothing is open. One that nobody is left for is passed over."""
    asked: list[Approval] = []
    for step in begun.steps.all():
        if asked or step.is_current:
            break
        if step.opened_at is not None:
            continue
        people = _still_here(request, begun, step)
        step.opened_at, step.needed = at, max(1, min(step.needed, len(people)))
        step.closed_at = None if people else at
        step.save(update_fields=["opened_at", "closed_at", "needed"])
        asked = Approval.objects.bulk_create(_voices(request, step, people, at))
    return asked


def _still_here(request: ServiceRequest, begun: ApprovalRound, step: ApprovalStep) -> list[User]:
    """Of those planned who can be asked now; who left is replaced by the next one above them."""
    barring = barred(request, begun.asked_by_id)
    planned = list(step.people.all())
    people = [one for one in planned if one.is_active and one.pk not in barring]
    return people or [found for one in planned[:1] for found in approvers.above(one, barring)]


def call_stand_ins(
    request: ServiceRequest, begun: ApprovalRound, voices: Iterable[Approval], at: datetime
) -> list[Approval]:
    """Ask whoever stands in for those of these approvers who are away now, unless that was done before."""
    seats = [voice for voice in _open(voices) if voice.stands_in_for_id is None]
    away = set(
        Absence.objects.at(at).filter(user__in=[seat.approver_id for seat in seats]).values_list("user", flat=True)
    )
    rows: list[Approval] = []
    for seat in (one for one in seats if one.approver_id in away):
        voiced = set(seat.step.approvals.values_list("approver", flat=True)) | {row.approver_id for row in rows}
        called = approvers.stand_ins(seat.approver, at, barred(request, begun.asked_by_id))
        rows += [
            Approval(request=request, step=seat.step, approver=person, stands_in_for=seat, asked_at=at)
            for person in called
            if person.pk not in voiced
        ]
    return Approval.objects.bulk_create(rows)
