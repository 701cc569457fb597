"""How the promise of a clock changed while it lived: its target, or the date that was named.

The pieces of a clock say that its target changed; what it was before stands in the journal and in the standards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from requests_app.models import RequestEvent, ServiceRequest
from requests_app.states import Verb
from sla import terms
from sla.models import Clock, ClockSegment, Metric


@dataclass(frozen=True, slots=True)
class Change:
    """Another target, in working microseconds, or another date; None where nobody knows what it was.

    `standard`: the number of the version that somebody applied, where that is why.
    """

    at: datetime
    target: tuple[int | None, int | None] | None = None
    date: tuple[datetime, datetime] | None = None
    standard: int | None = None


def changes_of(clock: Clock, request: ServiceRequest, journal: Sequence[RequestEvent]) -> list[Change]:
    """Oldest first. `journal`: the lines that may change a promise, in their order."""
    if clock.metric == Metric.PROMISED:
        return _dates(clock, journal)
    found = _targets(clock, request, journal)
    known = {one.at for one in found}
    found += [Change(piece.from_at, target=(None, None)) for piece in _retargeted(clock) if piece.from_at not in known]
    return sorted(found, key=lambda one: one.at)


def _retargeted(clock: Clock) -> list[ClockSegment]:
    return [piece for piece in clock.segments.all() if piece.reason == ClockSegment.Reason.RETARGETED]


def _lived(clock: Clock, line: RequestEvent) -> bool:
    return clock.started_at < line.at and (clock.stopped_at is None or line.at < clock.stopped_at)


def _dates(clock: Clock, journal: Sequence[RequestEvent]) -> list[Change]:
    named = [line for line in journal if line.verb == Verb.PROMISED and line.at >= clock.started_at]
    dates = [(line, datetime.fromisoformat(line.data["done_by"])) for line in named]
    return [
        Change(line.at, date=(before, after)) for (_, before), (line, after) in pairwise(dates) if _lived(clock, line)
    ]


def _targets(clock: Clock, request: ServiceRequest, journal: Sequence[RequestEvent]) -> list[Change]:
    """Walks back from what counts now: each line says what was before it."""
    if clock.target_us is None:
        return []
    found: list[Change] = []
    after: int | None = clock.target_us
    applied = [line for line in journal if line.verb == Verb.STANDARD_APPLIED]
    priority, standard = request.priority, clock.standard_id
    for line in reversed(journal):
        if line in applied:
            applied.pop()
            standard = applied[-1].data["standard"] if applied else None
        elif "priority" in line.data.get("changes", {}):
            priority = line.data["changes"]["priority"][0]
        else:
            continue
        if _lived(clock, line):
            before = _target(clock, standard, priority)
            if before != after:
                found.append(Change(line.at, target=(before, after), standard=line.data.get("number")))
            after = before
    return found


def _target(clock: Clock, standard: int | None, priority: int) -> int | None:
    target = terms.of_published(standard).target(clock.metric, priority) if standard else None
    return target.us if target else None
