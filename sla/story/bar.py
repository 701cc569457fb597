"""A clock as a bar: working time to scale, rests and off hours no wider than they have to be.

A weekend is longer than most targets, and a question may rest for a month: on a plain time axis nobody would see the
work. So only working time that counts is drawn to scale; rests and off hours share a part of the bar by their length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import pgettext

from sla.calendar import WorkingCalendar
from sla.calendar.instants import DAY
from sla.ledger import PieceKind, State
from sla.story.lives import Life, Part, closed_between

RUN, OVER, PAUSE, OFF, AHEAD = "run", "over", "pause", "off", "ahead"
TO_SCALE = (RUN, OVER, AHEAD)
# Of the width that working time has: how much all rests, and all off hours, may add to it.
PAUSES_ADD, OFF_HOURS_ADD, ONE_OFF_ADDS = 2 / 3, 1 / 3, 1 / 12
# A rest in off hours took no working time, and is still there to be seen.
LEAST = 1 / 50
MOST_GAPS = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the bar, in per cent of its length."""

    kind: str
    x: float
    width: float


@dataclass(slots=True)
class Stretch:
    """`since` and `until` in microseconds; what is left of a resting clock's target has no moment, only a length."""

    kind: str
    since: int
    until: int
    size: float


def kinds() -> dict[str, str]:
    """What the fillings mean."""
    return {
        RUN: pgettext("bar of a clock", "counted"),
        OVER: pgettext("bar of a clock", "past the target"),
        PAUSE: pgettext("bar of a clock", "rested"),
        OFF: pgettext("bar of a clock", "off hours"),
        AHEAD: pgettext("bar of a clock", "left"),
    }


def draw(life: Life) -> tuple[list[Bar], float | None]:
    """The stretches from left to right, and where the due moment lies if that is not the end."""
    stretches = _thinned([*_past(life), *_future(life)])
    _scale(stretches)
    whole = sum(one.size for one in stretches) or 1
    bars, x, mark = [], 0.0, None
    for one in stretches:
        if life.due is not None and one.since <= life.due < one.until:
            mark = x + one.size * (life.due - one.since) / (one.until - one.since)
        bars.append(Bar(one.kind, round(100 * x / whole, 2), round(100 * one.size / whole, 2)))
        x += one.size
    if life.account.state == State.CANCELLED or mark is None or mark <= 0:
        return bars, None
    return bars, round(100 * mark / whole, 2)


def _past(life: Life) -> Iterator[Stretch]:
    for part in life.parts:
        if part.since == part.until:
            continue
        if part.kind == PieceKind.PAUSE:
            yield Stretch(PAUSE, part.since, part.until, part.worked)
        else:
            yield from _run(part, life.due)


def _run(part: Part, due: int | None) -> Iterator[Stretch]:
    edges = [part.since, part.until] if due is None else sorted({part.since, part.until, _within(part, due)})
    for since, until in pairwise(edges):
        kind = RUN if due is None or since < due else OVER
        yield from _opened(part.calendar, kind, since, until)


def _within(part: Part, instant: int) -> int:
    return min(max(instant, part.since), part.until)


def _opened(calendar: WorkingCalendar, kind: str, since: int, until: int) -> Iterator[Stretch]:
    """Open time of this kind, and the off hours between."""
    at = since
    for begin, end in closed_between(calendar, since, until):
        if at < begin:
            yield Stretch(kind, at, begin, begin - at)
        yield Stretch(OFF, begin, end, end - begin)
        at = end
    if at < until:
        yield Stretch(kind, at, until, until - at)


def _future(life: Life) -> Iterator[Stretch]:
    """What is, or was, left of the time when the story ends."""
    account = life.account
    if account.state == State.CANCELLED:
        return
    if life.due is not None:
        if life.due > life.until:
            yield from _opened(account.calendar, AHEAD, life.until, life.due)
    elif account.target is not None and (left := account.left_at(life.until)) > 0:
        yield Stretch(AHEAD, life.until, life.until, left)


def _thinned(stretches: list[Stretch]) -> list[Stretch]:
    """Hundreds of nights would be a comb: then only what is longer than a day shows, or none."""
    for shortest in (0, DAY, None):
        kept = [one for one in stretches if one.kind != OFF or (shortest is not None and one.size > shortest)]
        if sum(one.kind == OFF for one in kept) <= MOST_GAPS:
            break
    return kept


def _scale(stretches: list[Stretch]) -> None:
    counted = sum(one.size for one in stretches if one.kind in TO_SCALE)
    for one in stretches:
        if counted and one.kind == OFF:
            one.size = min(one.size, counted * ONE_OFF_ADDS)
        elif counted and one.kind == PAUSE:
            one.size = max(one.size, counted * LEAST)
    for kind, share in ((PAUSE, PAUSES_ADD), (OFF, OFF_HOURS_ADD)):
        total = sum(one.size for one in stretches if one.kind == kind)
        if counted and total > counted * share:
            for one in stretches:
                if one.kind == kind:
                    one.size *= counted * share / total
