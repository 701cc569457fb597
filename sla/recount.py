"""One clock counted anew from its pieces: what its row should say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sla import records
from sla.ledger import Account, Piece, PieceKind, State, consumed_of, reached
from sla.models import Clock, ClockEvent
from sla.models.calendars import compiled

Found = Iterator[tuple[str, Any, Any]]  # column, what the row keeps, what was counted

OPEN_PIECE = {State.RUNNING: PieceKind.RUN, State.PAUSED: PieceKind.PAUSE}


@dataclass(frozen=True, slots=True)
class Difference:
    clock: int
    column: str
    kept: Any
    counted: Any

    def as_json(self) -> dict[str, Any]:
        return {"clock": self.clock, "column": self.column, "kept": _plain(self.kept), "counted": _plain(self.counted)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def differences_of(clock: Clock, now: datetime) -> list[Difference]:
    """Where the row of a clock differs from what its pieces and events say; empty when all is well.

    Consumed time is that of the pieces that are over, each by its own calendar version. Pinned due moments came from
    outside and are believed.
    """
    account = records.read(clock)
    pieces = [records.piece_of(row) for row in clock.segments.all()]
    if not pieces:
        return [Difference(clock.pk, "pieces", 0, "at least one")]
    found = (
        *_chain(account, pieces),
        *_columns(account, pieces),
        *_next_fire(clock, account, now),
        *_verdict(clock, account),
    )
    return [Difference(clock.pk, *one) for one in found if one[1] != one[2]]


def _chain(account: Account, pieces: list[Piece]) -> Found:
    """The pieces follow each other without a gap, from the start to the end."""
    yield "started_at", records.moment(account.started), records.moment(pieces[0].since)
    for before, after in pairwise(pieces):
        yield "pieces", records.moment(before.until), records.moment(after.since)
    last, expected = pieces[-1], OPEN_PIECE.get(account.state)
    if expected is None:
        yield "stopped_at", records.moment(account.stopped), records.moment(last.until)
    else:
        yield "open piece", (last.kind.value, records.moment(last.until)), (expected.value, None)
        yield "running_since", records.moment(account.running_since), _open_run(last)


def _open_run(last: Piece) -> datetime | None:
    return records.moment(last.since) if last.kind == PieceKind.RUN else None


def _columns(account: Account, pieces: list[Piece]) -> Found:
    over = [(compiled(one.version), one) for one in pieces if one.until is not None]
    consumed = consumed_of(over, account.stopped or account.started)
    yield "consumed_us", account.consumed, consumed
    if not account.pinned:
        yield "due_at", records.moment(account.due), records.moment(_due(account, pieces[-1], consumed))


def _next_fire(clock: Clock, account: Account, now: datetime) -> Found:
    fires = records.moment(account.next_fire) if clock.request.is_live else None
    # What is due already is about to be swept, or was put off because it could not be.
    if fires is None or fires > now or clock.next_fire_at is None:
        yield "next_fire_at", clock.next_fire_at, fires


def _due(account: Account, last: Piece, consumed: int) -> int | None:
    """When what was left at the beginning of the last run is used up; a moment that passed stays."""
    if account.overran is not None:
        return account.overran if last.kind == PieceKind.RUN or not account.is_unfinished else None
    if last.kind == PieceKind.PAUSE or account.target is None:
        return None
    calendar = compiled(last.version)
    in_last = 0 if last.until is None else calendar.elapsed_us(last.since, last.until)
    return reached(calendar, last.since, max(account.target - (consumed - in_last), 0))


def _verdict(clock: Clock, account: Account) -> Found:
    """Kept, broken or called off follows from the moments; and whoever overran was said to."""
    if account.stopped is not None:
        kept = account.due is not None and account.stopped <= account.due and account.overran is None
        finished = State.MET if kept else State.MISSED
        if account.state == State.CANCELLED:
            finished = State.CANCELLED if account.overran is None else State.MISSED
        yield "state", account.state.value, finished.value
    broke = [one for one in clock.events.all() if one.kind == ClockEvent.Kind.BREACH and one.epoch == clock.epoch]
    yield "overran_at", clock.overran_at, broke[0].occurred_at if broke else None
