"""Chains as they ran: read from requests and their stints, the newest ones of the days asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dashboards.days import Days, midnight
from dashboards.period import Period
from requests_app.models import Leg, ServiceRequest, User

# Chains are few beside requests; more of them than this would be a page for nobody.
MOST = 2000
# Parts of parts of parts: deeper ones would have begun long after anybody could follow.
DEEPEST = 5
HOUR = timedelta(hours=1)

Path = tuple[int, ...]


@dataclass(slots=True)
class Chain:
    """One request of its own with all that was done for it; `ended_at` None: somebody still waits for its end."""

    root: int
    filed_at: datetime
    ended_at: datetime | None
    # Department -> hours it had a part of the work; parts run side by side, so they may add up to more than the lead.
    hours: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    began: dict[int, datetime] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """Its departments, in the order in which each first had a part of it."""
        return tuple(sorted(self.began, key=lambda department: (self.began[department], department)))

    def lead(self, now: datetime) -> float:
        """Hours from filing to the end, or so far."""
        return max(0.0, ((self.ended_at or now) - self.filed_at) / HOUR)

    def add(self, department: int, begins: datetime, ends: datetime) -> None:
        """A stint of one of its requests."""
        self.hours[department] += max(0.0, (ends - begins) / HOUR)
        self.began[department] = min(begins, self.began.get(department, begins))


def chains(period: Period, user: User, now: datetime) -> list[Chain]:
    """Those filed in the period (days of the reader's zone) that more than one department worked on, newest first."""
    roots = {row["id"]: row for row in _roots(Days(period.start, period.end), user)}
    root_of = {pk: pk for pk in roots}
    rows = list(roots.values())
    found = {pk: Chain(pk, row["filed_at"], row["resolved_at"] or row["closed_at"]) for pk, row in roots.items()}
    rows += _parts(root_of)
    arrived = _stints(found, root_of)
    for row in rows:
        ends = row["resolved_at"] or row["closed_at"] or now
        found[root_of[row["id"]]].add(row["department"], arrived.get(row["id"], row["filed_at"]), ends)
    return [chain for chain in found.values() if len(chain.began) > 1]


_COLUMNS = ("id", "parent", "department", "filed_at", "resolved_at", "closed_at")


def _roots(days: Days, user: User) -> list[dict[str, Any]]:
    """Requests filed for no other one that were handed on, or for which another was filed."""
    begin = midnight(days.start, user.zone) if days.start else None
    # From the few that have parts or stints to the requests, not through all requests of the days.
    handed = Leg.objects.filter(to_at__gte=begin).values("request")
    parted = ServiceRequest.objects.filter(parent__isnull=False, filed_at__gte=begin).values("parent")
    asked = ServiceRequest.objects.filter(pk__in=handed.union(parted), parent=None)
    rows: Any = asked.filter(days.hold("filed_at", user.zone)).newest_first().values(*_COLUMNS)
    return list(rows[:MOST])


def _parts(root_of: dict[int, int]) -> list[dict[str, Any]]:
    """Everything filed for these, level by level; writes down whose part each is."""
    found: list[dict[str, Any]] = []
    level = list(root_of)
    for _depth in range(DEEPEST):
        parts: list[Any] = list(ServiceRequest.objects.filter(parent__in=level).values(*_COLUMNS)) if level else []
        root_of.update({part["id"]: root_of[part["parent"]] for part in parts})
        found += parts
        level = [part["id"] for part in parts]
    return found


def _stints(found: Mapping[int, Chain], root_of: Mapping[int, int]) -> dict[int, datetime]:
    """Adds every stint that is over; returns when each request came to the department that has it now."""
    arrived: dict[int, datetime] = {}
    legs = Leg.objects.filter(request__in=list(root_of)).values_list("request", "department", "from_at", "to_at")
    for request, department, begins, ends in legs:
        found[root_of[request]].add(department, begins, ends)
        arrived[request] = max(ends, arrived.get(request, ends))
    return arrived


def of_path(found: Sequence[Chain], path: Path) -> list[int]:
    """The requests whose chains went this way."""
    return [chain.root for chain in found if chain.path == path]
