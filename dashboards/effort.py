"""Effort and capacity of a department: sums of whole weeks, released only where they tell of nobody.

The one reader of `Effort` for others than its person. A sum appears only if at least K people noted something in it and
none of them more than half; what is left out beside the others is held to the same, so that nothing follows by
subtraction. Weeks that are not over are never shown: watching a sum grow would tell who noted what.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.core.cache import cache
from django.db.models import Sum
from django.db.models.functions import TruncWeek

from dashboards.days import midnight
from requests_app import name_order
from requests_app.models import Department, Effort, Service
from requests_app.readings import Steps, all_of, reading, side_by_side
from requests_app.roster import hours_available
from surveys.rules import K

WEEKS = 12
USED_OVER = 4  # weeks of the one figure on the dashboard

REMEMBERED = 300  # seconds

Part = TypeVar("Part", bound=Hashable)
Minutes = Counter[int]  # by person; never leaves this module


@dataclass(frozen=True, slots=True)
class Week:
    """Hours noted and hours there were. `noted` None: too few people, or nothing."""

    begins: date
    available: Decimal
    noted: float | None

    @property
    def used(self) -> float | None:
        if self.noted is None or not self.available:
            return None
        return self.noted / float(self.available)


@dataclass(frozen=True, slots=True)
class Load:
    """`services`: hours noted for each of them, most first; None where they may not be shown."""

    weeks: Sequence[Week]
    services: Sequence[tuple[Service, float | None]]

    @property
    def used(self) -> float | None:
        """Share of the hours of the last weeks, as far as they may be shown."""
        shown = [week for week in self.weeks[-USED_OVER:] if week.noted is not None]
        available = sum(float(week.available) for week in shown)
        return sum(week.noted or 0 for week in shown) / available if available else None


@reading
def load_of(department: Department, now: datetime) -> Steps[Load]:
    """The last WEEKS whole weeks, oldest first."""
    today = now.astimezone(department.zone).date()
    monday = today - timedelta(days=today.weekday())
    weeks = [monday - timedelta(weeks=number) for number in range(WEEKS, 0, -1)]
    noted = _noted(department, weeks[0], monday)
    (rows, services), available = yield from side_by_side(
        all_of(noted.annotate(minutes=Sum("minutes")), Service.objects.filter(pk__in=_services_of(noted)).for_list()),
        hours_available.part(department, weeks, now),
    )
    by_week, by_service = _by_part(rows)
    shown = released(by_week)
    return Load(
        [Week(begins, hours, shown.get(begins)) for begins, hours in zip(weeks, available, strict=True)],
        _shown(services, released(by_service)),
    )


def used_lately(department: Department, now: datetime) -> float | None:
    """`load_of(…).used` for a page with many other figures: remembered a while, since only whole weeks count."""
    key = f"hours-used:{department.pk}"
    known: tuple[float | None] | None = cache.get(key)
    if known is None:
        known = (load_of(department, now).used,)
        cache.set(key, known, REMEMBERED)
    return known[0]


def _noted(department: Department, first: date, end: date) -> Any:
    """By week, service and person."""
    zone = department.zone
    inside = Effort.objects.in_department(department).filter(at__gte=midnight(first, zone), at__lt=midnight(end, zone))
    return inside.annotate(week=TruncWeek("at", tzinfo=zone)).order_by().values("week", "request__service", "person")


def _services_of(noted: Any) -> Any:
    return noted.values("request__service").distinct()


def _by_part(rows: Iterable[Mapping[str, Any]]) -> tuple[Mapping[date, Minutes], Mapping[int, Minutes]]:
    by_week: dict[date, Minutes] = defaultdict(Counter)
    by_service: dict[int, Minutes] = defaultdict(Counter)
    for row in rows:
        by_week[row["week"].date()][row["person"]] += row["minutes"]
        by_service[row["request__service"]][row["person"]] += row["minutes"]
    return by_week, by_service


def _shown(services: Iterable[Service], shown: Mapping[int, float]) -> list[tuple[Service, float | None]]:
    rows = [(service, shown.get(service.pk)) for service in services]
    return sorted(rows, key=lambda row: (row[1] is None, -(row[1] or 0), row[0].code))


def released(parts: Mapping[Part, Minutes]) -> dict[Part, float]:
    """Hours of the parts that may be shown beside each other and beside their total.

    Parts that tell too much are hidden, and then the smallest of the others, until what is hidden could be shown as
    one. Parts in which nobody noted anything hide nothing.
    """
    known = {part: minutes for part, minutes in parts.items() if minutes.total()}
    hidden = {part for part, minutes in known.items() if not _tells_of_nobody(minutes)}
    for part in sorted(known.keys() - hidden, key=lambda one: (known[one].total(), name_order.key(one))):
        together = sum((known[one] for one in hidden), Counter[int]())
        if not hidden or _tells_of_nobody(together):
            break
        hidden.add(part)
    return {part: minutes.total() / 60 for part, minutes in known.items() if part not in hidden}


def _tells_of_nobody(minutes: Minutes) -> bool:
    noted = [spent for spent in minutes.values() if spent]
    return len(noted) >= K and 2 * max(noted) <= sum(noted)
