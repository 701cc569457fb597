"""How many people to ask."""

from math import ceil, floor, sqrt
from statistics import NormalDist


def sample_size_finite(
    *, population: int, p: float = 0.5, margin: float = 0.05, chi2: float = 3.841, rounding: str = "nearest"
) -> int:
    """Answers that show a share within `margin` in a company of `population`.

    Krejcie & Morgan 1970: `X2*N*p*q / (d^2*(N-1) + X2*p*q)`; `rounding` is nearest (as in their table) or up.
    """
    spread = chi2 * p * (1 - p)
    size = spread * population / (margin**2 * (population - 1) + spread)
    return ceil(size) if rounding == "up" else floor(size + 0.5)


def two_proportion_sample_size(*, p1: float, p2: float, alpha: float = 0.05, power: float = 0.8) -> int:
    """People per side that show the step from `p1` to `p2`: two-sided, no continuity correction, rounded up.

    Fleiss 1981: `(z_a*sqrt(2*p*q) + z_b*sqrt(p1*q1 + p2*q2))^2 / (p1 - p2)^2` with p the mean of both.
    """
    if p1 == p2:
        raise ValueError("no number of people shows a difference of nothing")
    z_alpha, z_beta = NormalDist().inv_cdf(1 - alpha / 2), NormalDist().inv_cdf(power)
    p = (p1 + p2) / 2
    root = z_alpha * sqrt(2 * p * (1 - p)) + z_beta * sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    return ceil((root / (p1 - p2)) ** 2)
