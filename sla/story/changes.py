"""How the promise of a clock changed while it lived: its standard, its target, or the date that was named.

The pieces of a clock say that its target changed; what it was before stands in the journal and in the standards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise

from requests_app.models import RequestEvent, ServiceRequest
from requests_app.models.translated import Translated
from requests_app.states import Verb
from sla import standards, terms
from sla.models import Clock, ClockSegment, Metric, ServiceStandard


@dataclass(frozen=True, slots=True)
class Named:
    """A version of a standard, as people know it."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Promised:
    """What counts from `at` on: a standard (id), and the priority. `applied`: the version that somebody applied then,
    and `replaced` the one it took the place of."""

    at: datetime
    standard: int | None
    priority: int
    applied: Named | None = None
    replaced: Named | None = None

    def target(self, metric: str) -> int | None:
        """Working microseconds."""
        target = terms.of_published(self.standard).target(metric, self.priority) if self.standard else None
        return target.us if target else None


@dataclass(frozen=True, slots=True)
class Change:
    """What counts from `at` on, and the target before and after in working microseconds, None where nothing was
    promised; or another date. Without either nobody knows what the target was."""

    at: datetime
    now: Promised | None = None
    target: tuple[int | None, int | None] | None = None
    date: tuple[datetime, datetime] | None = None

    @property
    def is_of_target(self) -> bool:
        return self.target is not None and self.target[0] != self.target[1]


def history_of(request: ServiceRequest, journal: Sequence[RequestEvent]) -> list[Promised]:
    """What the request was promised since it was filed; one element where nothing changed."""
    lines = [one for one in journal if one.verb == Verb.STANDARD_APPLIED or _priorities(one)]
    if not lines:
        return []

    @cache
    def chosen(priority: int, at: datetime) -> ServiceStandard | None:
        return standards.standard_for(standards.Asked.by(request.service, request.requester, priority), at)

    first = next((before for line in lines for before, _after in _priorities(line)), request.priority)
    return list(_walk(lines, first, request.filed_at, chosen))


def _walk(
    lines: Sequence[RequestEvent],
    priority: int,
    at: datetime,
    chosen: Callable[[int, datetime], ServiceStandard | None],
) -> Iterator[Promised]:
    found = chosen(priority, at)
    standard, known = (found.pk, Named(str(found), found.number)) if found else (None, None)
    yield Promised(at, standard, priority)
    for line in lines:
        if line.verb == Verb.STANDARD_APPLIED:
            at, standard = line.at, line.data["standard"]
            applied = Named(str(Translated(line.data["name"])), line.data["number"])
            yield Promised(at, standard, priority, applied, known)
            known = applied
            continue
        [(_before, priority)] = _priorities(line)
        found = chosen(priority, at)
        if found is not None:
            standard, known = found.pk, Named(str(found), found.number)
        yield Promised(line.at, standard, priority)


def _priorities(line: RequestEvent) -> list[tuple[int, int]]:
    change = line.data.get("changes", {}).get("priority")
    return [(change[0], change[1])] if change else []


def changes_of(clock: Clock, history: Sequence[Promised], journal: Sequence[RequestEvent]) -> list[Change]:
    """Oldest first. `journal`: the lines that may change a promise, in their order."""
    if clock.metric == Metric.PROMISED:
        return _dates(clock, journal)
    found = _targets(clock, history) if clock.target_us is not None else []
    known = {clock.started_at, *(one.at for one in found)}
    found += [Change(piece.from_at) for piece in _retargeted(clock) if piece.from_at not in known]
    return sorted(found, key=lambda one: one.at)


def _retargeted(clock: Clock) -> list[ClockSegment]:
    return [piece for piece in clock.segments.all() if piece.reason == ClockSegment.Reason.RETARGETED]


def _lived(clock: Clock, at: datetime) -> bool:
    """Also where it began or ended at that moment."""
    return clock.started_at <= at and (clock.stopped_at is None or at <= clock.stopped_at)


def _dates(clock: Clock, journal: Sequence[RequestEvent]) -> list[Change]:
    named = [line for line in journal if line.verb == Verb.PROMISED and line.at >= clock.started_at]
    dates = [(line, datetime.fromisoformat(line.data["done_by"])) for line in named]
    return [
        Change(line.at, date=(before, after))
        for (_, before), (line, after) in pairwise(dates)
        if clock.started_at < line.at and (clock.stopped_at is None or line.at < clock.stopped_at)
    ]


def _targets(clock: Clock, history: Sequence[Promised]) -> list[Change]:
    found = []
    for before, after in pairwise(history):
        targets = before.target(clock.metric), after.target(clock.metric)
        if _lived(clock, after.at) and (after.applied or targets[0] != targets[1]):
            found.append(Change(after.at, after, targets))
    return found
