"""One clock as values: what runs, rests and is due."""

from __future__ import annotations

from dataclasses import dataclass, field

from sla.calendar import WorkingCalendar
from sla.calendar.working import HORIZON
from sla.steps import BREACH, REVOKED

from . import ladder
from .values import UNFINISHED, EventKind, Happening, Piece, PieceKind, State, reached


@dataclass(slots=True)
class Account:
    """One clock as values; the fields are those of the model `Clock`, the instants as integers.

    An account read from rows holds only its open piece and no happenings; what is added since is new.
    """

    metric: str
    calendar: WorkingCalendar
    started: int
    target: int | None  # None: pinned, the due moment came from outside
    steps: tuple[str, ...] = ()
    cycle: int = 1
    version: int = 0  # ids of the calendar version, of the standard, and of the department whose share it is
    standard: int | None = None
    department: int | None = None
    state: State = State.RUNNING
    consumed: int = 0
    running_since: int | None = None
    due: int | None = None
    pinned: bool = False
    stopped: int | None = None
    breached: int | None = None
    overran: int | None = None
    next_step: str = ""
    epoch: int = 1
    pieces: list[Piece] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def is_out_of_reach(self) -> bool:
        """The calendar ends before it could be due: see `reached`."""
        return self.running_since is not None and self.due == self.running_since + HORIZON

    @property
    def rests_because(self) -> str:
        return self.pieces[-1].reason if self.state == State.PAUSED and self.pieces else ""

    def consumed_at(self, instant: int) -> int:
        """Working time used up to an instant that is not before the last change."""
        if self.running_since is None:
            return self.consumed
        return self.consumed + self.calendar.elapsed_us(self.running_since, instant)

    def left_at(self, instant: int) -> int:
        """Working time left, negative when overdrawn. Of a pinned clock: until its due moment."""
        if self.target is not None:
            return self.target - self.consumed_at(instant)
        assert self.due is not None  # noqa: S101 - a pinned clock always has one
        return self.calendar.elapsed_us(instant, self.due) - self.calendar.elapsed_us(self.due, instant)

    # What happens to a clock. Instants that lie before the last change count as the moment of that change.

    def start(self, reason: str, *, due: int | None = None) -> Account:
        """Let a new account run from its `started`; with `due` it is pinned to that moment."""
        if due is not None:
            self.pinned, self.target, self.due = True, None, due
        self.next_step = ladder.steps_of(self)[0][1]
        self._run(self.started, reason)
        return self

    def pause(self, at: int, reason: str) -> None:
        """Rest from `at`: nothing is due and nothing fires until it runs again.

        What rests already goes on resting, for the new reason.
        """
        if self.state == State.PAUSED and self.rests_because != reason:
            at = self._not_before_last_change(at)
            self._close_piece(at)
            self.pieces.append(Piece(PieceKind.PAUSE, at, None, reason, self.version))
        if self.state != State.RUNNING:
            return
        at = self._settle(at)
        self._end_run(at)
        self.state = State.PAUSED
        if not self.pinned:
            self.due = None
        self.pieces.append(Piece(PieceKind.PAUSE, at, None, reason, self.version))

    def resume(self, at: int, reason: str) -> None:
        """due = add(at, target - consumed), so a rest in closed time moves nothing."""
        if self.state != State.PAUSED:
            return
        at = self._not_before_last_change(at)
        self._close_piece(at)
        self._run(at, reason)

    def stop(self, at: int, reason: str) -> None:
        """Kept if and only if `at` is not after the due moment. A resting clock first ends its rest."""
        if not self.is_unfinished:
            return
        self.resume(at, reason)
        at = self._settle(at)
        self._end_run(at)
        assert self.due is not None  # noqa: S101 - a running clock always has one
        self._finish(State.MET if at <= self.due else State.MISSED, at)

    def cancel(self, at: int) -> None:
        """Nothing is promised any more: neither kept nor broken. What broke before stays broken."""
        if not self.is_unfinished:
            return
        if self.state == State.RUNNING:
            at = self._settle(at)
            self._end_run(at)
        else:
            at = self._not_before_last_change(at)
            self._close_piece(at)
            self.due = self.due if self.overran is None else self.overran
        self._finish(State.CANCELLED if self.overran is None else State.MISSED, at)

    def reopen(self, at: int, rested: str, reason: str) -> None:
        """The same promise goes on; the time in which it was finished counts as a rest."""
        if self.is_unfinished or self.stopped is None:
            return
        at = max(at, self.stopped)
        self.pieces.append(Piece(PieceKind.PAUSE, self.stopped, at, rested, self.version))
        self.stopped = None
        self._run(at, reason)

    def retarget(self, target: int, steps: tuple[str, ...], at: int, reason: str) -> None:
        """Another target: what is consumed counts towards it. Already past it means broken at `at`, not before."""
        if not self.is_unfinished or self.pinned:
            return
        running = self.state == State.RUNNING
        if running:
            at = self._settle(at)
            self._end_run(at)
        fired = ladder.fired(self)
        self.target, self.steps = target, steps
        if self.overran is not None and target > self.consumed:
            self._revoke(at)
        else:
            self._allow_steps_ahead_again(at, fired)
        if running:
            self._run(at, reason)

    def pin(self, due: int, at: int) -> None:
        """The due moment is given from outside; rests do not move it, and warnings fall on fractions of the span."""
        if not self.is_unfinished:
            return
        if self.state == State.RUNNING:
            at = self._settle(at)
        fired = ladder.fired(self)
        self.pinned, self.target, self.due = True, None, due
        if self.overran is not None and due > at:
            self._revoke(at)
        else:
            self._allow_steps_ahead_again(at, fired)

    def rebase(self, calendar: WorkingCalendar, version: int, at: int, reason: str) -> None:
        """Count by other working hours from `at` on; what was consumed before stays consumed.

        A breach that was found after `at`, by hours that no longer counted, is taken back if it is none by the new.
        """
        if not self.is_unfinished:
            return
        running, suspect = self.state == State.RUNNING, None
        if running:
            at = self._not_before_last_change(at)
            suspect = self.overran if self.overran is not None and self.overran >= at else None
            at = at if suspect is not None else self._settle(at)
            self._end_run(at)
        fired = ladder.fired(self)
        self.calendar, self.version = calendar, version
        # The span of a pinned clock holds other steps when other hours count.
        self.next_step = ladder.next_after(self, fired)
        if running:
            self.overran = None if suspect is not None else self.overran
            self._run(at, reason)
        if suspect is not None:
            self._judge_again(suspect, at)

    def _judge_again(self, suspect: int, at: int) -> None:
        assert self.due is not None  # noqa: S101 - it runs
        if self.due > suspect:
            self._revoke(at)
        else:
            self.due = self.overran = suspect

    # Steps

    @property
    def next_fire(self) -> int | None:
        """When somebody has to look at this clock; None while it rests and after it stopped."""
        if self.state != State.RUNNING or not self.next_step:
            return None
        ahead = (ladder.instant_of(self, *step) for step in ladder.steps_of(self) if step[1] == self.next_step)
        return next(ahead, None)

    def advance(self, now: int) -> list[Happening]:
        """Fire every step that lies at or before `now`; only the highest is news, the others are overtaken by it.

        Each says when it truly occurred, however late somebody looks. Returns what is new.
        """
        return self._fire(now, now + 1)

    def _fire(self, now: int, before: int) -> list[Happening]:
        crossed = ladder.crossed(self, before)
        if not crossed:
            return []
        last = crossed[-1][0]
        new = [
            Happening(self.epoch, code, ladder.kind(self, code, last), instant, now, is_news=code == last)
            for code, instant in crossed
        ]
        self.next_step = ladder.next_after(self, {last})
        for code, instant in crossed:
            if code == BREACH:
                self.overran = instant
                self.breached = instant if self.breached is None else self.breached
        self.happenings += new
        return new

    def _allow_steps_ahead_again(self, at: int, fired: set[str]) -> None:
        # Steps that fired under a shorter target and lie ahead under the new one belong to a new epoch; without it
        # their events would meet those of the old one, and a longer promise would end without a warning.
        ahead = ladder.first_ahead(self, at)
        if self.overran is None and ahead in fired:
            self.epoch, self.next_step = self.epoch + 1, ahead
        else:
            self.next_step = ladder.next_after(self, fired)

    def _revoke(self, at: int) -> None:
        """The breach of this epoch does not stand; `breached` keeps that it once was."""
        self.epoch += 1
        self.overran = None
        self.next_step = ladder.first_ahead(self, at) or BREACH
        self.happenings.append(Happening(self.epoch, REVOKED, EventKind.REVOKED, at, at))

    # Pieces

    def _settle(self, at: int) -> int:
        """What a sweep at this moment would have found, so that its being early or late changes no outcome."""
        at = self._not_before_last_change(at)
        if self.overran is not None and at <= self.overran:
            self._revoke(at)  # somebody acted in time, and the sweep came before their act was written
        self._fire(at, at)
        return at

    def _not_before_last_change(self, at: int) -> int:
        return max(at, self.pieces[-1].since) if self.pieces else at

    def _run(self, at: int, reason: str) -> None:
        self.state, self.running_since = State.RUNNING, at
        self.pieces.append(Piece(PieceKind.RUN, at, None, reason, self.version))
        if self.overran is not None:
            self.due = self.overran
        elif self.target is not None:
            self.due = reached(self.calendar, at, max(self.target - self.consumed, 0))

    def _end_run(self, at: int) -> None:
        self.consumed = self.consumed_at(at)
        self.running_since = None
        self._close_piece(at)

    def _close_piece(self, at: int) -> None:
        self.pieces[-1].until = at

    def _finish(self, state: State, at: int) -> None:
        self.state, self.stopped = state, at
