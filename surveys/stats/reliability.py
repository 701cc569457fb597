"""Do the items of a scale measure one thing, and how many people does it take to know."""

from collections.abc import Sequence
from math import ceil, fsum, log
from statistics import NormalDist, variance

Row = Sequence[float | None]


def cronbach_alpha(*, rows: Sequence[Row]) -> float | None:
    """Internal consistency: `k/(k-1) * (1 - sum(item variances) / variance of totals)`, sample variances.

    Cronbach 1951. One row per person, one column per item; a row with a missing answer is left out. None with fewer
    than two items or whole rows, or where all totals are equal. Raises ValueError for rows of different length.
    """
    whole = complete_rows(rows)
    if len(whole) < 2 or len(whole[0]) < 2:
        return None
    items = [variance(column) for column in zip(*whole, strict=True)]
    return cronbach_alpha_variances(item_variances=items, total_variance=variance([fsum(row) for row in whole]))


def cronbach_alpha_variances(*, item_variances: Sequence[float], total_variance: float) -> float | None:
    """Alpha from variances alone; None where the totals do not vary or there is only one item."""
    k = len(item_variances)
    # Equal totals of broken numbers leave a trace of a variance.
    if k < 2 or total_variance < 1e-12:
        return None
    return k / (k - 1) * (1 - fsum(item_variances) / total_variance)


def cronbach_alpha_ci(*, rows: Sequence[Row], confidence: float = 0.95) -> list[float] | None:
    """Feldt's interval, with n the rows that were used and not those that were given; None where alpha is None."""
    alpha, whole = cronbach_alpha(rows=rows), complete_rows(rows)
    return None if alpha is None else feldt_interval(alpha, n=len(whole), items=len(whole[0]), confidence=confidence)


def feldt_interval(alpha: float, *, n: int, items: int, confidence: float = 0.95) -> list[float]:
    """Feldt 1965: `1 - (1 - alpha) * F(1 - q/2)` and `1 - (1 - alpha) * F(q/2)`, F with n-1 and (n-1)(k-1) degrees."""
    from scipy.special import fdtri

    tail, above, below = (1 - confidence) / 2, n - 1, (n - 1) * (items - 1)
    return [1 - (1 - alpha) * float(fdtri(above, below, share)) for share in (1 - tail, tail)]


def complete_rows(rows: Sequence[Row]) -> list[list[float]]:
    """The rows without a missing answer (listwise deletion)."""
    if len({len(row) for row in rows}) > 1:
        raise ValueError("rows of different length are no table")
    return [[value for value in row if value is not None] for row in rows if None not in row]


def alpha_sample_size(*, items: int, lower: float, upper: float, confidence: float = 0.95) -> dict[str, int]:
    """How many people show that alpha lies between `lower` and `upper`, rounded up.

    Bonett 2002: `8k/(k-1) * (z / ln((1-lower)/(1-upper)))^2 + 2`.
    """
    if items < 2 or not lower < upper < 1:
        raise ValueError("alpha needs two items, and bounds in order below 1")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    return {"n": ceil(8 * items / (items - 1) * (z / log((1 - lower) / (1 - upper))) ** 2 + 2)}


def spearman_brown(*, alpha: float, length_factor: float) -> float:
    """Reliability of a scale made `length_factor` times as long: `f*a / (1 + (f-1)*a)`. Spearman, Brown 1910."""
    return length_factor * alpha / (1 + (length_factor - 1) * alpha)


def difference_reliability(*, r_pp: float, r_ee: float, r_pe: float, sd_p: float, sd_e: float) -> float | None:
    """Reliability of the gap P - E from that of its parts and their correlation; None where the gap cannot vary.

    `(sp²·rpp + se²·ree - 2·rpe·sp·se) / (sp² + se² - 2·rpe·sp·se)`; Peter, Churchill, Brown 1993.
    """
    shared = 2 * r_pe * sd_p * sd_e
    spread = sd_p**2 + sd_e**2 - shared
    return (sd_p**2 * r_pp + sd_e**2 * r_ee - shared) / spread if spread > 0 else None
