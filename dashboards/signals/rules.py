"""Which rule fires: the run chart first (Anhoej), then XmR. One rule speaks, the first that does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from statistics import median

from dashboards.metrics import POINTS_FOR_A_SIGNAL, run_chart, xmr
from dashboards.metrics.control import RUN_OF_XMR

FEW = 10  # requests or answers in the usual point; with fewer a share jumps by itself


class Rule(StrEnum):
    RUN = "run"  # too many points in a row on one side of the median
    CROSSINGS = "crossings"  # the median is crossed too seldom
    OUTSIDE = "outside"  # a point lies outside the limits of the XmR chart
    SIDE = "side"  # eight in a row on one side of the mean


class Early(StrEnum):
    """Why nothing is said yet."""

    POINTS = "points"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Fired:
    """`marked`: places, from 0, of the points that made the rule fire, `seen` what it counted, `expected` what chance
    explains. `higher`: are they higher than the others?
    """

    rule: Rule
    marked: Sequence[int]
    seen: int
    expected: int
    higher: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Median, limits of chance, and the rule that fired, or why it is too early to say."""

    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    fired: Fired | None = None
    early: Early | None = None


def judge(
    values: Sequence[float],
    sizes: Sequence[int],
    *,
    lowest: float | None = None,
    highest: float | None = None,
    baseline: int | None = None,
) -> Judged:
    """What a series says; `sizes` are the requests behind each value, `lowest` and `highest` the possible ones.

    `baseline`: only so many first points make median and limits, since something was changed after them. It counts from
    as many points on as a signal needs.
    """
    if not values:
        return Judged(early=Early.POINTS)
    frozen = values[:baseline] if baseline and baseline >= POINTS_FOR_A_SIGNAL else values
    centre = median(frozen)
    if len(values) < POINTS_FOR_A_SIGNAL or median(sizes) < FEW:
        early = Early.POINTS if len(values) < POINTS_FOR_A_SIGNAL else Early.SMALL
        return Judged(centre=centre, early=early)
    limits = xmr(values=frozen, min=lowest, max=highest)
    lower, upper = limits["lower"], limits["upper"]
    fired = _of_runs(values, centre) or _of_limits(values, limits["mean"] or 0.0, lower, upper)
    return Judged(centre=centre, lower=lower, upper=upper, fired=fired)


def _of_runs(values: Sequence[float], centre: float) -> Fired | None:
    found = run_chart(values=values, centre=centre)
    longest, fewest = found["longest_run_max"] or 0, found["crossings_min"] or 0
    # Points on the median say nothing: as many as a signal needs have to lie beside it.
    if not found["signal"] or found["n_useful"] < POINTS_FOR_A_SIGNAL:
        return None
    if found["longest_run"] > longest:
        run = _longest(values, centre)
        return Fired(Rule.RUN, run, found["longest_run"], longest, higher=values[run[0]] > centre)
    half = len(values) // 2
    later_is_higher = median(values[-half:]) > median(values[:half])
    return Fired(Rule.CROSSINGS, (), found["crossings"], fewest, higher=later_is_higher)


def _of_limits(values: Sequence[float], mean: float, lower: float | None, upper: float | None) -> Fired | None:
    if lower is None or upper is None:
        return None
    outside = [at for at, value in enumerate(values) if not lower <= value <= upper]
    if outside:
        return Fired(Rule.OUTSIDE, outside, len(outside), 0, higher=values[outside[-1]] > upper)
    run = _longest(values, mean)
    if len(run) < RUN_OF_XMR:
        return None
    return Fired(Rule.SIDE, run, len(run), RUN_OF_XMR - 1, higher=values[run[0]] > mean)


def _longest(values: Sequence[float], centre: float) -> list[int]:
    """Places of the latest among the longest runs; points on the centre neither break a run nor belong to it."""
    sides = [(at, value > centre) for at, value in enumerate(values) if value != centre]
    runs = [[at for at, _side in run] for _side, run in groupby(sides, key=lambda one: one[1])]
    return max(reversed(runs), key=len, default=[])
