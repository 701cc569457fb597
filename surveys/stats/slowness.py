"""Do people suffer where it takes long? The slowest quarter of requests against the fastest."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt
from typing import TypedDict

from surveys.stats.comparisons import newcombe_difference


class SlowAgainstFast(TypedDict):
    """`difference` of the shares, slowest minus fastest, -1 to 1, with its interval; `n` counts both quarters."""

    difference: float
    low: float
    high: float
    n: int


def slow_against_fast(
    *, hours: Sequence[float], dissatisfied: Sequence[bool], at_least: int = 1
) -> SlowAgainstFast | None:
    """Share of the dissatisfied in the slowest quarter minus that in the fastest, with Newcombe's interval.

    Both sequences name the same requests in the same order. A quarter holds everybody up to its edge, so that of equal
    times none is left out by luck. None where the edges are one (nearly all took as long) or where a quarter has fewer
    than `at_least` requests.
    """
    if len(hours) < 4:
        return None
    in_order, quarter = sorted(hours), len(hours) // 4
    fast_edge, slow_edge = in_order[quarter - 1], in_order[-quarter]
    if fast_edge >= slow_edge:
        return None
    fast = [bad for spent, bad in zip(hours, dissatisfied, strict=True) if spent <= fast_edge]
    slow = [bad for spent, bad in zip(hours, dissatisfied, strict=True) if spent >= slow_edge]
    if min(len(fast), len(slow)) < at_least:
        return None
    interval = newcombe_difference(k1=sum(slow), n1=len(slow), k2=sum(fast), n2=len(fast))
    if interval is None:
        return None
    difference = sum(slow) / len(slow) - sum(fast) / len(fast)
    return {"difference": difference, "low": interval[0], "high": interval[1], "n": len(slow) + len(fast)}


def spearman(*, x: Sequence[float], y: Sequence[float]) -> float | None:
    """Rank correlation, -1 to 1, equal values sharing ranks; None below 3 pairs or where one side never varies."""
    if len(x) < 3:
        return None
    first, second = _ranks(x), _ranks(y)
    middle = (len(x) + 1) / 2
    spread = sqrt(fsum((one - middle) ** 2 for one in first) * fsum((one - middle) ** 2 for one in second))
    if spread == 0:
        return None
    return fsum((one - middle) * (other - middle) for one, other in zip(first, second, strict=True)) / spread


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks, place = [0.0] * len(values), 0
    while place < len(order):
        end = place
        while end + 1 < len(order) and values[order[end + 1]] == values[order[place]]:
            end += 1
        for at in order[place : end + 1]:
            ranks[at] = (place + end) / 2 + 1
        place = end + 1
    return ranks
