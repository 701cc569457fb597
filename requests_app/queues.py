"""A department's queue: its views, filters and orders, all of which the address names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import search
from .models import Department, Priority, ServiceRequest, User
from .models.requests import ServiceRequestQuerySet
from .pagination import Column, Order

Rows = ServiceRequestQuerySet


@dataclass(frozen=True, slots=True)
class View:
    name: str
    label: LazyText | str
    icon: str
    choose: Callable[[Rows, User, datetime], Rows]
    is_counted: bool = True  # what is finished only grows


VIEWS = [
    View("open", pgettext_lazy("queue", "All open"), "inbox-stack", lambda rows, user, now: rows.open()),
    View("mine", pgettext_lazy("queue", "Mine"), "user", lambda rows, user, now: rows.open().assigned_to(user)),
    View(
        "unassigned", pgettext_lazy("queue", "Unassigned"), "user-plus", lambda rows, u, now: rows.open().unassigned()
    ),
    View("risk", pgettext_lazy("queue", "At risk"), "exclamation-triangle", lambda rows, user, now: rows.at_risk(now)),
    View("waiting", pgettext_lazy("queue", "Waiting"), "pause", lambda rows, user, now: rows.paused()),
    View(
        "absent",
        pgettext_lazy("queue", "Of absent colleagues"),
        "sun",
        lambda rows, user, now: rows.open().of_absent(now),
    ),
    View("finished", pgettext_lazy("queue", "Finished"), "check", lambda rows, user, now: rows.finished(), False),
]
VIEW = {view.name: view for view in VIEWS}

BY_DUE: Order = (Column("due_at", nullable=True, is_moment=True), Column("pk"))
NEWEST: Order = (Column("pk", descending=True),)
ORDERS: dict[str, tuple[LazyText | str, Order]] = {
    "due": (_("Most urgent first"), BY_DUE),
    "priority": (_("Highest priority first"), (Column("priority"), *BY_DUE)),
    "new": (_("Newest first"), NEWEST),
    "old": (_("Oldest first"), (Column("pk"),)),
    "changed": (
        _("Last changed first"),
        (Column("updated_at", descending=True, is_moment=True), Column("pk", descending=True)),
    ),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """What one address of the queue asks for. Unknown words in it mean “any”."""

    view: View
    sort: str
    service: str = ""
    priority: int | None = None
    owner: str = ""  # "none", or the id of a colleague
    text: str = ""

    @classmethod
    def of(cls, query: dict[str, str]) -> Selection:
        view = VIEW.get(query.get("view", ""), VIEW["open"])
        sort = query.get("sort", "")
        priority, owner = query.get("priority", ""), query.get("owner", "")
        return cls(
            view=view,
            sort=sort if sort in ORDERS else ("new" if view.name == "finished" else "due"),
            service=query.get("service", "")[:80],
            priority=int(priority) if priority in {str(p.value) for p in Priority} else None,
            owner=owner if owner == "none" or (owner.isdecimal() and len(owner) < 19) else "",
            text=query.get("q", "").strip()[:100],
        )

    @property
    def order(self) -> Order:
        return ORDERS[self.sort][1]

    def rows(self, department: Department, user: User, now: datetime) -> Rows:
        rows = self.view.choose(ServiceRequest.objects.held_by(department.pk).handled_by(user), user, now)
        if self.service:
            rows = rows.filter(service__code=self.service, service__provider=department)
        if self.priority:
            rows = rows.filter(priority=self.priority)
        if self.owner == "none":
            rows = rows.unassigned()
        elif self.owner:
            rows = rows.filter(assignee=int(self.owner))
        return search.matching(rows, self.text, user) if self.text else rows
