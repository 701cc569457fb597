"""Did it help? Two samples, the right test for their kind, and what may be said: pure, but for the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from surveys.models import Improvement
from surveys.stats import mann_whitney, newcombe_difference, two_proportion_test

from .metrics import MIDDLE, Sample, Scores, Share, Times, quantile

Verdict = Improvement.Verdict
LEVEL = 0.05
# Below it the usual test of two shares is wrong.
FEWEST_EXPECTED = 5


@dataclass(frozen=True, slots=True)
class Judgement:
    """`change` is after minus before: percentage points, hours between medians or late quantiles, points of a scale.

    `low` and `high` are its 95 % interval, of shares only. `improved` is, where ranks are compared, the share of pairs,
    one from before and one from after, in which the later one did better; ties count half.
    """

    verdict: str
    change: float
    p: float
    low: float | None = None
    high: float | None = None
    improved: float | None = None


def judge(before: Sample, after: Sample, *, more_is_better: bool, least: float) -> Judgement:
    """The strongest word the two samples carry.

    “Better” needs chance to be unlikely (p < 5 %), the right direction, and at least the change that was said to count
    beforehand; “worse” needs no minimum. Raises ValueError for samples of two kinds or without anything in them.
    """
    if not (before.n and after.n):
        raise ValueError("nothing was measured")
    if isinstance(before, Share) and isinstance(after, Share):
        found = _of_shares(before, after)
    elif isinstance(before, Times) and isinstance(after, Times):
        if before.at != after.at:
            raise ValueError("two different quantiles cannot be compared")
        ranks = before.at == MIDDLE
        found = _of_times(before, after, more_is_better=more_is_better) if ranks else _of_late(before, after)
    elif isinstance(before, Scores) and isinstance(after, Scores):
        found = _of_ranks(before.points, after.points, after.value - before.value, more_is_better=more_is_better)
    else:
        raise ValueError("two kinds of samples cannot be compared")
    gain = found.change if more_is_better else -found.change
    verdict = Verdict.UNCLEAR
    if found.p < LEVEL and _direction(found, gain) < 0:
        verdict = Verdict.WORSE
    elif found.p < LEVEL and _direction(found, gain) > 0 and gain >= least:
        verdict = Verdict.BETTER
    return Judgement(**{**asdict(found), "verdict": verdict.value})


def _direction(found: Judgement, gain: float) -> float:
    """Of times the ranks decide, not the medians: a test of ranks says nothing about medians that stay alike."""
    return gain if found.improved is None else found.improved - 0.5


def _of_shares(before: Share, after: Share) -> Judgement:
    interval = newcombe_difference(k1=after.k, n1=after.n, k2=before.k, n2=before.n)
    low, high = interval or (-1.0, 1.0)
    return Judgement("", after.value - before.value, _p_of_shares(before, after), low=100 * low, high=100 * high)


def _p_of_shares(before: Share, after: Share) -> float:
    common = (before.k + after.k) / (before.n + after.n)
    expected = min(n * part for n in (before.n, after.n) for part in (common, 1 - common))
    if expected < FEWEST_EXPECTED:
        from scipy.stats import fisher_exact

        return float(fisher_exact([[before.k, before.n - before.k], [after.k, after.n - after.k]])[1])
    test = two_proportion_test(k_before=before.k, n_before=before.n, k_after=after.k, n_after=after.n)
    return test["p"] if test else 1.0


def _of_times(before: Times, after: Times, *, more_is_better: bool) -> Judgement:
    return _of_ranks(before.values, after.values, after.value - before.value, more_is_better=more_is_better)


def _of_ranks(before: Sequence[float], after: Sequence[float], change: float, *, more_is_better: bool) -> Judgement:
    test = mann_whitney(x=after, y=before)
    if test is None or test["p"] is None:
        return Judgement("", change, 1.0, improved=0.5)
    above = test["u"] / (len(before) * len(after))
    return Judgement("", change, test["p"], improved=above if more_is_better else 1 - above)


def _of_late(before: Times, after: Times) -> Judgement:
    """Mood's test at the quantile: how many of each side lie above the one of both together?

    Ranks as a whole would answer another question: the slowest can get quicker while the middle stays as it was.
    """
    common = quantile((*before.values, *after.values), before.at)
    late = [Share(sum(value > common for value in side.values), side.n) for side in (before, after)]
    return Judgement("", after.value - before.value, _p_of_shares(*late))


def as_json(judgement: Judgement) -> dict[str, Any]:
    return asdict(judgement)
