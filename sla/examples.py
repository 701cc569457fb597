"""What a standard would mean: “filed Friday 17:30 → answer by Monday 10:00”."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from requests_app.models import Priority
from sla.calendar import NoWorkingTime, WorkingCalendar
from sla.models import Metric
from sla.terms import Target, Terms

FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Example:
    """Moments in the calendar's zone; a due moment is None where nothing is promised or it is never reached."""

    filed: datetime
    answer_by: datetime | None
    done_by: datetime | None


def examples(
    calendar: WorkingCalendar, targets: Mapping[tuple[str, int | None], Target], now: datetime
) -> list[Example]:
    """A request of normal priority filed now, next Friday at 17:30, and next Saturday at noon."""
    zone = calendar.spec.zone
    today = now.astimezone(zone).date()
    friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7 or 7)
    filings = [
        now,
        datetime.combine(friday, time(17, 30), zone),
        datetime.combine(friday + timedelta(days=1), time(12), zone),
    ]
    promised = Terms(targets)
    return [
        Example(
            filed.astimezone(zone),
            _due(calendar, promised.target(Metric.FIRST_RESPONSE, Priority.NORMAL), filed),
            _due(calendar, promised.target(Metric.RESOLUTION, Priority.NORMAL), filed),
        )
        for filed in filings
    ]


def _due(calendar: WorkingCalendar, target: Target | None, filed: datetime) -> datetime | None:
    try:
        return calendar.add(filed, target.seconds).astimezone(calendar.spec.zone) if target else None
    except NoWorkingTime:
        return None
