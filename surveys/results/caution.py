"""How much a figure may say: nothing exact of few people, and no interval where it would rebuild their answers.

From k answers on a group is shown. Below 10 its figures are early: a value alone. Below 20 a value close to an end of
its scale is given as “beyond”, since everybody's answer is known where all answered alike. All values of figures are
plain JSON; None is “may not be shown” or “nobody answered”.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from surveys.stats import mean_ci, wilson

EARLY_BELOW, FULL_FROM = 10, 30
EXACT_FROM = 20
# Of the length of a scale: what is nearer to an end is not told of few people. On 1 to 5: 1.5 and 4.5.
ENDS_OF_A_MEAN = 0.125
ENDS_OF_A_SHARE = 0.1
DECIMALS = 6


class Value(TypedDict):
    """A figure with its interval, None below 10 answers; `beyond` is “under” or “over” where only that may be said."""

    value: float | None
    low: float | None
    high: float | None
    beyond: str


NOTHING: Value = {"value": None, "low": None, "high": None, "beyond": ""}


def grade(n: int | None) -> str:
    """hidden, early (no colour, no arrow), interval (no rank) or full."""
    if n is None:
        return "hidden"
    return "early" if n < EARLY_BELOW else "interval" if n < FULL_FROM else "full"


def mean_of(mean: float | None, sd: float | None, n: int, *, ends: tuple[float, float]) -> Value:
    """A mean of `n` answers on a scale with these ends, with its t interval within them."""
    interval = mean_ci(mean=mean, sd=sd, n=n) if mean is not None and sd is not None else None
    return cautious(mean, interval, n, ends=ends, margin=ENDS_OF_A_MEAN)


def share_of(favourable: int, n: int) -> Value:
    """A share of `n` answers with its Wilson interval."""
    value = favourable / n if n else None
    return cautious(value, wilson(k=favourable, n=n), n, ends=(0, 1), margin=ENDS_OF_A_SHARE)


def cautious(
    value: float | None, interval: Sequence[float] | None, n: int, *, ends: tuple[float, float], margin: float
) -> Value:
    """`value` as far as `n` answers allow it to be told; `margin` is the share of the scale that counts as an end."""
    if value is None:
        return {**NOTHING}
    (lowest, highest), inset = ends, margin * (ends[1] - ends[0])
    if n < EXACT_FROM and not lowest + inset <= value <= highest - inset:
        low = value < lowest + inset
        end = lowest + inset if low else highest - inset
        return {"value": rounded(end), "low": None, "high": None, "beyond": "under" if low else "over"}
    if interval is None or n < EARLY_BELOW:
        return {"value": rounded(value), "low": None, "high": None, "beyond": ""}
    low_end, high_end = max(lowest, interval[0]), min(highest, interval[1])
    return {"value": rounded(value), "low": rounded(low_end), "high": rounded(high_end), "beyond": ""}


def distribution_of(counts: Sequence[int]) -> list[float | None] | None:
    """Shares of the answers in their order, from 10 answers on; of fewer than 20, a rare answer is None (under 10 %).

    None where nothing may be told: below 10, or where nearly all of fewer than 20 answered alike.
    """
    n = sum(counts)
    if n < EARLY_BELOW:
        return None
    shares = [count / n for count in counts]
    if n >= EXACT_FROM:
        return [rounded(share) for share in shares]
    if max(shares) > 1 - ENDS_OF_A_SHARE:
        return None
    return [None if share < ENDS_OF_A_SHARE else rounded(share) for share in shares]


def rounded(value: float) -> float:
    """Short in JSON, and no -0.0."""
    return round(value, DECIMALS) + 0.0
