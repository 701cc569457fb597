"""Why promises broke: what held the request for the longest time while the clock ran that broke first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from dashboards.counting import Scope, held
from dashboards.days import Days
from dashboards.metrics.holding import Line, Span, held_by, longest_while
from requests_app.models import RequestEvent
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


def broken_of(scope: Scope, days: Days, *, now: datetime) -> list[Broken]:
    """Of requests filed on these days, newest first, those with a broken promise to the requester; one statement."""
    filed = held(scope).filter(days.hold("filed_at", scope.zone))
    at = Coalesce(F("overran_at"), F("due_at"), F("stopped_at"))
    clocks = Clock.objects.filter(request__in=filed, department=None).broken(now).annotate(at=at)
    rows = clocks.order_by("-request", "at", "pk").values_list("request", "pk", "at")
    first: dict[int, Broken] = {}
    for request, clock, at in rows:
        first.setdefault(request, Broken(request, clock, at))
    return list(first.values())


def breaches_of(scope: Scope, days: Days, *, now: datetime) -> Breaches:
    """The newest MOST of them with their reasons; three statements."""
    found = broken_of(scope, days, now=now)
    looked_at = found[:MOST]
    journals, ran = _journals(looked_at), _ran(looked_at, now)
    by_reason: dict[str, set[int]] = defaultdict(set)
    for one in looked_at:
        pieces = held_by(journals[one.request], department=scope.department, until=one.at)
        by_reason[longest_while(pieces, ran[one.clock]) or ""].add(one.request)
    return Breaches(looked_at, dict(by_reason), of=len(found))


def _journals(broken: list[Broken]) -> dict[int, list[Line]]:
    lines: dict[int, list[Line]] = defaultdict(list)
    journal = RequestEvent.objects.filter(request__in=[one.request for one in broken]).order_by("request", "at", "id")
    for request, at, verb, status, holder in journal.values_list("request", "at", "verb", "new_status", "department"):
        lines[request].append(Line(at, verb, status, holder))
    return lines


def _ran(broken: list[Broken], now: datetime) -> dict[int, list[Span]]:
    spans: dict[int, list[Span]] = defaultdict(list)
    for clock, span in _runs([one.clock for one in broken], now):
        spans[clock].append(span)
    return spans


def _runs(clocks: list[int], now: datetime) -> Iterator[tuple[int, Span]]:
    runs: Any = ClockSegment.objects.filter(clock__in=clocks, kind=ClockSegment.Kind.RUN)
    for clock, start, end in runs.values_list("clock", "from_at", "to_at"):
        yield clock, Span(start, end or now)
