"""What a standard would mean: “filed Friday 17:30 → answer by Monday 10:00”."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from requests_app.models import Priority
from sla.calendar import NoWorkingTime, WorkingCalendar
from sla.ladders import BY, Moment, moments
from sla.models import Metric
from sla.terms import Target, Terms

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FRIDAY = 4
# Clocks that begin when a request is filed; the others begin when somebody writes or asks.
FROM_FILING = (Metric.FIRST_RESPONSE, Metric.PROMISE, Metric.RESOLUTION, Metric.OLA)


@dataclass(frozen=True, slots=True)
class Example:
    """Moments in the calendar's zone; `due`: (“answer by”, when) of what is promised and reached, soonest first."""

    filed: datetime
    due: list[tuple[StrOrPromise, datetime]]


@dataclass(frozen=True, slots=True)
class Climb:
    """The ladder of one clock for a request filed at a moment."""

    label: str
    filed: datetime
    moments: list[Moment]


def examples(
    calendar: WorkingCalendar, targets: Mapping[tuple[str, int | None], Target], now: datetime
) -> list[Example]:
    """A request of usual priority filed now, next Friday at 17:30, and next Saturday at noon."""
    friday = _friday(calendar, now)
    saturday = datetime.combine(friday.date() + timedelta(days=1), time(12), calendar.spec.zone)
    return [
        Example(filed.astimezone(calendar.spec.zone), _due(calendar, targets, filed))
        for filed in (now, friday, saturday)
    ]


def climbs(calendar: WorkingCalendar, targets: Mapping[tuple[str, int | None], Target], now: datetime) -> list[Climb]:
    """What happens to a request of usual priority filed next Friday at 17:30 that nobody touches, clock by clock."""
    friday = _friday(calendar, now)
    found = [
        Climb(str(metric.label), friday, moments(calendar, metric, target, friday))
        for metric in FROM_FILING
        if (target := Terms(targets).target(metric, priority_of(targets)))
    ]
    return [climb for climb in found if climb.moments]


def _friday(calendar: WorkingCalendar, now: datetime) -> datetime:
    today = now.astimezone(calendar.spec.zone).date()
    day = today + timedelta(days=(FRIDAY - today.weekday()) % 7 or 7)
    return datetime.combine(day, time(17, 30), calendar.spec.zone)


def priority_of(targets: Mapping[tuple[str, int | None], Target]) -> Priority:
    """Of the examples: normal, or the most urgent one where nothing is promised at normal priority."""
    if not targets or Terms(targets).promise_anything(Priority.NORMAL):
        return Priority.NORMAL
    return Priority(min(priority for _metric, priority in targets if priority is not None))


def _due(
    calendar: WorkingCalendar, targets: Mapping[tuple[str, int | None], Target], filed: datetime
) -> list[tuple[StrOrPromise, datetime]]:
    found = []
    for metric in FROM_FILING[:-1]:
        target = Terms(targets).target(metric, priority_of(targets))
        if target is not None:
            with suppress(NoWorkingTime):
                found.append((BY[metric], calendar.add(filed, target.seconds).astimezone(calendar.spec.zone)))
    return sorted(found, key=lambda one: one[1])
