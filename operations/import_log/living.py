"""From what a log says to the verbs that must have happened: each entry moves the request to the state it names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from requests_app.models import Service
from requests_app.states import FINISHED, OPEN, Status
from requests_app.transitions import Filing

from .case import Case, Entry
from .life import Life
from .mapping import ANSWER


class Names(Protocol):
    """Ids for the names of a log."""

    def department(self, name: str) -> int: ...

    def service(self, department: str, name: str) -> Service: ...

    def person(self, name: str) -> int | None: ...

    def somebody(self) -> int: ...


def live(case: Case, names: Names) -> Life:
    """The life of a case, with a flag for everything the portal's rules cannot say. Raises IllegalMove."""
    impact, urgency = case.levels or (None, None)
    filing = Filing(case.title, case.description, impact, urgency, case.needed_by, case.outside_party, case.channel)
    requester = names.person(case.requester) or names.somebody()
    by = names.person(case.filed_by) or requester
    service = names.service(case.department, case.service)
    life = Life(service, filing, requester=requester, by=by, at=case.filed_at)
    if case.promised_for and case.promised_for > case.filed_at:
        life.promise(case.promised_for, service.code, by=None, at=case.filed_at)
    elif case.promised_for:
        case.flag("promised_before_filed")
    teller = Teller(case, life, names)
    for entry in case.entries:
        teller.follow(entry)
    _take_told_moments(case, life)
    return life


def _take_told_moments(case: Case, life: Life) -> None:
    """The log's own moments of the solution and the end are the request's; its journal keeps those of the rows.

    Rows tell in which state it was when, columns what the log itself reports by: both stay true where they differ.
    """
    request = life.request
    for name, field in (("resolved", "resolved_at"), ("closed", "closed_at")):
        lived, told = getattr(request, field), case.told.get(name)
        if name not in case.told or lived is None or told == lived:
            continue
        if told:
            case.flag("solution_elsewhere" if name == "resolved" else "end_elsewhere")
            setattr(request, field, told)
            request.updated_at = max(request.updated_at, told)
        elif name == "resolved" and request.status == Status.CLOSED:
            case.flag("solution_unknown")
            request.resolved_at = None


class Teller:
    """Makes a life follow the entries of its case."""

    def __init__(self, case: Case, life: Life, names: Names) -> None:
        self.case, self.life, self.names = case, life, names

    @property
    def status(self) -> str:
        return self.life.request.status

    def follow(self, entry: Entry) -> None:
        target = _STATES.get(entry.state)
        if self.status in FINISHED and target in OPEN and not self._come_back(entry):
            return
        if self.status in OPEN:
            self._hand_over(entry)
            if target == Status.NEW and self.status != Status.NEW:
                self._put_back(entry)
            self._assign(entry)
            if entry.levels:
                self.life.amend(entry.levels, by=self._actor(entry), at=entry.at)
        elif self._would_change(entry):
            self.case.flag("changed_after_end", line=entry.line)
        if target is None:
            self._say(entry)
        elif target != self.status:
            _MOVES[target](self, entry)

    def _actor(self, entry: Entry) -> int | None:
        return self.names.person(entry.actor)

    def _worker(self, entry: Entry) -> int | None:
        """Who did it for the department: as the log says, else whoever works on the request."""
        return self._actor(entry) or self.life.request.assignee_id

    def _come_back(self, entry: Entry) -> bool:
        if self.status == Status.CANCELLED:
            self.case.flag("changed_after_end", line=entry.line)
            return False
        self.life.reopen(entry.word or entry.state, by=self._actor(entry), at=entry.at)
        return True

    def _would_change(self, entry: Entry) -> bool:
        held = self.life.request.department_id
        return bool(entry.department) and self.names.department(entry.department) != held

    def _hand_over(self, entry: Entry) -> None:
        if self._would_change(entry):
            department = self.names.department(entry.department)
            self.life.hand_over(department, entry.department, by=self._worker(entry), at=entry.at)

    def _assign(self, entry: Entry) -> None:
        person = self.names.person(entry.assignee)
        if person is None:
            return
        if person == self.life.request.requester_id:
            self.case.flag("own_work", line=entry.line)
        self.life.assign(to=person, by=self._actor(entry), at=entry.at)

    def _put_back(self, entry: Entry) -> None:
        """Back to the inbox: nobody's any more, and no longer worked on; a rest of no length says so."""
        life, by, at = self.life, self._worker(entry), entry.at
        life.assign(to=None, by=by, at=at)
        if self.status == Status.IN_PROGRESS:
            life.hold(entry.word or entry.state, by=by, at=at)
        life.resume(by=by, at=at)

    def _say(self, entry: Entry) -> None:
        text = entry.text or entry.word
        if entry.state in ("reply", "note"):
            self.life.reply(text, by=self._worker(entry), at=entry.at, internal=entry.state == "note")
        elif entry.state == "chase" and self.status in OPEN:
            self.life.chase(text, by=self.life.request.requester_id, at=entry.at)
        elif entry.state == ANSWER:
            tell = self.life.answer if self.status == Status.WAITING else self.life.reply
            tell(text, by=self.life.request.requester_id, at=entry.at)

    # To each state, from any other

    def _to_new(self, entry: Entry) -> None:
        """Only a request that came back with somebody at work is not there yet."""
        self._put_back(entry)

    def _to_progress(self, entry: Entry) -> None:
        if self.status in (Status.WAITING, Status.ON_HOLD):
            self.life.resume(by=self._worker(entry), at=entry.at)
        if self.status == Status.NEW:
            # Whoever starts an unassigned request takes it, which the log would have to say.
            taken = self.life.request.assignee_id
            self.life.start(by=taken and self._worker(entry), at=entry.at)

    def _to_waiting(self, entry: Entry) -> None:
        self.life.ask(entry.text or entry.word or entry.state, by=self._worker(entry), at=entry.at)

    def _to_hold(self, entry: Entry) -> None:
        self.life.hold(entry.text or entry.word or entry.state, by=self._worker(entry), at=entry.at)

    def _to_resolved(self, entry: Entry) -> None:
        if self._openable(entry):
            self.life.resolve(entry.text, by=self._worker(entry), at=entry.at)

    def _to_closed(self, entry: Entry) -> None:
        """An end without a solution before it is both at once."""
        if self.status in OPEN:
            self.life.resolve(entry.text, by=self._worker(entry), at=entry.at)
        if self.status == Status.RESOLVED:
            self.life.close(by=self._actor(entry), at=entry.at)
        else:
            self.case.flag("changed_after_end", line=entry.line)

    def _to_declined(self, entry: Entry) -> None:
        if self._openable(entry):
            reason = entry.text or entry.word or entry.state
            self.life.decline(reason, by=self._worker(entry), at=entry.at)

    def _to_cancelled(self, entry: Entry) -> None:
        if self._openable(entry):
            by = self._actor(entry) or self.life.request.requester_id
            self.life.cancel(entry.text or entry.word, by=by, at=entry.at)

    def _openable(self, entry: Entry) -> bool:
        """Open, if need be again: one end does not follow another."""
        return self.status in OPEN or self._come_back(entry)


_MOVES: dict[Status, Callable[[Teller, Entry], None]] = {
    Status.NEW: Teller._to_new,
    Status.IN_PROGRESS: Teller._to_progress,
    Status.WAITING: Teller._to_waiting,
    Status.ON_HOLD: Teller._to_hold,
    Status.RESOLVED: Teller._to_resolved,
    Status.CLOSED: Teller._to_closed,
    Status.DECLINED: Teller._to_declined,
    Status.CANCELLED: Teller._to_cancelled,
}


_STATES = {state.value: state for state in Status}


def ended_at(life: Life) -> datetime | None:
    return life.request.closed_at or life.request.resolved_at
