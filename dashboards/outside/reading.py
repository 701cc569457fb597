"""Requests for which somebody outside the company waits, and which of them broke what was promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from dashboards.days import Days
from requests_app import name_order
from requests_app.models import Department, ServiceRequest, User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.states import OPEN
from sla.models import Clock

FIGURES = ("filed", "broken", "overdue")


@dataclass(frozen=True, slots=True)
class Row:
    """Of one department: filed with somebody waiting outside; broke a promise; is open and late now."""

    department: Department
    filed: int
    broken: int
    overdue: int

    @property
    def share(self) -> float:
        return self.broken / self.filed


def by_department(days: Days, user: User, departments: Mapping[int, Department], now: datetime) -> list[Row]:
    """Departments that hold any, most broken first. One statement."""
    marked = outside(days, user).annotate(is_broken=_broken(now)).order_by().values("department")
    rows: Any = marked.annotate(
        filed=Count("pk"),
        broken=Count("pk", filter=Q(is_broken=True)),
        overdue=Count("pk", filter=_overdue(now)),
    )
    found = [Row(departments[row.pop("department")], **row) for row in rows]
    return sorted(found, key=lambda row: (-row.broken, -row.filed, name_order.key(row.department)))


def requests_behind(figure: str, days: Days, user: User, now: datetime) -> ServiceRequestQuerySet:
    """Raises KeyError for a figure the page does not have."""
    rows = outside(days, user)
    return {"filed": rows, "broken": rows.filter(_broken(now)), "overdue": rows.filter(_overdue(now))}[figure]


def late_now(days: Days, user: User, now: datetime, shown: int) -> Sequence[ServiceRequest]:
    """Open and late, longest late first, as far as this person may open them."""
    rows = outside(days, user).filter(_overdue(now)).visible_to(user)
    return list(rows.for_list().most_urgent_first()[:shown])


def outside(days: Days, user: User) -> ServiceRequestQuerySet:
    """Filed on these days of the reader's zone."""
    return ServiceRequest.objects.awaited_outside().filter(days.hold("filed_at", user.zone))


def _broken(now: datetime) -> Exists:
    """Any promise to the requester: an approver's time or a department's share is nothing to outsiders."""
    return Exists(Clock.objects.filter(request=OuterRef("pk")).to_requester().broken(now))


def _overdue(now: datetime) -> Q:
    return Q(status__in=list(OPEN), due_at__lt=now)
