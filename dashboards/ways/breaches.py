"""Why promises broke: what held the request for the longest time while the clock ran that broke first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from dashboards.counting import Scope, held
from dashboards.days import Days
from dashboards.metrics.holding import Line, Span, held_by, longest_while
from requests_app.models import RequestEvent
from requests_app.readings import Steps, reading
from sla.models import Clock, ClockSegment

from .reading import MOST


@dataclass(frozen=True, slots=True)
class Broken:
    """A request, the clock of it that broke first, and when its target passed."""

    request: int
    clock: int
    at: datetime


@dataclass(slots=True)
class Breaches:
    """`by_reason` is a key of metrics.holding.REASONS, or "" where nothing was known to hold it.

    `broken` are the newest MOST of `of`.
    """

    broken: list[Broken]
    by_reason: dict[str, set[int]]
    of: int


@reading
def broken_of(scope: Scope, days: Days, *, now: datetime) -> Steps[list[Broken]]:
    """Of requests filed on these days, newest first, those with a broken promise to the requester."""
    filed = held(scope).filter(days.hold("filed_at", scope.zone))
    at = Coalesce(F("overran_at"), F("due_at"), F("stopped_at"))
    clocks = Clock.objects.filter(request__in=filed, department=None).broken(now).annotate(at=at)
    (rows,) = yield (clocks.order_by("-request", "at", "pk").values_list("request", "pk", "at"),)
    first: dict[int, Broken] = {}
    for request, clock, at in rows:
        first.setdefault(request, Broken(request, clock, at))
    return list(first.values())


@reading
def breaches_of(scope: Scope, days: Days, *, now: datetime) -> Steps[Breaches]:
    """The newest MOST of them with their reasons."""
    found = yield from broken_of.part(scope, days, now=now)
    looked_at = found[:MOST]
    journal = RequestEvent.objects.filter(request__in=[one.request for one in looked_at])
    runs = ClockSegment.objects.filter(clock__in=[one.clock for one in looked_at], kind=ClockSegment.Kind.RUN)
    lines, spans = yield (
        journal.order_by("request", "at", "id").values_list("request", "at", "verb", "new_status", "department"),
        runs.values_list("clock", "from_at", "to_at"),
    )
    journals, ran = _journals(lines), _ran(spans, now)
    by_reason: dict[str, set[int]] = defaultdict(set)
    for one in looked_at:
        pieces = held_by(journals[one.request], department=scope.department, until=one.at)
        by_reason[longest_while(pieces, ran[one.clock]) or ""].add(one.request)
    return Breaches(looked_at, dict(by_reason), of=len(found))


def _journals(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[Line]]:
    lines: dict[int, list[Line]] = defaultdict(list)
    for request, at, verb, status, holder in rows:
        lines[request].append(Line(at, verb, status, holder))
    return lines


def _ran(rows: Iterable[tuple[Any, ...]], now: datetime) -> dict[int, list[Span]]:
    spans: dict[int, list[Span]] = defaultdict(list)
    for clock, start, end in rows:
        spans[clock].append(Span(start, end or now))
    return spans
