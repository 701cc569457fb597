"""Journals of a department's requests of a period, in two steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from dashboards.counting import Scope, held
from dashboards.days import Days
from dashboards.metrics.holding import Line
from requests_app.models import RequestEvent
from requests_app.readings import Steps, reading

MOST = 2000


@dataclass(frozen=True, slots=True)
class Walk:
    """One request's journal, in order of time."""

    request: int
    lines: list[Line]

    def until(self, now: datetime) -> datetime:
        """The end of what is known: its last line, or now while it is open."""
        return now if self.lines[-1].status in OPEN else self.lines[-1].at

    @property
    def holders(self) -> list[int]:
        return [line.holder for line in self.lines]


OPEN = ("new", "in_progress", "waiting", "on_hold")


@dataclass(frozen=True, slots=True)
class Walks:
    """The newest MOST of `of` requests of the period."""

    walks: list[Walk]
    of: int


@reading
def walks(scope: Scope, days: Days) -> Steps[Walks]:
    """Of requests filed on these days that the department holds, the newest first. Beyond MOST they are counted."""
    filed = held(scope).filter(days.hold("filed_at", scope.zone)).order_by("-pk").values_list("pk", flat=True)
    (newest,) = yield (filed[: MOST + 1],)
    journal = RequestEvent.objects.filter(request__in=newest[:MOST]).order_by("-request", "at", "id")
    # Thousands of lines have a statement of their own: as JSON they would take longer.
    lines_of = journal.values_list("request", "at", "verb", "new_status", "department")
    found = [
        Walk(request, [Line(at, verb, status, holder) for _pk, at, verb, status, holder in lines])
        for request, lines in groupby(lines_of.iterator(chunk_size=5000), itemgetter(0))
    ]
    return Walks(found, of=filed.count() if len(newest) > MOST else len(found))
