"""A life with the verbs a log never tells: another way, taking it, approvals, confirming, a no with an alternative."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from operations.import_log.life import Act, Kind, Life
from requests_app.models import Approval, ApprovalRound, ApprovalStep, Chosen, Service, Translated, User
from requests_app.states import OPEN, Status, Verb, check_status
from requests_app.transitions import ASKABLE, Filing

ABOUT_APPROVALS = frozenset({Verb.APPROVAL_ASKED, Verb.APPROVED, Verb.REJECTED, Verb.APPROVAL_WITHDRAWN})


class DemoLife(Life):
    """A live one: clocks and sweeps go on with it. tests/operations/test_seed.py compares it with the verbs."""

    def __init__(self, service: Service, filing: Filing, *, requester: User, by: int, at: datetime) -> None:
        super().__init__(service, filing, requester=requester.pk, by=by, at=at)
        self.request.is_live = True
        self.request.requester_department_id = requester.department_id
        self.approvals: list[Approval] = []

    def propose(self, option: str, *, by: int, at: datetime) -> None:
        check_status(Verb.PROPOSED, self.request.status, OPEN)
        message = self._write(Kind.PROPOSAL, option, by, at)
        self._change(Act(Verb.PROPOSED, by, at), Status.WAITING, message=message)

    def accept(self, *, by: int, at: datetime) -> None:
        check_status(Verb.ACCEPTED, self.request.status, frozenset({Status.WAITING}))
        self._change(Act(Verb.ACCEPTED, by, at), self._working_status())

    def ask_approval(self, approver: int, why: str, *, by: int, at: datetime) -> None:
        check_status(Verb.APPROVAL_ASKED, self.request.status, ASKABLE)
        begun = ApprovalRound(
            request=self.request, asked_by_id=by, asked_at=at, question=Translated({settings.LANGUAGE_CODE: why})
        )
        step = ApprovalStep(round=begun, number=1, chosen=Chosen.PEOPLE, needed=1, opened_at=at)
        self.approvals.append(Approval(request=self.request, step=step, approver_id=approver, asked_at=at))
        self._change(Act(Verb.APPROVAL_ASKED, by, at), Status.ON_HOLD, data={"approver": approver, "question": why})

    def approve(self, *, by: int, at: datetime) -> None:
        self._settle(Verb.APPROVED, Approval.Verdict.APPROVED, "", by, at)

    def reject(self, reason: str, *, by: int, at: datetime) -> None:
        self._settle(Verb.REJECTED, Approval.Verdict.REJECTED, reason, by, at)

    def withdraw_approval(self, *, by: int, at: datetime) -> None:
        self._settle(Verb.APPROVAL_WITHDRAWN, Approval.Verdict.WITHDRAWN, "", by, at)

    def _settle(self, verb: Verb, verdict: str, reason: str, by: int, at: datetime) -> None:
        check_status(verb, self.request.status, frozenset({Status.ON_HOLD}))
        approval = self.approvals[-1]
        approval.verdict, approval.decided_at, approval.reason = verdict, at, reason
        approval.step.closed_at = approval.step.round.ended_at = at
        approval.step.round.outcome = verdict
        data = {"approver": approval.approver_id, "asked_by": approval.step.round.asked_by_id}
        self._change(Act(verb, by, at), self._working_status(), data=data | ({"reason": reason} if reason else {}))

    def name_approvals(self) -> None:
        """Write the approvals' ids, which they have by now, into the journal lines about them."""
        asked = iter(self.approvals)
        for event in self.events:
            if event.verb == Verb.APPROVAL_ASKED:
                approval = next(asked)
            if event.verb in ABOUT_APPROVALS:
                event.data["approval"] = approval.pk

    @property
    def rounds(self) -> list[ApprovalRound]:
        return [approval.step.round for approval in self.approvals]

    def decline(self, reason: str, alternative: str = "", *, by: int | None, at: datetime) -> None:
        data = {"reason": reason.strip(), "alternative": alternative.strip()}
        self._change(Act(Verb.DECLINED, by, at), Status.DECLINED, data=data, closed_at=at)

    def confirm(self, *, by: int, at: datetime) -> None:
        check_status(Verb.CONFIRMED, self.request.status, frozenset({Status.RESOLVED}))
        self._change(Act(Verb.CONFIRMED, by, at), Status.CLOSED, closed_at=at)
