"""The journals of requests filed in a period: how long they were in each state, and what happened how often."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any, NamedTuple

from dashboards.counting import Cell, held
from dashboards.figures.exact import groups_of
from dashboards.figures.question import Group, Question
from requests_app.models import RequestEvent, ServiceRequest
from requests_app.states import OPEN, Status

from .spread import HOUR, Wanted, spread

# In these states a request waits, whoever it waits for.
WAITS = (Status.WAITING, Status.ON_HOLD)
CHUNK = 2000  # journals read at once


class Line(NamedTuple):
    request: int
    verb: str
    at: datetime
    status: str
    actor: int | None


class Stay(NamedTuple):
    """A request was in a state from one line of its journal to the next. None: it still is."""

    status: str
    since: datetime
    until: datetime | None


@dataclass(slots=True)
class Lives:
    """What the journals of many requests add up to; durations in seconds."""

    in_state: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    # In any state in which it waits, together; those that never did are not in it.
    waits: list[float] = field(default_factory=list)
    # From filing until it left the inbox for the first time, and to the solution without the time it waited.
    taken_up: list[float] = field(default_factory=list)
    without_waits: list[float] = field(default_factory=list)
    first: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    last: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    times: Counter[str] = field(default_factory=Counter)
    again: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    several_people: int = 0

    def add(self, request: ServiceRequest, lines: list[Line], now: datetime) -> None:
        stays = list(_stays(lines))
        self._add_states(request, stays, now)
        happened: dict[str, list[float]] = defaultdict(list)
        for line in lines:
            happened[line.verb].append((line.at - request.filed_at).total_seconds())
        for verb, since_filing in happened.items():
            self.times[verb] += len(since_filing)
            self.again[verb] += len(since_filing) > 1
            self.first[verb].append(since_filing[0])
            self.last[verb].append(since_filing[-1])
        asked = {request.requester_id, request.filed_by_id}
        self.requests += 1
        self.several_people += len({line.actor for line in lines if line.actor} - asked) > 1

    def _add_states(self, request: ServiceRequest, stays: list[Stay], now: datetime) -> None:
        spent: dict[str, float] = defaultdict(float)
        for stay in stays:
            spent[stay.status] += _length(stay, now)
        for status, seconds in spent.items():
            if seconds > 0:
                self.in_state[status].append(seconds)
        if waited := sum(spent[status] for status in WAITS):
            self.waits.append(waited)
        taken = next((stay.since for stay in stays if stay.status != Status.NEW), None)
        if taken and taken >= request.filed_at:
            self.taken_up.append((taken - request.filed_at).total_seconds())
        done = request.resolved_at
        if done and done >= request.filed_at:
            before = sum(_length(stay, done) for stay in stays if stay.status in WAITS)
            self.without_waits.append((done - request.filed_at).total_seconds() - before)

    def states(self, wanted: Wanted) -> dict[str, Any]:
        """Per state the requests that were in it for any time (`n`) and their hours, together and as a spread."""
        states = {
            status.value: {"total": sum(found) / HOUR, **spread(found, wanted)}
            for status in Status
            if (found := self.in_state.get(status))
        }
        return {
            "states": states,
            "waits": {"total": sum(self.waits) / HOUR, **spread(self.waits, wanted)},
            "taken_up_hours": spread(self.taken_up, wanted),
            "resolution_without_waits_hours": spread(self.without_waits, wanted),
        }

    def journal(self, wanted: Wanted) -> dict[str, Any]:
        """Per verb: in how many requests, how often, in how many more than once, and when, in hours from filing."""
        verbs = {
            verb: {
                "requests": len(self.first[verb]),
                "times": self.times[verb],
                "more_than_once": self.again[verb],
                "first": spread(self.first[verb], wanted),
                "last": spread(self.last[verb], wanted),
            }
            for verb in sorted(self.first)
        }
        return {"journal": verbs, "several_people": self.several_people}


def by_group(question: Question, *, now: datetime) -> dict[Group, Lives]:
    """The total and each of the question's groups, of requests filed in its days, by who holds them now."""
    found: dict[Group, Lives] = defaultdict(Lives)
    for department in question.departments:
        scope = question.scope(department)
        filed = held(scope).filter(question.days.hold("filed_at", scope.zone))
        for request, lines in _journals(filed.order_by().values_list("pk", flat=True)):
            filed_on = request.filed_at.astimezone(scope.zone).date()
            cell = Cell(request.service_id, request.priority, request.channel, filed_on)
            for group in groups_of(question, department, cell):
                found[group].add(request, lines, now)
    return found


def _journals(ids: Iterable[int]) -> Iterator[tuple[ServiceRequest, list[Line]]]:
    """As they were written: a log may tell of things that happened before the filing."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), CHUNK):
        requests = ServiceRequest.objects.in_bulk(wanted[start : start + CHUNK])
        rows = RequestEvent.objects.filter(request__in=list(requests)).order_by("request", "pk")
        lines = map(Line._make, rows.values_list("request", "verb", "at", "new_status", "actor"))
        for request, found in groupby(lines, key=attrgetter("request")):
            yield requests[request], list(found)


def _stays(lines: list[Line]) -> Iterator[Stay]:
    """From one change of state to the next. What ended for good is in no state any more, whatever was said later."""
    changes = [next(group) for _status, group in groupby(lines, key=attrgetter("status"))]
    for line, following in pairwise(changes):
        yield Stay(line.status, line.at, following.at)
    if changes[-1].status in OPEN:
        yield Stay(changes[-1].status, changes[-1].at, None)


def _length(stay: Stay, limit: datetime) -> float:
    until = min(stay.until, limit) if stay.until else limit
    return max((until - stay.since).total_seconds(), 0.0)
