"""From the hours a clock counts by to the hours that count now: over which versions, and from when it matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Max, Q
from django.db.models.functions import Greatest

from sla.calendar import WorkingCalendar
from sla.calendar.instants import from_us, to_us
from sla.models import BusinessCalendar, CalendarVersion, Clock
from sla.models.calendars import compiled


@dataclass(frozen=True, slots=True)
class Stage:
    """One later version on the way: its id, its hours, and since when it counts (microseconds)."""

    version: int
    calendar: WorkingCalendar
    since: int


@dataclass(frozen=True, slots=True)
class Route:
    """All later versions, oldest first, for the clocks that count by `version`.

    `changed`: the first instant at which other hours count than by `version`; None if no running clock lives to it.
    """

    version: int
    calendar: WorkingCalendar
    stages: tuple[Stage, ...]
    changed: int | None = None

    def affected(self) -> Q:
        """The clocks that have to follow at once: those that live to the first change.

        What is due before it is due at the same moment by either hours, and follows when it is touched. A resting
        clock has no moment yet, so it takes the version over.
        """
        own = Q(calendar_version=self.version)
        if self.changed is None:
            return own & Q(state=Clock.State.PAUSED)
        later = from_us(self.changed)
        moves = Q(state=Clock.State.RUNNING) & (Q(due_at__gt=later) | Q(next_fire_at__gt=later))
        return own & (Q(state=Clock.State.PAUSED) | moves)


def routes_to(version: CalendarVersion) -> list[Route]:
    """The routes of all unfinished clocks of the calendar that count by an older version."""
    return _routes(version.calendar_id, _stages(version.calendar_id, version.number))


def routes_to_draft(calendar: BusinessCalendar, hours: WorkingCalendar, since: datetime) -> list[Route]:
    """The same for hours that are not published yet and would count from `since`."""
    stages = _stages(calendar.pk, None)
    draft = Stage(0, hours, to_us(since))
    return _routes(calendar.pk, [*stages, draft])


def _stages(calendar_id: int, number: int | None) -> list[Stage]:
    """All versions of a calendar up to one number, oldest first."""
    versions = CalendarVersion.objects.filter(calendar=calendar_id).order_by("number")
    if number is not None:
        versions = versions.filter(number__lte=number)
    return [Stage(pk, compiled(pk), to_us(since)) for pk, since in versions.values_list("pk", "counts_from")]


def _routes(calendar_id: int, stages: Sequence[Stage]) -> list[Route]:
    clocks = Clock.objects.unfinished().filter(calendar_version__calendar=calendar_id).order_by()
    # What fires after it is broken may lie behind the due moment; of imported clocks nothing ever fires.
    last_moment = Max(Greatest("due_at", "next_fire_at"))
    last = dict(clocks.values_list("calendar_version").annotate(last=last_moment))
    routes = [
        Route(stage.version, stage.calendar, tuple(stages[number + 1 :]))
        for number, stage in enumerate(stages[:-1])
        if stage.version in last
    ]
    return [replace(one, changed=_first_change_before(one, last[one.version])) for one in routes]


def _first_change_before(route: Route, last: datetime | None) -> int | None:
    return first_change(route.calendar, route.stages, to_us(last)) if last else None


def first_change(before: WorkingCalendar, stages: Iterable[Stage], until: int) -> int | None:
    """The first instant before `until` at which the stages, each from its own moment on, say other than `before`."""
    ordered = [*stages]
    found = []
    begin = ordered[0].since
    for number, stage in enumerate(ordered):
        begin = max(begin, stage.since)
        end = ordered[number + 1].since if number + 1 < len(ordered) else until
        found.append(_first_difference(before, stage.calendar, begin, min(end, until)))
    return min((one for one in found if one is not None), default=None)


def _first_difference(one: WorkingCalendar, other: WorkingCalendar, since: int, until: int) -> int | None:
    if since >= until or one == other:
        return None
    between = from_us(since), from_us(until)
    edges = [{edge for opening in each.openings_between(*between) for edge in opening} for each in (one, other)]
    # Openings are merged, so two calendars agree up to the first edge that only one of them has.
    return min(map(to_us, edges[0] ^ edges[1]), default=None)


def affected_by(routes: Iterable[Route]) -> Q | None:
    """The clocks of all routes; None where there is no route."""
    parts = [route.affected() for route in routes]
    if not parts:
        return None
    found = parts[0]
    for part in parts[1:]:
        found |= part
    return found
