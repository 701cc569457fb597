"""SERVQUAL: dimensions, overall scores and the mean of communication.

From counters alone a dimension is the mean of its items' means. How the items of one person hang together is not known
then, so its interval is the widest that could be: as if all items rose and fell together. Where rows were kept it is
the mean over people, with the interval of that; see `rows`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from surveys.models import Question
from surveys.stats import likert_summary, servqual_overall

from .caution import ENDS_OF_A_MEAN, Value, cautious, grade, mean_of, rounded
from .scales import Cells, pairs_in
from .weights import DIMENSIONS, Weights, placed

# What the origin of this product calls communication is no dimension of its own.
COMMUNICATION = ("S2", "E3", "E4")


class Alpha(TypedDict):
    value: float
    low: float
    high: float
    n: int


class Part(TypedDict):
    """A mean over several items; `n` counts the people behind it (from counters: those of its least judged item)."""

    n: int | None
    grade: str
    points: int
    got: Value | None
    needed: Value | None
    gap: Value | None
    alpha: Alpha | None


class Measure(TypedDict):
    """Mean, spread and number of one side of one item."""

    mean: float
    sd: float | None
    n: int


Sides = dict[str, Measure | None]


def parts_of(questions: Sequence[Question], counts: Mapping[str, Cells], k: int) -> dict[str, Part]:
    """Every dimension that is asked, `communication` where its three items are, and `all` over every item."""
    scales = [question for question in questions if question.kind == Question.Kind.SCALE and question.dimension]
    groups = {name: [one for one in scales if one.dimension == name] for name in DIMENSIONS}
    spoken = [one for one in scales if one.code in COMMUNICATION]
    groups["communication"] = spoken if len(spoken) == len(COMMUNICATION) else []
    groups["all"] = scales
    # Every item belongs to two or three parts.
    measured = {item.pk: _sides(counts.get(str(item.pk), {}), item.scale_max) for item in scales}
    return {name: part_of(items, [measured[one.pk] for one in items], k) for name, items in groups.items() if items}


def part_of(items: Sequence[Question], sides: Sequence[Sides], k: int) -> Part:
    """From what was measured of its items; hidden where one of them is, as its mean would tell of that item."""
    points = items[0].scale_max
    n = min(side["got"]["n"] if side["got"] else 0 for side in sides)
    if n < k or len({item.scale_max for item in items}) > 1:
        return hidden_part(points)
    return {
        "n": n,
        "grade": grade(n),
        "points": points,
        "got": _together([side["got"] for side in sides], k, (1, points)),
        "needed": _together([side["needed"] for side in sides], k, (1, points)),
        "gap": _together([side["gap"] for side in sides], k, (1 - points, points - 1)),
        "alpha": None,
    }


def hidden_part(points: int) -> Part:
    """Too few could judge."""
    return {"n": None, "grade": grade(None), "points": points, "got": None, "needed": None, "gap": None, "alpha": None}


def _sides(cells: Cells, points: int) -> Sides:
    pairs = pairs_in(cells, points)
    got: dict[int, int] = {}
    needed: dict[int, int] = {}
    gaps: dict[int, int] = {}
    for (given, wanted), count in pairs.items():
        got[given] = got.get(given, 0) + count
        if wanted is not None:
            needed[wanted] = needed.get(wanted, 0) + count
            gaps[given - wanted] = gaps.get(given - wanted, 0) + count
    return {"got": _measure(got), "needed": _measure(needed), "gap": _measure(gaps)}


def _measure(counted: Mapping[int, int]) -> Measure | None:
    if not counted:
        return None
    lowest = min(counted)
    counts = [counted.get(value, 0) for value in range(lowest, max(counted) + 1)]
    summary = likert_summary(counts=counts)
    mean = summary["mean"]
    return None if mean is None else {"mean": mean + lowest - 1, "sd": summary["sd"], "n": summary["n"]}


def _together(measures: Sequence[Measure | None], k: int, ends: tuple[float, float]) -> Value | None:
    found = [one for one in measures if one is not None and one["n"] >= k]
    if len(found) < len(measures):
        return None
    n, mean = min(one["n"] for one in found), sum(one["mean"] for one in found) / len(found)
    intervals = [mean_of(one["mean"], one["sd"], one["n"], ends=(-1e9, 1e9)) for one in found]
    halves = [one["value"] - one["low"] for one in intervals if one["value"] is not None and one["low"] is not None]
    half = sum(halves) / len(found) if len(halves) == len(found) else None
    interval = None if half is None else [mean - half, mean + half]
    return cautious(mean, interval, n, ends=ends, margin=ENDS_OF_A_MEAN)


class Score(TypedDict):
    """Over the five dimensions: plainly, and weighted by what people said matters. `side` is gap or got."""

    side: str
    unweighted: float
    weighted: float | None
    low: float | None
    high: float | None
    n: int | None


def score_of(parts: Mapping[str, Part], weights: Weights | None) -> Score | None:
    """From the figures of the dimensions; None unless all five may be shown exactly."""
    side = "gap" if any(parts[name]["gap"] for name in DIMENSIONS if name in parts) else "got"
    values = exact_values(parts, side)
    if len(values) < len(DIMENSIONS):
        return None
    overall = servqual_overall(gaps=values, weights=weights["weights"] if weights else None)
    if "error" in overall:
        raise ValueError(overall["error"])
    return {
        "side": side,
        "unweighted": rounded(overall["unweighted"]),
        "weighted": None if overall["weighted"] is None else rounded(overall["weighted"]),
        "low": None,
        "high": None,
        "n": None,
    }


def exact_values(parts: Mapping[str, Part], side: str) -> dict[str, float]:
    """The dimensions' values on one side, those that may be told exactly."""
    found: dict[str, float] = {}
    for name in DIMENSIONS:
        value = parts[name][side] if name in parts else None  # type: ignore[literal-required]
        if value is not None and value["value"] is not None and not value["beyond"]:
            found[name] = value["value"]
    return found


def map_of(parts: Mapping[str, Part], weights: Weights | None) -> dict[str, Any]:
    """Importance and performance of the dimensions; empty where importance was not asked."""
    values = exact_values(parts, "got")
    if weights is None or len(values) < len(DIMENSIONS):
        return {}
    return dict(placed(weights["weights"], values, best=parts["R"]["points"]))
