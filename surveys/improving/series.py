"""The figure of an improvement piece by piece, for its run chart: read once when something is decided, then kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from surveys.models import Improvement

from . import metrics
from .metrics import Metric, Window

# Pieces of so many days: the shortest in which most count enough to say anything.
LENGTHS = (7, 14, 28)
ENOUGH = 10
# Of a year and a half a chart shows no more than a year does.
LONGEST = timedelta(days=364)


def of(improvement: Improvement, *, until: date) -> list[dict[str, Any]]:
    """From the first day before to the day before `until`, whole pieces only; empty where it makes no series."""
    metric, start = metrics.named(improvement.metric), improvement.baseline_from
    if metric is None or metric.newest is not None or start is None:
        return []
    start = max(start, until - LONGEST)
    found: list[dict[str, Any]] = []
    for days in LENGTHS:
        found = list(_pieces(improvement, metric, start, until, days))
        if sum(one["n"] >= ENOUGH for one in found) * 2 > len(found):
            break
    return found


def _pieces(improvement: Improvement, metric: Metric, start: date, until: date, days: int) -> Iterator[dict[str, Any]]:
    """Those of which something may be shown."""
    length = timedelta(days=days)
    while start + length <= until:
        window = Window(improvement.department, improvement.service, start, start + length - timedelta(days=1))
        sample = metric.read(window)
        if sample is not None and sample.n:
            yield {"from": f"{start:%F}", "days": days, "n": sample.n, "value": sample.value}
        start += length
