"""Chains as they ran: read from requests and their stints, the newest ones of the days asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from dashboards.days import Days, midnight
from dashboards.period import Period
from requests_app.models import Leg, ServiceRequest, User
from requests_app.readings import Raw, Steps, reading

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


@reading
def chains(period: Period, user: User, now: datetime) -> Steps[list[Chain]]:
    """Those filed in the period (days of the reader's zone) that more than one department worked on, newest first."""
    (roots,) = yield (_roots(Days(period.start, period.end), user),)
    found = {row["id"]: Chain(row["id"], row["filed_at"], row["resolved_at"] or row["closed_at"]) for row in roots}
    parts, legs = yield _below(_PARTS, list(found), _PART), _below(_STINTS, list(found), _STINT)
    rows = [*roots, *(dict(zip(_PART, part, strict=True)) for part in parts)]
    root_of = {pk: pk for pk in found} | {row["id"]: row["root"] for row in rows if "root" in row}
    arrived = _stints(found, legs)
    for row in rows:
        ends = row["resolved_at"] or row["closed_at"] or now
        found[root_of[row["id"]]].add(row["department"], arrived.get(row["id"], row["filed_at"]), ends)
    return [chain for chain in found.values() if len(chain.began) > 1]


_COLUMNS = ("id", "department", "filed_at", "resolved_at", "closed_at")


# Everything filed for these, level by level; a root is a part of itself.
_TREE = """
WITH RECURSIVE part AS (
    SELECT id, id AS root, 0 AS depth FROM {request} WHERE id = ANY(%(roots)s)
    UNION ALL
    SELECT r.id, part.root, part.depth + 1 FROM part JOIN {request} r ON r.parent_id = part.id
    WHERE part.depth < %(deepest)s
)
"""
_PARTS = (
    _TREE
    + """
SELECT r.id, part.root, r.department_id, r.filed_at, r.resolved_at, r.closed_at
FROM part JOIN {request} r ON r.id = part.id WHERE part.depth > 0
"""
)
_STINTS = (
    _TREE
    + """
SELECT part.root, l.request_id, l.department_id, l.from_at, l.to_at
FROM part JOIN {leg} l ON l.request_id = part.id ORDER BY l.to_at, l.id
"""
)
_PART = ("id", "root", "department", "filed_at", "resolved_at", "closed_at")
_STINT = ("root", "request", "department", "from_at", "to_at")


def _below(statement: str, roots: list[int], columns: Sequence[str]) -> Raw:
    tables = {"request": ServiceRequest._meta.db_table, "leg": Leg._meta.db_table}
    moments = {name: datetime.fromisoformat for name in columns if name.endswith("_at")}
    return Raw(statement.format(**tables), {"roots": roots, "deepest": DEEPEST}, columns, moments)


def _roots(days: Days, user: User) -> QuerySet[ServiceRequest, dict[str, Any]]:
    """Requests filed for no other one that were handed on, or for which another was filed."""
    begin = midnight(days.start, user.zone) if days.start else None
    # From the few that have parts or stints to the requests, not through all requests of the days.
    handed = Leg.objects.filter(to_at__gte=begin).values("request")
    parted = ServiceRequest.objects.filter(parent__isnull=False, filed_at__gte=begin).values("parent")
    asked = ServiceRequest.objects.filter(pk__in=handed.union(parted), parent=None)
    rows: Any = asked.filter(days.hold("filed_at", user.zone)).newest_first().values(*_COLUMNS)
    return rows[:MOST]  # type: ignore[no-any-return]


def _stints(found: Mapping[int, Chain], legs: Iterable[tuple[Any, ...]]) -> dict[int, datetime]:
    """Adds every stint that is over; returns when each request came to the department that has it now."""
    arrived: dict[int, datetime] = {}
    for root, request, department, begins, ends in legs:
        found[root].add(department, begins, ends)
        arrived[request] = max(ends, arrived.get(request, ends))
    return arrived


def of_path(found: Sequence[Chain], path: Path) -> list[int]:
    """The requests whose chains went this way."""
    return [chain.root for chain in found if chain.path == path]
