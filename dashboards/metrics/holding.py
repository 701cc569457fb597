"""What held a request: spans of time by state and holder, and which of them was the longest while a promise ran."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

UNTOUCHED, QUEUED, WORK, REQUESTER, HOLD, ELSEWHERE = "untouched", "queued", "work", "requester", "hold", "elsewhere"
# In this order where two held it equally long: what the department can change soonest comes first.
REASONS = (UNTOUCHED, QUEUED, WORK, ELSEWHERE, HOLD, REQUESTER)
_OF_STATUS = {"in_progress": WORK, "waiting": REQUESTER, "on_hold": HOLD}
# A question may be asked just before the clock is stopped for it.
ASKED_BEFORE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a journal: the status and the holder after it."""

    at: datetime
    verb: str
    status: str
    holder: int


@dataclass(frozen=True, slots=True)
class Span:
    start: datetime
    end: datetime


def held_by(lines: Sequence[Line], *, department: int, until: datetime) -> list[tuple[str, Span]]:
    """What held the request piece by piece, from the first line up to `until`; lines in order of time.

    Untouched: received, nobody named yet. Queued: somebody is named, or it was begun before, and it lies there.
    """
    found, touched = [], False
    ends = [*(line.at for line in lines[1:]), until]
    for line, end in zip(lines, ends, strict=True):
        touched = touched or line.verb == "assigned" or line.status != "new"
        reason = _reason(line, department, touched=touched)
        if reason and line.at < until:
            found.append((reason, Span(line.at, min(end, until))))
    return found


def _reason(line: Line, department: int, *, touched: bool) -> str | None:
    if line.status in ("new", *_OF_STATUS) and line.holder != department:
        return ELSEWHERE
    if line.status == "new":
        return QUEUED if touched else UNTOUCHED
    return _OF_STATUS.get(line.status)


def longest_while(pieces: Sequence[tuple[str, Span]], running: Sequence[Span]) -> str | None:
    """The reason with the most time inside `running`; None where nothing held it meanwhile."""
    spent: Counter[str] = Counter()
    for reason, piece in pieces:
        for ran in running:
            seconds = (min(piece.end, ran.end) - max(piece.start, ran.start)).total_seconds()
            if seconds > 0:
                spent[reason] += round(seconds)
    return min(spent, key=lambda reason: (-spent[reason], REASONS.index(reason)), default=None)


def unasked_waits(lines: Sequence[Line], *, questions: Collection[str], until: datetime) -> float:
    """Hours of waiting for the requester without a question in the quarter of an hour before it began.

    `questions` are the verbs that ask something. What still waits counts up to `until`.
    """
    asked_at: datetime | None = None
    began: datetime | None = None
    unasked, before = timedelta(), ""
    for line in lines:
        if line.verb in questions:
            asked_at = line.at
        if line.status == "waiting" and before != "waiting":
            began = line.at if asked_at is None or line.at - asked_at > ASKED_BEFORE else None
        elif line.status != "waiting" and began is not None:
            unasked, began = unasked + (line.at - began), None
        before = line.status
    if began is not None:
        unasked += max(until - began, timedelta())
    return unasked / timedelta(hours=1)


def unanswered_waits(lines: Sequence[Line], *, resumed: str) -> float:
    """Hours of waiting for the requester that ended because work went on: `resumed` is the verb of going on.

    An answer, a solution or an end are other verbs. What still waits may yet be answered and does not count.
    """
    began: datetime | None = None
    unanswered, before = timedelta(), ""
    for line in lines:
        if line.status == "waiting":
            began = line.at if before != "waiting" else began
        elif began is not None:
            unanswered += line.at - began if line.verb == resumed else timedelta()
            began = None
        before = line.status
    return unanswered / timedelta(hours=1)
