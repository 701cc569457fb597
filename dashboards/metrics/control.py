"""Signal or noise: run chart (Anhoej rules) first, then the XmR chart."""

from collections.abc import Sequence
from itertools import groupby, pairwise
from math import comb, log2
from statistics import fmean, mean, median
from typing import TypedDict

POINTS_FOR_A_SIGNAL = 10  # with fewer, a page says "early" whatever the formulas say
RUN_OF_XMR = 8
XMR_LIMIT = 2.66  # 3 / d2 for moving ranges of two
XMR_RANGE_LIMIT = 3.268  # D4


class RunLimits(TypedDict):
    longest_run_max: int | None
    crossings_min: int | None


class RunChart(RunLimits):
    n_useful: int
    longest_run: int
    crossings: int
    signal: bool


class Xmr(TypedDict):
    mean: float | None
    mr_bar: float | None
    lower: float | None
    upper: float | None
    mr_upper: float | None
    outside: list[int]
    longest_run: int
    run_signal: bool


def run_chart_limits(*, n_useful: int) -> RunLimits:
    """Longest run and fewest crossings that chance still explains (Anhoej and Olesen 2014).

    `n_useful` counts the points off the median. None for both when there is none.
    """
    if n_useful < 1:
        return {"longest_run_max": None, "crossings_min": None}
    return {"longest_run_max": round(log2(n_useful) + 3), "crossings_min": _fair_coin_5_percent(n_useful - 1)}


def run_chart(*, values: Sequence[float], centre: float | None = None) -> RunChart:
    """Anhoej rules around the median: points on it are ignored; too long a run or too few crossings is a signal.

    `centre`: the frozen median of a time before, where the question is whether something changed since.
    """
    sides = _sides(values, median(values) if centre is None else centre) if values else []
    limits = run_chart_limits(n_useful=len(sides))
    longest, crossings = _longest_run(sides), sum(a != b for a, b in pairwise(sides))
    highest, fewest = limits["longest_run_max"], limits["crossings_min"]
    signal = highest is not None and fewest is not None and (longest > highest or crossings < fewest)
    return {**limits, "n_useful": len(sides), "longest_run": longest, "crossings": crossings, "signal": signal}


def xmr(*, values: Sequence[float], min: float | None, max: float | None) -> Xmr:  # noqa: A002 the contract's words
    """Individuals chart: mean, limits at 2.66 mean moving ranges, clipped to the possible values min and max.

    `outside` holds indexes from 0; `run_signal` is eight points or more in a row on one side of the mean.
    """
    # The exact mean: a rounded one would put every point of a constant series on one side of it.
    centre = mean(map(float, values)) if values else None
    mr_bar = fmean(abs(b - a) for a, b in pairwise(values)) if len(values) > 1 else None
    sides = _sides(values, centre) if centre is not None else []
    longest = _longest_run(sides)
    lower = upper = None
    if centre is not None and mr_bar is not None:
        lower, upper = centre - XMR_LIMIT * mr_bar, centre + XMR_LIMIT * mr_bar
        lower = lower if min is None or lower > min else min
        upper = upper if max is None or upper < max else max
    return {
        "mean": centre,
        "mr_bar": mr_bar,
        "lower": lower,
        "upper": upper,
        "mr_upper": None if mr_bar is None else XMR_RANGE_LIMIT * mr_bar,
        "outside": [
            i for i, v in enumerate(values) if lower is not None and upper is not None and not lower <= v <= upper
        ],
        "longest_run": longest,
        "run_signal": longest >= RUN_OF_XMR,
    }


def _sides(values: Sequence[float], centre: float) -> list[bool]:
    return [value > centre for value in values if value != centre]


def _longest_run(sides: Sequence[bool]) -> int:
    return max((sum(1 for _ in run) for _, run in groupby(sides)), default=0)


def _fair_coin_5_percent(tosses: int) -> int:
    """Smallest k with P(heads <= k) >= 5 %, in whole numbers: 20 * ways >= 2 ** tosses."""
    ways = 0
    for heads in range(tosses + 1):
        ways += comb(tosses, heads)
        if 20 * ways >= 2**tosses:
            return heads
    raise AssertionError("all tosses together are certain")
