"""The continuous reading of a need: two numbers in place of one letter."""

from collections.abc import Mapping, Sequence
from math import fsum
from typing import TypedDict

from surveys.stats.kano.evaluation import Pair

# DuMouchel in Berger et al. 1993. Not symmetric: “I like it” is firmer than “I can put up with it”.
FUNCTIONAL = {1: 4, 2: 2, 3: 0, 4: -1, 5: -2}
DYSFUNCTIONAL = {1: -2, 2: -1, 3: 0, 4: 2, 5: 4}
HIGH_FROM = 2
CONTRADICTING = ((1, 1), (5, 5))


class Continuous(TypedDict):
    n: int
    functional: float | None
    dysfunctional: float | None
    quadrant: str | None


def kano_continuous(
    *, pairs: Sequence[Pair], importance: Sequence[float | None] | None = None, drop_q: bool = True
) -> Continuous:
    """Mean scores of the need met (functional) and not met (dysfunctional), each -2..4, and the quadrant they fall in.

    `importance` weighs the people, one number each. `drop_q` leaves out pairs that contradict themselves (1-1, 5-5).
    Quadrants split at 2: A functional high only, O both, M dysfunctional high only, I none; “R?” where a mean is
    negative: look whether people want the opposite.
    """
    weights = importance if importance is not None else [1.0] * len(pairs)
    scored: list[tuple[int, int, float]] = []
    for (functional, dysfunctional), weight in zip(pairs, weights, strict=True):
        if functional is not None and dysfunctional is not None and weight is not None:
            scored.append((functional, dysfunctional, weight))
    return _scores(scored, drop_q)


def continuous_of_cells(cells: Mapping[str, int], *, drop_q: bool = True) -> Continuous:
    """The same from counted cells such as `{"1-5": 12}`."""
    pairs = [(int(cell[0]), int(cell[2]), float(count)) for cell, count in cells.items() if is_pair(cell)]
    result = _scores(pairs, drop_q)
    kept = [count for functional, dysfunctional, count in pairs if not _dropped(functional, dysfunctional, drop_q)]
    return {**result, "n": int(sum(kept))}


def is_pair(cell: str) -> bool:
    return len(cell) == 3 and cell[1] == "-" and cell[0] in "12345" and cell[2] in "12345"


def _scores(scored: Sequence[tuple[int, int, float]], drop_q: bool) -> Continuous:
    kept = [(f, d, weight) for f, d, weight in scored if not _dropped(f, d, drop_q)]
    total = fsum(weight for _, _, weight in kept)
    if not total:
        return {"n": len(kept), "functional": None, "dysfunctional": None, "quadrant": None}
    functional = fsum(FUNCTIONAL[f] * weight for f, _, weight in kept) / total
    dysfunctional = fsum(DYSFUNCTIONAL[d] * weight for _, d, weight in kept) / total
    quadrant = _quadrant(functional, dysfunctional)
    return {"n": len(kept), "functional": functional, "dysfunctional": dysfunctional, "quadrant": quadrant}


def _dropped(functional: int, dysfunctional: int, drop_q: bool) -> bool:
    return drop_q and (functional, dysfunctional) in CONTRADICTING


def _quadrant(functional: float, dysfunctional: float) -> str:
    if functional < 0 or dysfunctional < 0:
        return "R?"
    if functional >= HIGH_FROM:
        return "O" if dysfunctional >= HIGH_FROM else "A"
    return "M" if dysfunctional >= HIGH_FROM else "I"
