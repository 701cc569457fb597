"""By what an improvement can be measured. Whoever knows figures registers them here; this app reads none itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum
from typing import TYPE_CHECKING, Any

from requests_app.models import Department, Service

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Units: how a sample is said, and which test it gets. `HOURS_85`: within how many hours 85 of 100 are there.
PERCENT, HOURS, HOURS_85, SCALE = "percent", "hours", "hours85", "scale"
MIDDLE, LATE = 0.5, 0.85


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
    """Hours, one of each request; the value is their quantile `at`, the median unless said.

    Between two requests it is interpolated, as PostgreSQL's `percentile_cont` does.
    """

    values: tuple[float, ...]
    at: float = MIDDLE

    @property
    def n(self) -> int:
        return len(self.values)

    @property
    def value(self) -> float:
        return quantile(self.values, self.at)


@dataclass(frozen=True, slots=True)
class Scores:
    """So many answers on each point of a scale, from 1 on; the value is their mean."""

    counts: tuple[int, ...]

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def value(self) -> float:
        return fsum(point * count for point, count in enumerate(self.counts, 1)) / self.n

    @property
    def points(self) -> list[int]:
        """One of each answer."""
        return [point for point, count in enumerate(self.counts, 1) for _one in range(count)]


def quantile(values: Sequence[float], at: float) -> float:
    """Linear interpolation between the two nearest; raises IndexError where there is none."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * at
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


Sample = Share | Times | Scores
# None: nothing was counted, or too little for anybody to be shown.
Reader = Callable[[Window], Sample | None]
# The days of the newest figure before a day; None where there is none.
Newest = Callable[[Department, date], tuple[date, date] | None]


@dataclass(frozen=True, slots=True)
class Metric:
    """`code` has at most 100 characters.

    `newest` is given where a figure exists on few days only, as of surveys: days before are then those of the last one.
    Such a figure knows no single service, and makes no series.
    """

    code: str
    name: StrOrPromise
    unit: str
    more_is_better: bool
    read: Reader
    newest: Newest | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """Figures of which each department has its own; their codes begin with `prefix` and a colon."""

    prefix: str
    name: StrOrPromise
    offered: Callable[[Department], list[Metric]]
    named: Callable[[str], Metric | None]


_metrics: dict[str, Metric] = {}
_families: dict[str, Family] = {}


def register(metric: Metric) -> None:
    """Offer a figure to measure improvements by."""
    _metrics[metric.code] = metric


def register_family(family: Family) -> None:
    _families[family.prefix] = family


def every_metric() -> list[Metric]:
    """Those every department has, in the order in which they were registered."""
    return list(_metrics.values())


def families_for(department: Department) -> list[tuple[StrOrPromise, list[Metric]]]:
    """Those this department has, by family; families without any are left out."""
    found = [(family.name, family.offered(department)) for family in _families.values()]
    return [(name, metrics) for name, metrics in found if metrics]


def named(code: str) -> Metric | None:
    family = _families.get(code.partition(":")[0]) if ":" in code else None
    return family.named(code) if family else _metrics.get(code)


def as_json(sample: Sample) -> dict[str, Any]:
    """What is kept of a sample: no single time, no single answer."""
    kept = {"n": sample.n, "value": sample.value}
    return {**kept, "k": sample.k} if isinstance(sample, Share) else kept
