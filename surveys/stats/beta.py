"""The beta distribution without scipy: pages that draw intervals must not load 40 MB for one function."""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log

CLOSE = 1e-11
TINY = 1e-300
ALIKE = 10_000  # of hundreds of departments many have the same counts, and so the same interval


def betainc(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b): the share of Beta(a, b) below x.

    Continued fraction DLMF 8.17.22, evaluated after Lentz; it converges quickly below the mean, hence the symmetry
    I_x(a, b) = 1 - I_(1-x)(b, a) (DLMF 8.17.4) above.
    """
    if not 0 < x < 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - betainc(b, a, 1 - x)
    return _density(a, b, x) * x * (1 - x) / a * _fraction(a, b, x)


@lru_cache(ALIKE)
def betaincinv(a: float, b: float, share: float) -> float:
    """The x with I_x(a, b) = share, 0 < share < 1: Newton's steps, halving the bracket where one leaves it."""
    low, high, x = 0.0, 1.0, a / (a + b)
    while high - low > CLOSE:
        over = betainc(a, b, x) - share
        low, high = (low, x) if over > 0 else (x, high)
        slope = _density(a, b, x)
        after = x - over / slope if slope > TINY else low
        if not low < after < high:
            after = (low + high) / 2
        if abs(after - x) <= CLOSE * x:
            return after
        x = after
    return x


def _density(a: float, b: float, x: float) -> float:
    return exp((a - 1) * log(x) + (b - 1) * log(1 - x) + lgamma(a + b) - lgamma(a) - lgamma(b))


def _fraction(a: float, b: float, x: float) -> float:
    """1 / (1 + d1 / (1 + d2 / (1 + ...)))."""
    value, ahead, behind, m = 1.0, 1.0, 0.0, 0
    while True:
        for even in (False, True):
            if even:
                m += 1
                d = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            else:
                d = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            behind = 1 / ((1 + d * behind) or TINY)
            ahead = (1 + d / ahead) or TINY
            change = ahead * behind
            value *= change
        if abs(change - 1) < CLOSE:
            return 1 / value
