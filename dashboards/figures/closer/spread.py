"""How durations are spread, in hours. Nothing to count is None, never 0."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Any, NamedTuple

from dashboards.metrics import quantile

HOUR = 3600


class Wanted(NamedTuple):
    """`percentiles` in per cent; `within`: so many hours."""

    percentiles: tuple[int, ...] = ()
    within: tuple[float, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.percentiles or self.within)


def spread(seconds: Sequence[float], wanted: Wanted) -> dict[str, Any]:
    """Mean and extremes, the percentiles by linear interpolation, and how many took no longer than so many hours."""
    hours = [one / HOUR for one in seconds]
    told: dict[str, Any] = {"n": len(hours), "median": quantile(values=hours, q=0.5)}
    if not wanted:
        return told
    told |= {"mean": fmean(hours) if hours else None}
    told |= {"min": min(hours, default=None), "max": max(hours, default=None)}
    told |= {f"p{percent}": quantile(values=hours, q=percent / 100) for percent in wanted.percentiles}
    if wanted.within:
        # Compared in seconds: a duration of exactly so many hours is within them.
        told["within"] = {f"{limit:g}": sum(one <= limit * HOUR for one in seconds) for limit in wanted.within}
    return told
