"""Counting a department's days from the rows: what roll-ups store, and what exact figures add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, When
from django.db.models.functions import TruncDate

from dashboards.days import Days
from dashboards.facts import CLOCK_FIELDS, Fact, fact_of, read
from dashboards.tally import Tally, counted, lasted, still_running, verdicts
from dashboards.worktime import Worktime
from requests_app.models import RequestEvent, ServiceRequest
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.states import OPEN, Status, Verb
from sla.models import Clock, Metric
from sla.models.clocks import ClockQuerySet
from surveys.models import Rating

ENDED = (Status.CLOSED, Status.DECLINED, Status.CANCELLED)


class Scope(NamedTuple):
    """Whose requests, in which zone's days; `services` None: all of them; `asking` None: whoever asked."""

    department: int
    zone: ZoneInfo
    services: tuple[int, ...] | None = None
    asking: int | None = None


class Cell(NamedTuple):
    """What a roll-up row of a department is about."""

    service: int
    priority: int
    channel: str
    day: date


class PairCell(NamedTuple):
    """What a roll-up row of a pair of departments is about; `asking` None: nobody knows which one asked."""

    service: int
    asking: int | None
    day: date


@dataclass(slots=True)
class Counted:
    """What was found on some days of a department. Pairs know only what belongs to the day of filing."""

    cells: dict[Cell, Tally] = field(default_factory=lambda: defaultdict(Tally))
    pairs: dict[PairCell, Tally] = field(default_factory=lambda: defaultdict(Tally))

    def add(self, fact: Fact, scope: Scope, days: Days) -> None:
        """Everything one request adds to these days."""
        key, filed = (fact.service, fact.priority, fact.channel), fact.filed_at.astimezone(scope.zone).date()
        names = list(counted(fact, scope.zone))
        for day, name in names:
            if day in days:
                self.cells[Cell(*key, day)].counts[name] += 1
        if filed not in days:
            return
        alone = Tally()
        for name, seconds in lasted(fact):
            alone.durations[name].append(seconds)
        pair = self.pairs[PairCell(fact.service, fact.asking, filed)]
        pair.add(alone)
        pair.counts.update(name for day, name in names if day == filed)
        for name, minute in still_running(fact):
            alone.running[name][minute] += 1
        self.cells[Cell(*key, filed)].add(alone)


def count(scope: Scope, days: Days, *, now: datetime, worktime: Worktime | None = None) -> Counted:
    """Everything to be counted on these days; verdicts as they stand at `now`."""
    found = Counted()
    for fact in read(touched(scope, days).values_list("pk", flat=True), now=now, worktime=worktime or Worktime()):
        found.add(fact, scope, days)
    cells = found.cells
    for row in moves(scope, days):
        cell = Cell(row["request__service"], row["request__priority"], row["request__channel"], row["day"])
        if changes := {name: row[name] for name in ("entered", "left", "unended") if row[name]}:
            cells[cell].counts.update(changes)
    for cell, names in (*_ratings(scope, days), *_shares(scope, days, now)):
        cells[cell].counts.update(names)
    return found


def _ratings(scope: Scope, days: Days) -> Iterator[tuple[Cell, list[str]]]:
    """What each rating adds, for the department that was rated, on the day of the answer."""
    given = Rating.objects.filter(days.hold("answered_at", scope.zone), department=scope.department)
    if scope.services is not None:
        given = given.filter(request__service__in=scope.services)
    key, questions = ("request__service", "request__priority", "request__channel"), ("csat", "ces", "solved")
    for service, priority, channel, at, *given_answers in given.values_list(*key, "answered_at", *questions):
        answers = dict(zip(questions, given_answers, strict=True))
        cell = Cell(service, priority, channel, at.astimezone(scope.zone).date())
        yield cell, [f"{question}.{answer}" for question, answer in answers.items() if answer]


def _shares(scope: Scope, days: Days, now: datetime) -> Iterator[tuple[Cell, list[str]]]:
    """What each share adds, for the department whose share it was, on the day the request was filed."""
    shares = shares_of(scope).filter(days.hold("request__filed_at", scope.zone))
    key = ("request__service", "request__priority", "request__channel", "request__filed_at")
    for row in shares.exclude(state=Clock.State.CANCELLED).values(*key, *CLOCK_FIELDS):
        service, priority, channel, filed_at = (row[name] for name in key)
        cell = Cell(service, priority, channel, filed_at.astimezone(scope.zone).date())
        yield cell, list(verdicts([fact_of(row, now=now)]))


def shares_of(scope: Scope) -> ClockQuerySet:
    """The clocks of the department's own shares, also of requests that it handed on."""
    shares = Clock.objects.filter(metric=Metric.OLA, department=scope.department)
    return shares if scope.services is None else shares.filter(request__service__in=scope.services)


def held(scope: Scope) -> ServiceRequestQuerySet:
    """Requests the department holds now."""
    requests = ServiceRequest.objects.held_by(scope.department)
    if scope.asking is not None:
        requests = requests.asked_from(scope.asking).filter(service__is_confidential=False)
    return requests if scope.services is None else requests.filter(service__in=scope.services)


def touched(scope: Scope, days: Days) -> ServiceRequestQuerySet:
    """Requests of which anything can belong to these days."""
    first_done = RequestEvent.objects.filter(days.hold("at", scope.zone), verb=Verb.RESOLVED)
    if scope.services is not None:
        first_done = first_done.filter(request__service__in=scope.services)
    return held(scope).filter(
        days.hold("filed_at", scope.zone)
        | days.hold("resolved_at", scope.zone)
        | days.hold("closed_at", scope.zone)
        | Q(pk__in=first_done.filter(request__department=scope.department).values("request"))
    )


def moves(scope: Scope, days: Days) -> Any:
    """Into and out of the department's work, by the department that held the request then."""
    events = _crossings(scope).filter(days.hold("at", scope.zone))
    day = TruncDate("at", tzinfo=scope.zone)
    by = ("request__service", "request__priority", "request__channel")
    return events.annotate(day=day).values(*by, "day").annotate(**_sums(scope.department)).order_by()


def backlog(scope: Scope, before: date | None) -> tuple[int, int]:
    """Open and not ended requests of the department at the beginning of that day; None: now."""
    sums = _crossings(scope).filter(Days(end=before).hold("at", scope.zone)).aggregate(**_sums(scope.department))
    return sums["entered"] - sums["left"], sums["unended"] or 0


def open_at(scope: Scope, before: date) -> ServiceRequestQuerySet:
    """The requests that `backlog` counts as open."""
    at = _crossings(scope).filter(Days(end=before).hold("at", scope.zone)).values("request").order_by()
    inside = at.annotate(**_sums(scope.department)).filter(Q(entered__gt=F("left"))).values("request")
    return ServiceRequest.objects.filter(pk__in=inside)


def _crossings(scope: Scope) -> QuerySet[RequestEvent]:
    """Journal lines that may change what the department has to do."""
    events = RequestEvent.objects.filter(Q(department=scope.department) | _handed_on(scope.department))
    return events if scope.services is None else events.filter(request__service__in=scope.services)


def _handed_on(department: int) -> Q:
    return Q(verb=Verb.HANDED_OVER, data__from=department)


def _sums(department: int) -> dict[str, Any]:
    here, handed = Q(department=department), Q(verb=Verb.HANDED_OVER)
    was_open, is_open = Q(old_status__in=list(OPEN)), Q(new_status__in=list(OPEN))
    was_there, is_there = ~Q(old_status__in=["", *ENDED]), ~Q(new_status__in=list(ENDED))
    return {
        "entered": Count("pk", filter=here & ((is_open & ~was_open) | handed)),
        "left": Count("pk", filter=(here & was_open & ~is_open) | _handed_on(department)),
        "unended": Sum(
            Case(
                When(_handed_on(department), then=-1),
                When(here & (handed | (is_there & ~was_there)), then=1),
                When(here & was_there & ~is_there, then=-1),
                default=0,
                output_field=IntegerField(),
            )
        ),
    }
