"""How far a figure can be trusted."""

from functools import cache
from math import sqrt
from statistics import NormalDist


def wilson(*, k: int, n: int, confidence: float = 0.95) -> list[float] | None:
    """Score interval of a share: `[lower, upper]` within 0..1, None without answers.

    Wilson 1927; method 3 of Newcombe 1998. `k` of `n` answers are favourable. Raises ValueError when
    `k` is not one of 0..n or `confidence` is not between 0 and 1.
    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a share")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} is not between 0 and 1")
    if n == 0:
        return None
    z = _z(confidence)
    share, weight = k / n, 1 + z * z / n
    centre = (share + z * z / (2 * n)) / weight
    half = z / weight * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # At k = 0 and k = n one end is exactly 0 or 1; rounding would leave a trace of 1e-18.
    lower = 0.0 if k == 0 else max(0.0, centre - half)
    upper = 1.0 if k == n else min(1.0, centre + half)
    return [lower, upper]


def mean_ci(*, mean: float, sd: float, n: int, confidence: float = 0.95) -> list[float] | None:
    """t interval of a mean: `mean ± t(n-1) * sd / sqrt(n)`, sample standard deviation; None below two answers."""
    if n < 2:
        return None
    half = _t(n - 1, confidence) * sd / sqrt(n)
    return [mean - half, mean + half]


# A release asks for the same few thousands of times.
@cache
def _z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)


@cache
def _t(freedom: int, confidence: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + confidence) / 2))
