"""Durations in opening hours, for many requests at once.

The hours are those of the clock that measures the same thing, in the version it was started with; a request without
clocks is measured by the newest version of the calendar of its department's default standard, and not at all where
there is none. Waiting for the requester is not left out: these are the hours the department was open meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F

from sla.calendar.instants import SECOND, to_us
from sla.models import CalendarVersion, Metric, ServiceStandard
from sla.models.calendars import compiled

if TYPE_CHECKING:
    from dashboards.facts import Fact

# Duration -> the clock whose calendar measures it.
MEASURED_BY = {"answer": Metric.FIRST_RESPONSE, "resolution": Metric.RESOLUTION, "close": Metric.RESOLUTION}


class Worktime:
    """Remembers which calendar is a department's own for as long as one count lasts."""

    def __init__(self) -> None:
        self._own: dict[int, int | None] = {}

    def measure(self, facts: Iterable[Fact], calendars: Mapping[int, Mapping[str, int]]) -> None:
        """Write `working` of every fact; `calendars` is request id -> metric -> id of the calendar version."""
        asked: dict[int, list[tuple[Fact, str, datetime]]] = defaultdict(list)
        for fact in facts:
            for name, end in ends_of(fact):
                calendar = self._calendar(fact, calendars.get(fact.id, {}), name)
                if calendar is not None:
                    asked[calendar].append((fact, name, end))
        for version, questions in asked.items():
            starts = [to_us(fact.filed_at) for fact, _name, _end in questions]
            ends = [to_us(end) for _fact, _name, end in questions]
            for (fact, name, _end), spent in zip(questions, compiled(version).elapsed_many(starts, ends), strict=True):
                fact.working[name] = int(spent) / SECOND

    def _calendar(self, fact: Fact, of_clocks: Mapping[str, int], name: str) -> int | None:
        measured = of_clocks.get(MEASURED_BY[name])
        if measured is not None:
            return measured
        if of_clocks:
            return next(iter(of_clocks.values()))
        if fact.department not in self._own:
            self._own[fact.department] = _own_calendar(fact.department)
        return self._own[fact.department]


def ends_of(fact: Fact) -> Iterable[tuple[str, datetime]]:
    """What lasted from filing until when; nothing that ended before it began (imported logs have such rows)."""
    ended = fact.closed_at if fact.status in ("closed", "declined") else None
    moments = {"answer": fact.answered_at, "resolution": fact.resolved_at, "close": ended}
    return [(name, at) for name, at in moments.items() if at is not None and at >= fact.filed_at]


def _own_calendar(department: int) -> int | None:
    announced = ServiceStandard.objects.announced().filter(department=department)
    calendar = announced.order_by(F("service").asc(nulls_first=True), "-number").values("calendar")[:1]
    return CalendarVersion.objects.filter(calendar__in=calendar).newest_first().values_list("pk", flat=True).first()
