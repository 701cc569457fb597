"""In which order a queue is read. The columns of an order that are no fields are worked out by `sortable`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Case, F, IntegerField, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import Promise as LazyText
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.pagination import Column, Order
from requests_app.states import Status

BY_DUE: Order = (Column("due_at", nullable=True, is_moment=True), Column("pk"))
NEWEST: Order = (Column("pk", descending=True),)

STATE = Column("state_rank")
OWNER = Column("owner_name", nullable=True, is_text=True)
SERVICE = Column("service_name", nullable=True, is_text=True)
REQUESTER = Column("requester_name", is_text=True)
FROM = Column("from_name", nullable=True, is_text=True)
TITLE = Column("title", is_text=True)
PRIORITY = Column("priority")
CHANGED = Column("updated_at", is_moment=True)


def _downwards(column: Column) -> Column:
    return Column(column.name, True, column.nullable, column.is_moment, column.is_text)


def _both_ways(name: str, column: Column, up: Any, down: Any) -> dict[str, tuple[Any, Order]]:
    return {name: (up, (column, *BY_DUE)), f"-{name}": (down, (_downwards(column), *BY_DUE))}


# Name in the address: words in the menu, order. The last column of each tells any two requests apart.
ORDERS: dict[str, tuple[LazyText | str, Order]] = {
    "due": (_("Most urgent first"), BY_DUE),
    "priority": (_("Highest priority first"), (PRIORITY, *BY_DUE)),
    "new": (_("Newest first"), NEWEST),
    "old": (_("Oldest first"), (Column("pk"),)),
    "changed": (_("Last changed first"), (_downwards(CHANGED), Column("pk", descending=True))),
    "-changed": (_("Longest unchanged first"), (CHANGED, Column("pk"))),
    "-due": (_("Least urgent first"), (_downwards(BY_DUE[0]), Column("pk"))),
    "-priority": (_("Lowest priority first"), (_downwards(PRIORITY), *BY_DUE)),
    **_both_ways("title", TITLE, _("By title"), _("By title, backwards")),
    **_both_ways("requester", REQUESTER, _("By requester"), _("By requester, backwards")),
    **_both_ways("from", FROM, _("By department that asks"), _("By department that asks, backwards")),
    **_both_ways("service", SERVICE, _("By service"), _("By service, backwards")),
    **_both_ways("state", STATE, _("By state"), _("By state, backwards")),
    **_both_ways("owner", OWNER, _("By who works on it"), _("By who works on it, backwards")),
}
IN_MENU = ("due", "priority", "new", "old", "changed", "-changed")
BY_NUMBER = frozenset({"new", "old"})  # what is finished has an index for these, and nothing else


def _in_language(field: str) -> Coalesce:
    """A text of admins in the reader's language, else in the portal's; NULL where it has none."""
    languages = (get_language() or settings.LANGUAGE_CODE, settings.LANGUAGE_CODE)
    nothing = Value("", output_field=TextField())
    return Coalesce(
        *(NullIf(KeyTextTransform(language, field), nothing) for language in languages), output_field=TextField()
    )


# As people read the states from left to right.
STATES_IN_ORDER = (
    *(Status.NEW, Status.IN_PROGRESS, Status.WAITING, Status.ON_HOLD),
    *(Status.RESOLVED, Status.CLOSED, Status.DECLINED, Status.CANCELLED),
)

WORKED_OUT: dict[str, Callable[[], Any]] = {
    STATE.name: lambda: Case(
        *(When(status=status, then=rank) for rank, status in enumerate(STATES_IN_ORDER)),
        output_field=IntegerField(),
    ),
    OWNER.name: lambda: F("assignee__display_name"),
    REQUESTER.name: lambda: F("requester__display_name"),
    FROM.name: lambda: _in_language("requester__department__name"),
    SERVICE.name: lambda: _in_language("service__name"),
}


def sortable(rows: ServiceRequestQuerySet, order: Iterable[Column]) -> ServiceRequestQuerySet:
    """The rows with the columns that this order needs."""
    return rows.annotate(**{one.name: WORKED_OUT[one.name]() for one in order if one.name in WORKED_OUT})


def without_repeats(order: Sequence[Column]) -> Order:
    """Of columns that occur twice the first one decides."""
    return tuple({column.name: column for column in reversed(order)}.values())[::-1]
