"""Exact percentiles of a list."""

from collections.abc import Sequence
from math import floor


def quantile(*, values: Sequence[float], q: float) -> float | None:
    """The `q` quantile (0..1) by linear interpolation, as PostgreSQL's percentile_cont; None without values."""
    if not 0 <= q <= 1:
        raise ValueError(f"quantile {q} is not between 0 and 1")
    if not values:
        return None
    ordered = sorted(values)
    position = q * (len(ordered) - 1)
    below = floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])
