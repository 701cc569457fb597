"""Hours of each stage over all requests that were filed with a department in a window."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

from dashboards import facts
from dashboards.metrics import stage_durations
from dashboards.metrics.touchpoints import ENDED, WORK, Step, stages_entered
from requests_app.models import Department, RequestEvent, ServiceRequest
from requests_app.states import Verb
from surveys.models import Stage

HOUR = 3600
AT_ONCE = 2000


@dataclass(slots=True)
class Times:
    """Of one stage: hours by request, of those done with it and of those still in it at the moment of the count."""

    finished: dict[int, float] = field(default_factory=dict)
    running: dict[int, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        return sum(self.finished.values()) + sum(self.running.values())


@dataclass(slots=True)
class Timing:
    """`total`: hours from filing to the end, or to now, of all `requests`. `ends`: confirmed or closed."""

    requests: int = 0
    total: float = 0.0
    stages: dict[str, Times] = field(default_factory=lambda: defaultdict(Times))
    ends: Counter[str] = field(default_factory=Counter)


def timing_of(department: Department, start: datetime, end: datetime, *, now: datetime) -> Timing:
    """Requests filed from `start` on and before `end` that the department holds or held last; in chunks."""
    filed = ServiceRequest.objects.filter(department=department, filed_at__gte=start, filed_at__lt=end)
    ids, timing = iter(filed.order_by("pk").values_list("pk", flat=True).iterator()), Timing()
    while chunk := list(islice(ids, AT_ONCE)):
        for request, events in _journals(chunk):
            _add(timing, request, events, department.pk, now)
        for fact in facts.read(chunk, now=now):
            _add_answer(timing, fact, now)
    return timing


def _journals(ids: list[int]) -> Iterator[tuple[int, list[RequestEvent]]]:
    lines = RequestEvent.objects.filter(request__in=ids).order_by("request", "at", "id")
    for request, events in groupby(lines.only("request", "verb", "at", "new_status", "department"), _request_of):
        yield request, list(events)


_request_of: Any = attrgetter("request_id")


def _add(timing: Timing, request: int, events: list[RequestEvent], department: int, now: datetime) -> None:
    steps = [Step(_iso(one.at), one.new_status, one.department_id, one.verb == Verb.ASSIGNED) for one in events]
    entered = stages_entered(steps, department=department)
    here = entered[-1][1]
    until = _iso(events[-1].at) if here == ENDED else _iso(max(now, events[-1].at))
    hours = stage_durations(events=entered, closed=until, active_states={WORK})["hours"]
    hours.pop(ENDED, None)
    timing.requests += 1
    timing.total += sum(hours.values())
    for stage, spent in hours.items():
        times = timing.stages[stage]
        (times.running if stage == here else times.finished)[request] = spent
    timing.ends.update(one.verb for one in events if one.verb in (Verb.CONFIRMED, Verb.CLOSED))


def _add_answer(timing: Timing, fact: facts.Fact, now: datetime) -> None:
    """Beside the others: the first words of a person come during any of them. Withdrawn before, it has none."""
    times = timing.stages[Stage.ANSWER]
    if fact.answered_at is not None:
        times.finished[fact.id] = max(0.0, (fact.answered_at - fact.filed_at).total_seconds() / HOUR)
    elif fact.closed_at is None and fact.resolved_at is None:
        times.running[fact.id] = max(0.0, (now - fact.filed_at).total_seconds() / HOUR)


def _iso(at: datetime) -> str:
    return at.isoformat()
