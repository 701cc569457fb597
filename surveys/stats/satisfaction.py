"""Figures of the three-tap rating: satisfaction, effort, recommendation."""

from collections.abc import Sequence
from math import fsum, sqrt
from statistics import NormalDist
from typing import TypedDict


class LikertSummary(TypedDict):
    n: int
    mean: float | None
    sd: float | None
    top2: float | None


class EffortSummary(TypedDict):
    n: int
    mean: float | None
    easy_share: float | None


class Recommendation(TypedDict):
    n: int
    nps: float | None
    moe: float | None


Z_95 = NormalDist().inv_cdf(0.975)
EASY_FROM = {5: 4, 7: 5}  # scale -> lowest answer that counts as easy


def likert_summary(*, counts: Sequence[int]) -> LikertSummary:
    """Mean, sample standard deviation and share of the two best answers.

    `counts[i]` people chose the answer `i + 1`. `sd` needs two answers. Raises ValueError for negative counts.
    """
    n, mean = _n_and_mean(counts)
    if mean is None:
        return {"n": 0, "mean": None, "sd": None, "top2": None}
    squares = fsum(count * (score - mean) ** 2 for score, count in enumerate(counts, 1))
    return {"n": n, "mean": mean, "sd": sqrt(squares / (n - 1)) if n > 1 else None, "top2": sum(counts[-2:]) / n}


def ces(*, counts: Sequence[int], scale: int) -> EffortSummary:
    """Customer effort as agreement with "made this easy for me": higher is easier.

    Easy is 4-5 of 5 and 5-7 of 7. Raises ValueError for another scale or a wrong number of counts.
    """
    if scale not in EASY_FROM:
        raise ValueError(f"effort is asked on 5 or 7 points, not on {scale}")
    if len(counts) != scale:
        raise ValueError(f"{len(counts)} counts do not fit a scale of {scale}")
    n, mean = _n_and_mean(counts)
    return {"n": n, "mean": mean, "easy_share": sum(counts[EASY_FROM[scale] - 1 :]) / n if n else None}


def nps(*, counts_0_10: Sequence[int]) -> Recommendation:
    """Net promoter score in points (-100..100) with its 95 % margin of error in points.

    Promoters answer 9-10, detractors 0-6. Margin: z * sqrt((p + d - (p - d)^2) / n) with z = 1.96, not rounded.
    Raises ValueError unless there are eleven counts, none negative.
    """
    if len(counts_0_10) != 11:
        raise ValueError(f"{len(counts_0_10)} counts do not fit the scale 0 to 10")
    n, _ = _n_and_mean(counts_0_10)
    if not n:
        return {"n": 0, "nps": None, "moe": None}
    promoters, detractors = sum(counts_0_10[9:]) / n, sum(counts_0_10[:7]) / n
    net = promoters - detractors
    return {"n": n, "nps": net * 100, "moe": 100 * Z_95 * sqrt((promoters + detractors - net * net) / n)}


def rescale_0_100(*, mean: float, scale_max: int) -> float:
    """A mean on the scale 1..scale_max as points 0..100: the only way to compare scales of different length."""
    if scale_max < 2:
        raise ValueError(f"a scale of {scale_max} has no length")
    return (mean - 1) / (scale_max - 1) * 100


def _n_and_mean(counts: Sequence[int]) -> tuple[int, float | None]:
    if any(count < 0 for count in counts):
        raise ValueError(f"negative count in {list(counts)}")
    n = sum(counts)
    return n, sum(score * count for score, count in enumerate(counts, 1)) / n if n else None
