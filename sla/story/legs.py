"""Which departments had a request, from when to when, and how much of their working time each stint took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from requests_app import access
from requests_app.models import Department, ServiceRequest, User
from sla import words
from sla.calendar.instants import SECOND, to_us
from sla.models import Clock, ClockSegment, Metric
from sla.models.calendars import compiled


@dataclass(frozen=True, slots=True)
class Stint:
    """`until` is None for the department that has it now; `took` is empty for readers who do not serve there.

    `is_working_time`: of the department's own share; else no such share is agreed, and it is real time.
    """

    department: Department
    since: datetime
    until: datetime | None
    took: str = ""
    is_working_time: bool = False


def legs_of(request: ServiceRequest, reader: User, now: datetime) -> list[Stint]:
    """Oldest first; empty while only one department ever had it."""
    former = list(request.legs.all())
    if not former:
        return []
    ended = request.resolved_at or request.closed_at
    stints = [Stint(leg.department, leg.from_at, leg.to_at) for leg in former]
    stints.append(Stint(request.department, former[-1].to_at, ended))
    if not access.sees_notes(reader, request):
        return stints
    shares = _shares(request)
    return [_timed(stint, shares.get(stint.department.pk, []), now) for stint in stints]


def _shares(request: ServiceRequest) -> dict[int, list[Clock]]:
    clocks = Clock.objects.of(request).filter(metric=Metric.OLA).prefetch_related("segments").order_by("cycle")
    found: dict[int, list[Clock]] = {}
    for clock in clocks:
        found.setdefault(clock.department_id or 0, []).append(clock)
    return found


def _timed(stint: Stint, shares: Iterable[Clock], now: datetime) -> Stint:
    """Working time of the share inside the stint: the pieces that ran, each by the hours it was counted by."""
    clocks = list(shares)
    if not clocks:
        seconds = round(((stint.until or now) - stint.since).total_seconds())
        return replace(stint, took=words.span(seconds))
    begin, end = to_us(stint.since), to_us(stint.until or now)
    worked = 0
    for clock in clocks:
        for piece in clock.segments.all():
            since, until = max(to_us(piece.from_at), begin), min(to_us(piece.to_at or stint.until or now), end)
            if piece.kind == ClockSegment.Kind.RUN and since < until:
                worked += compiled(piece.calendar_version_id).elapsed_us(since, until)
    return replace(stint, took=words.span(worked // SECOND), is_working_time=True)
