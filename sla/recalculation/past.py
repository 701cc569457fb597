"""Working hours corrected for the past: what clocks consumed since then is counted anew from their pieces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sla.calendar import WorkingCalendar
from sla.ledger import Account, EventKind, Happening, Piece, PieceKind, State, reached
from sla.models import ClockSegment
from sla.steps import BREACH, REVOKED, in_order

Reason = ClockSegment.Reason
CalledOff = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Correction:
    """From `since` on (microseconds) the hours of `version` count where those of an `older` version did.

    `hours` gives the calendar of any version: a clock may have counted by others before and after. `earlier` are the
    versions in between, oldest first, which may not have reached the clock yet.
    """

    version: int
    since: int
    older: frozenset[int]
    hours: Callable[[int], WorkingCalendar]
    earlier: tuple[Correction, ...] = ()

    def parts_of(self, piece: Piece) -> list[Piece]:
        """The piece by the corrected hours: more than one where it ran across their beginning."""
        parts = [piece]
        for one in (*self.earlier, self):
            parts = [part for whole in parts for part in one._own_parts_of(whole)]
        return parts

    def _own_parts_of(self, piece: Piece) -> list[Piece]:
        is_over = piece.until is not None and piece.until <= self.since
        if piece.kind != PieceKind.RUN or is_over or piece.version not in self.older:
            return [piece]
        if piece.since >= self.since:
            return [replace(piece, version=self.version)]
        later = replace(piece, since=self.since, version=self.version, reason=Reason.RECALCULATED)
        return [replace(piece, until=self.since), later]


def correct(account: Account, correction: Correction, now: int, was_called_off: CalledOff) -> None:
    """Recount an account that was read with all its pieces. What it set off stays; what does not stand is revoked.

    `was_called_off` is asked of a broken clock that turns out not to be: whether it was cancelled, not finished.
    """
    account.pieces = [part for piece in account.pieces for part in correction.parts_of(piece)]
    ran = [piece for piece in account.pieces if piece.kind == PieceKind.RUN]
    life = _recount(account, ran, correction)
    account.consumed = life.consumed
    if account.version in correction.older:
        account.version, account.calendar = correction.version, correction.hours(correction.version)
    if account.state == State.RUNNING:
        account.running_since = ran[-1].since
    if account.target is None:
        return
    if account.is_unfinished:
        _judge_unfinished(account, life, now)
    else:
        _judge_finished(account, life, now, was_called_off)


@dataclass(frozen=True, slots=True)
class _Life:
    """`broke`: when the target was used up in a piece that is over; `due` as of the last piece in which it ran."""

    consumed: int
    broke: int | None
    due: int | None


def _recount(account: Account, ran: list[Piece], correction: Correction) -> _Life:
    used, broke, due = 0, None, None
    # Before it the target was another one, and what broke by that was settled then.
    judged_since = max((piece.since for piece in ran if piece.reason == Reason.RETARGETED), default=account.started)
    for piece in ran:
        calendar = correction.hours(piece.version)
        if account.target is not None:
            due = reached(calendar, piece.since, max(account.target - used, 0))
            if broke is None and piece.until is not None and piece.since >= judged_since and due < piece.until:
                broke = due
        if piece.until is not None:
            used += calendar.elapsed_us(piece.since, piece.until)
    return _Life(used, broke, due)


def _judge_unfinished(account: Account, life: _Life, now: int) -> None:
    due = life.due if life.broke is None else life.broke
    if account.state == State.RUNNING:
        account.due = due
    if account.overran is None:
        if life.broke is not None:
            _break(account, life.broke, now, is_news=True)
    elif life.broke is not None or (account.state == State.RUNNING and due is not None and due <= now):
        account.overran = due
    else:
        _revoke(account, now)


def _judge_finished(account: Account, life: _Life, now: int, was_called_off: CalledOff) -> None:
    if life.broke is not None:
        account.due = life.broke
        if account.state == State.MISSED:
            account.overran = life.broke
        else:
            account.state = State.MISSED
            _break(account, life.broke, now, is_news=False)
        return
    if account.due is not None:
        account.due = life.due
    if account.state == State.MISSED:
        _revoke(account, now)
        account.state = State.CANCELLED if was_called_off() else State.MET


def _break(account: Account, at: int, now: int, *, is_news: bool) -> None:
    account.overran = at
    account.breached = at if account.breached is None else account.breached
    account.due = at if account.state != State.PAUSED else None
    codes = [code for _offset, code in in_order(account.steps, account.target or 1)]
    account.next_step = next(iter(codes[codes.index(BREACH) + 1 :]), "")
    account.happenings.append(Happening(account.epoch, BREACH, EventKind.BREACH, at, now, is_news=is_news))


def _revoke(account: Account, now: int) -> None:
    account.epoch += 1
    account.overran = None
    used = account.consumed_at(now)
    ahead = (code for offset, code in in_order(account.steps, account.target or 1) if offset > used)
    account.next_step = next(ahead, BREACH)
    account.happenings.append(Happening(account.epoch, REVOKED, EventKind.REVOKED, now, now))
