"""What an account is made of: its states, its pieces, and what it sets off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sla.calendar import NoWorkingTime, WorkingCalendar
from sla.calendar.working import HORIZON


class State(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


class PieceKind(StrEnum):
    RUN = "run"
    PAUSE = "pause"


class EventKind(StrEnum):
    WARNING = "warning"
    SUPERSEDED = "superseded"
    BREACH = "breach"
    OVERDUE = "overdue"
    REVOKED = "revoked"


UNFINISHED = (State.RUNNING, State.PAUSED)


@dataclass(slots=True)
class Piece:
    kind: PieceKind
    since: int
    until: int | None
    reason: str
    version: int = 0  # id of the calendar version it counts by


@dataclass(frozen=True, slots=True)
class Happening:
    """What a clock set off: `occurred` when it came true, `detected` when somebody looked.

    `is_news`: people are told and the ladder acts. What a later step overtook, or what was taken back, is none.
    """

    epoch: int
    step: str
    kind: EventKind
    occurred: int
    detected: int
    is_news: bool = False


def reached(calendar: WorkingCalendar, at: int, amount: int) -> int:
    """`calendar.add_us`, but ten years off where the calendar ends before that.

    No verb of a request may fail because working hours were not prolonged; once they are, the clock follows them.
    """
    try:
        return calendar.add_us(at, amount)
    except NoWorkingTime:
        return at + HORIZON


def consumed_of(pieces: Iterable[tuple[WorkingCalendar, Piece]], until: int) -> int:
    """Working time in the run pieces, counted anew, each by its own calendar; an open piece counts up to `until`."""
    return sum(
        calendar.elapsed_us(piece.since, until if piece.until is None else piece.until)
        for calendar, piece in pieces
        if piece.kind == PieceKind.RUN
    )
