"""By what an improvement can be measured. Whoever knows figures registers them here; this app reads none itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from requests_app.models import Department, Service

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `start` to `until`, both included, of a department or one of its services."""

    department: Department
    service: Service | None
    start: date
    until: date

    @property
    def end(self) -> date:
        """The first day that is no longer in it."""
        return self.until + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Share:
    """`k` of `n`; its value is in percent."""

    k: int
    n: int

    @property
    def value(self) -> float:
        return 100 * self.k / self.n


@dataclass(frozen=True, slots=True)
class Times:
    """Hours, one of each request; the value is the median."""

    values: tuple[float, ...]

    @property
    def n(self) -> int:
        return len(self.values)

    @property
    def value(self) -> float:
        return median(self.values)


Sample = Share | Times
# None: nothing was counted, or too little for anybody to be shown.
Reader = Callable[[Window], Sample | None]


@dataclass(frozen=True, slots=True)
class Metric:
    """`unit` is percent or hours. `code` has at most 30 characters."""

    code: str
    name: StrOrPromise
    unit: str
    more_is_better: bool
    read: Reader


_metrics: dict[str, Metric] = {}


def register(metric: Metric) -> None:
    """Offer a figure to measure improvements by."""
    _metrics[metric.code] = metric


def every_metric() -> list[Metric]:
    """In the order in which they were registered."""
    return list(_metrics.values())


def named(code: str) -> Metric | None:
    return _metrics.get(code)


def as_json(sample: Sample) -> dict[str, Any]:
    """What is kept of a sample: no single time."""
    kept = {"n": sample.n, "value": sample.value}
    return {**kept, "k": sample.k} if isinstance(sample, Share) else kept
