"""One statement on a scale: what was got, and where it was asked what is needed and the gap between both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import fsum, sqrt
from typing import TypedDict

from surveys.stats import likert_summary

from .caution import Value, distribution_of, grade, mean_of, share_of

Cells = Mapping[str, int]
Pairs = dict[tuple[int, int | None], int]


class Side(TypedDict):
    """Answers 1 to the scale's points: mean, share above the middle, and how they are spread."""

    mean: Value
    favourable: Value
    distribution: list[float | None] | None


class Item(TypedDict):
    """`n` counts who could judge; None and no figures where they are fewer than k. `points` is the scale's length."""

    n: int | None
    grade: str
    points: int
    got: Side | None
    needed: Side | None
    gap: Value | None


def item_of(cells: Cells, points: int, k: int) -> Item:
    """From cells such as “4”, or “4-5” where both sides were asked; “none” and what is no answer are left out."""
    pairs = pairs_in(cells, points)
    got = [sum(count for (given, _), count in pairs.items() if given == point) for point in range(1, points + 1)]
    n = sum(got)
    if n < k:
        return {"n": None, "grade": grade(None), "points": points, "got": None, "needed": None, "gap": None}
    both: Pairs = {(given, wanted): count for (given, wanted), count in pairs.items() if wanted is not None}
    needed = [sum(count for (_, wanted), count in both.items() if wanted == point) for point in range(1, points + 1)]
    asked = sum(needed) >= k
    return {
        "n": n,
        "grade": grade(n),
        "points": points,
        "got": side_of(got),
        "needed": side_of(needed) if asked else None,
        "gap": gap_of(both, points) if asked else None,
    }


def pairs_in(cells: Cells, points: int) -> Pairs:
    """Cells as (got, needed or None) with their counts."""
    known = meanings(points)
    return {known[cell]: count for cell, count in cells.items() if count and cell in known}


# Asked of every group about every question: reading each cell letter by letter would cost more than the figures.
@cache
def meanings(points: int) -> dict[str, tuple[int, int | None]]:
    """Every cell that judges on a scale of so many points, as (got, needed or None)."""
    steps = range(1, points + 1)
    both = {f"{got}-{needed}": (got, needed) for got in steps for needed in steps}
    return {**{str(got): (got, None) for got in steps}, **both}


def side_of(counts: Sequence[int]) -> Side:
    summary, points = likert_summary(counts=counts), len(counts)
    return {
        "mean": mean_of(summary["mean"], summary["sd"], summary["n"], ends=(1, points)),
        "favourable": share_of(favourable_in(counts), summary["n"]),
        "distribution": distribution_of(counts),
    }


def favourable_in(counts: Sequence[int]) -> int:
    """How many chose a point above the middle: 4 and 5 of 5, 3 and 4 of 4."""
    return sum(counts[(len(counts) + 1) // 2 :])


def gap_of(pairs: Pairs, points: int) -> Value:
    """Mean of got minus needed over the people who answered both: exact, as both were counted together."""
    gaps = [(got - needed, count) for (got, needed), count in pairs.items() if needed is not None]
    n = sum(count for _, count in gaps)
    mean = fsum(gap * count for gap, count in gaps) / n
    sd = sqrt(fsum(count * (gap - mean) ** 2 for gap, count in gaps) / (n - 1)) if n > 1 else None
    return mean_of(mean, sd, n, ends=(1 - points, points - 1))
