"""Is a difference more than chance? Two groups, two moments, many tests at once."""

from collections.abc import Sequence
from math import isclose, sqrt
from statistics import NormalDist
from typing import TypedDict

from surveys.stats.intervals import wilson

EXACT_UP_TO = 400  # pairs; above, the normal approximation is as good


class TwoProportions(TypedDict):
    diff: float
    z: float
    p: float


class RankSum(TypedDict):
    u: float
    p: float
    cliffs_delta: float


class SignedRank(TypedDict):
    w: float
    p: float


def newcombe_difference(
    *, k1: int, n1: int, k2: int, n2: int, confidence: float = 0.95, difference: str = "p1-p2"
) -> list[float] | None:
    """Interval of the difference of two shares from their Wilson intervals; None where a side has no answers.

    Newcombe 1998, method 10. `difference` is p1-p2 or p2-p1 (after minus before).
    """
    if difference == "p2-p1":
        k1, n1, k2, n2 = k2, n2, k1, n1
    first, second = wilson(k=k1, n=n1, confidence=confidence), wilson(k=k2, n=n2, confidence=confidence)
    if first is None or second is None:
        return None
    p1, p2 = k1 / n1, k2 / n2
    below = sqrt((p1 - first[0]) ** 2 + (second[1] - p2) ** 2)
    above = sqrt((first[1] - p1) ** 2 + (p2 - second[0]) ** 2)
    return [max(-1.0, p1 - p2 - below), min(1.0, p1 - p2 + above)]


def two_proportion_test(*, k_before: int, n_before: int, k_after: int, n_after: int) -> TwoProportions | None:
    """After minus before with the pooled z test, two-sided; z 0 and p 1 where nothing varies, None without answers."""
    if not n_before or not n_after:
        return None
    diff = k_after / n_after - k_before / n_before
    pooled = (k_before + k_after) / (n_before + n_after)
    error = sqrt(pooled * (1 - pooled) * (1 / n_before + 1 / n_after))
    z = diff / error if error else 0.0
    return {"diff": diff, "z": z, "p": 2 * (1 - NormalDist().cdf(abs(z)))}


def mann_whitney(*, x: Sequence[float], y: Sequence[float], method: str = "auto") -> RankSum | None:
    """Do values of `x` tend to lie above those of `y`? Two-sided; None where a side is empty.

    `u` counts the pairs with x above y, ties half; Cliff's delta is `2u/(n*m) - 1` (-1..1). `method`: exact,
    asymptotic (with corrections for ties and continuity), or auto: exact without ties up to 400 pairs.
    """
    from scipy.stats import mannwhitneyu

    pairs = len(x) * len(y)
    if not pairs:
        return None
    if method == "auto":
        tied = len({*x, *y}) < len(x) + len(y)
        method = "exact" if not tied and pairs <= EXACT_UP_TO else "asymptotic"
    result = mannwhitneyu(x, y, alternative="two-sided", method=method)
    u, p = float(result.statistic), float(result.pvalue)
    # All values alike: no ranks, no difference.
    return {"u": u, "p": 1.0 if p != p else min(p, 1.0), "cliffs_delta": 2 * u / pairs - 1}


def wilcoxon_signed(*, differences: Sequence[float]) -> SignedRank | None:
    """Have the same people changed? Smaller rank sum and its two-sided p; people without change are left out.

    Wilcoxon 1945: exact up to 50 people without ties, else the normal approximation. None where nobody changed.
    """
    from scipy.stats import wilcoxon

    changed = [float(value) for value in differences if value]
    if not changed:
        return None
    tied = len({abs(value) for value in changed}) < len(changed)
    result = wilcoxon(changed, method="approx" if tied or len(changed) > 50 else "exact")
    return {"w": float(result.statistic), "p": float(result.pvalue)}


def benjamini_hochberg(*, p: Sequence[float]) -> list[float]:
    """p values adjusted for being many, in the order given: below 0.05 keeps false alarms under 5 % of the alarms.

    Benjamini & Hochberg 1995: the smallest of `m/rank * p` over this and all larger ones.
    """
    if any(not 0 <= value <= 1 and not isclose(value, 1) for value in p):
        raise ValueError("a p value lies between 0 and 1")
    order = sorted(range(len(p)), key=lambda index: p[index], reverse=True)
    adjusted, smallest = [1.0] * len(p), 1.0
    for place, index in enumerate(order):
        smallest = min(smallest, p[index] * len(p) / (len(p) - place))
        adjusted[index] = smallest
    return adjusted
