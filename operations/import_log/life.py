"""A request lived through in memory: the verbs of `requests_app.transitions` with the same names, rules and rows.

Nothing is read or written. Rights and texts that a form would ask for are not checked: the log is taken at its word.
tests/operations/test_import_equality.py proves that both ways end with the same rows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from requests_app.models import (
    Leg,
    Message,
    Promise,
    RequestEvent,
    Service,
    ServiceRequest,
    Wait,
    WaitKind,
    priority_of,
)
from requests_app.states import OPEN, Status, Verb, check_move, check_status
from requests_app.transitions import Filing
from requests_app.transitions.filing import written
from requests_app.transitions.waits import RESTING

Kind = Message.Kind
WAITING_ONLY = frozenset({Status.WAITING})


class Act(NamedTuple):
    """What was done, by whom (None: the portal) and when."""

    verb: Verb
    by: int | None
    at: datetime


class Life:
    """One request and everything its journal says; people and departments are ids. Raises IllegalMove."""

    def __init__(self, service: Service, filing: Filing, *, requester: int, by: int, at: datetime) -> None:
        self.request = ServiceRequest(
            **written(service, filing, at=at),
            department_id=service.provider_id,
            requester_id=requester,
            filed_by_id=by,
            is_live=False,
        )
        self.events: list[RequestEvent] = []
        self.messages: list[Message] = []
        self.legs: list[Leg] = []
        self.promises: list[Promise] = []
        # The priority after each journal line, which the line itself does not tell.
        self.priorities: list[int] = []
        self._record(Act(Verb.SUBMITTED, by, at), "", None, {})

    @property
    def wait(self) -> Wait | None:
        """What the log leaves it waiting for. Nothing looks at it: an import reminds nobody and closes nothing."""
        status = self.request.status
        if status not in RESTING:
            return None
        began = next(one for one in reversed(self.events) if one.old_status != status or one.verb == Verb.HELD)
        kind = WaitKind.REQUESTER if status == Status.WAITING else WaitKind.OTHER
        return Wait(request=self.request, kind=kind, text=began.data.get("reason", ""), since=began.at)

    # What the requester does

    def amend(self, levels: tuple[int, int], *, by: int | None, at: datetime) -> None:
        """Another impact and urgency; the priority follows."""
        request = self.request
        check_status(Verb.AMENDED, request.status, OPEN)
        wanted = {"impact": levels[0], "urgency": levels[1], "priority": int(priority_of(*levels))}
        new: dict[str, Any] = {name: value for name, value in wanted.items() if getattr(request, name) != value}
        if new:
            told = {name: [getattr(request, name), value] for name, value in new.items()}
            self._change(Act(Verb.AMENDED, by, at), None, data={"changes": told}, **new)

    def chase(self, text: str = "", *, by: int | None, at: datetime) -> None:
        check_status(Verb.CHASED, self.request.status, OPEN)
        message = self._write(Kind.CHASE, text, by, at) if text.strip() else None
        self._change(Act(Verb.CHASED, by, at), message=message)

    def cancel(self, reason: str = "", *, by: int | None, at: datetime) -> None:
        self._change(Act(Verb.CANCELLED, by, at), Status.CANCELLED, data={"reason": reason.strip()}, closed_at=at)

    # What the department does

    def assign(self, *, to: int | None, by: int | None, at: datetime) -> None:
        check_status(Verb.ASSIGNED, self.request.status, OPEN)
        old = self.request.assignee_id
        if old != to:
            self._change(Act(Verb.ASSIGNED, by, at), data={"from": old, "to": to}, assignee_id=to)

    def start(self, *, by: int | None, at: datetime) -> None:
        taker = self.request.assignee_id or by
        self._change(Act(Verb.STARTED, by, at), Status.IN_PROGRESS, assignee_id=taker)

    def hold(self, reason: str, *, by: int | None, at: datetime) -> None:
        check_status(Verb.HELD, self.request.status, OPEN)
        self._change(Act(Verb.HELD, by, at), Status.ON_HOLD, data={"reason": reason.strip()})

    def resume(self, *, by: int | None, at: datetime) -> None:
        check_status(Verb.RESUMED, self.request.status, frozenset({Status.ON_HOLD, Status.WAITING}))
        self._change(Act(Verb.RESUMED, by, at), self._working_status())

    def promise(self, done_by: datetime, reason: str, *, by: int | None, at: datetime) -> None:
        check_status(Verb.PROMISED, self.request.status, OPEN)
        self.promises.append(
            Promise(request=self.request, done_by=done_by, reason=reason.strip(), made_by_id=by, made_at=at)
        )
        data = {"done_by": done_by.isoformat(), "reason": reason.strip()}
        self._change(Act(Verb.PROMISED, by, at), data=data, promised_at=done_by)

    def hand_over(self, department: int, reason: str, *, by: int | None, at: datetime) -> None:
        request = self.request
        check_status(Verb.HANDED_OVER, request.status, OPEN)
        since = max((leg.to_at for leg in self.legs), default=request.filed_at)
        held = request.department_id
        self.legs.append(Leg(request=request, department_id=held, from_at=since, to_at=at))
        data = {"from": held, "to": department, "reason": reason.strip()}
        moved = None if request.status == Status.NEW else Status.NEW
        self._change(Act(Verb.HANDED_OVER, by, at), moved, data=data, department_id=department, assignee_id=None)

    # What is said

    def reply(self, text: str, *, by: int | None, at: datetime, internal: bool = False) -> None:
        kind, verb = (Kind.NOTE, Verb.NOTED) if internal else (Kind.REPLY, Verb.REPLIED)
        self._change(Act(verb, by, at), message=self._write(kind, text, by, at))

    def ask(self, question: str, *, by: int | None, at: datetime) -> None:
        check_status(Verb.ASKED, self.request.status, OPEN)
        self._change(Act(Verb.ASKED, by, at), Status.WAITING, message=self._write(Kind.QUESTION, question, by, at))

    def answer(self, text: str, *, by: int | None, at: datetime) -> None:
        check_status(Verb.ANSWERED, self.request.status, WAITING_ONLY)
        self._change(Act(Verb.ANSWERED, by, at), self._working_status(), message=self._write(Kind.ANSWER, text, by, at))

    # How it ends, and comes back

    def resolve(self, result: str = "", *, by: int | None, at: datetime) -> None:
        check_move(Verb.RESOLVED, self.request.status, Status.RESOLVED)
        message = self._write(Kind.SOLUTION, result, by, at) if result.strip() else None
        self._change(Act(Verb.RESOLVED, by, at), Status.RESOLVED, message=message, resolved_at=at)

    def decline(self, reason: str, *, by: int | None, at: datetime) -> None:
        data = {"reason": reason.strip(), "alternative": ""}
        self._change(Act(Verb.DECLINED, by, at), Status.DECLINED, data=data, closed_at=at)

    def close(self, *, by: int | None, at: datetime) -> None:
        check_status(Verb.CLOSED, self.request.status, frozenset({Status.RESOLVED}))
        self._change(Act(Verb.CLOSED, by, at), Status.CLOSED, closed_at=at)

    def reopen(self, reason: str, *, by: int | None, at: datetime) -> None:
        back = frozenset({Status.RESOLVED, Status.CLOSED, Status.DECLINED})
        check_status(Verb.REOPENED, self.request.status, back)
        data = {"reason": reason.strip()}
        self._change(Act(Verb.REOPENED, by, at), self._working_status(), data=data, resolved_at=None, closed_at=None)

    def _working_status(self) -> Status:
        return Status.IN_PROGRESS if self.request.assignee_id else Status.NEW

    def _change(
        self,
        act: Act,
        status: Status | None = None,
        *,
        message: Message | None = None,
        data: dict[str, Any] | None = None,
        **fields: Any,
    ) -> None:
        request = self.request
        old = request.status
        if status is not None:
            check_move(act.verb, old, status)
            request.status = status
        for name, value in fields.items():
            setattr(request, name, value)
        request.version += 1
        request.updated_at = max(request.updated_at, act.at)
        self._record(act, old, message, data or {})

    def _record(self, act: Act, old: str, message: Message | None, data: dict[str, Any]) -> None:
        request = self.request
        self.priorities.append(request.priority)
        self.events.append(
            RequestEvent(
                request=request,
                verb=act.verb,
                actor_id=act.by,
                at=act.at,
                old_status=old,
                new_status=request.status,
                department_id=request.department_id,
                message=message,
                data=data,
            )
        )

    def _write(self, kind: Message.Kind, text: str, by: int | None, at: datetime) -> Message:
        message = Message(request=self.request, author_id=by, kind=kind, text=text.strip(), at=at)
        self.messages.append(message)
        return message
