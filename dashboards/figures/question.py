"""What somebody wants to know, and in which heaps the answer comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from dashboards.counting import Scope
from dashboards.days import Days
from dashboards.tally import Tally
from requests_app.models import Department

DIMENSIONS = ("department", "service", "priority", "channel")

# ("total", None), ("department", id), ("service", id), ("priority", 1), ("channel", "portal"), ("bucket", first day)
Group = tuple[str, object]
Grouped = dict[Group, Tally]
TOTAL: Group = ("total", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Figures of these departments for days from `start` on and before `end` (None: no bound).

    `zone` None: each department's days in its own zone. `services` None: all. `by` are the dimensions wanted beside
    the total, `bucket` (day, week from Monday, month, quarter) the pieces of time: with `series` everything is known of
    each of them, otherwise only what came in, went out and stands open.
    """

    departments: Sequence[Department]
    start: date | None = None
    end: date | None = None
    zone: ZoneInfo | None = None
    services: tuple[int, ...] | None = None
    by: tuple[str, ...] = DIMENSIONS
    bucket: str = "month"
    series: bool = False

    @property
    def days(self) -> Days:
        return Days(self.start, self.end)

    def scope(self, department: Department) -> Scope:
        return Scope(department.pk, self.zone or department.zone, self.services)

    def bucket_of(self, day: date) -> date:
        """The first day of the piece of time this day lies in."""
        if self.bucket == "quarter":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        if self.bucket == "month":
            return day.replace(day=1)
        return day - timedelta(days=day.weekday()) if self.bucket == "week" else day
