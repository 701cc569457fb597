"""What a queue can be grouped by: the rows of a group follow each other, under its heading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from requests_app.counting import CAP, in_words
from requests_app.models import ServiceRequest
from requests_app.models.levels import STATUS_LABELS
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.pagination import Column, Order
from requests_app.states import Status

from .orders import OWNER, PRIORITY, SERVICE, STATE

COUNTED = 10 * CAP  # rows of a view whose groups are counted


@dataclass(frozen=True, slots=True)
class Group:
    """`order` brings its rows together; `key` and `heading` are read from a row, `column` is where the key stands."""

    label: LazyText | str
    column: str
    order: Order
    key: Callable[[ServiceRequest], Any]
    heading: Callable[[ServiceRequest], Any]


def _owner(ticket: ServiceRequest) -> str:
    return ticket.assignee.display_name if ticket.assignee else _("Nobody works on it")


GROUPS: dict[str, Group] = {
    "state": Group(
        pgettext_lazy("group by", "State"),
        "status",
        (STATE,),
        lambda one: one.status,
        lambda one: STATUS_LABELS[Status(one.status)],
    ),
    "owner": Group(
        pgettext_lazy("group by", "Who works on it"),
        "assignee_id",
        (OWNER, Column("assignee_id", nullable=True)),
        lambda one: one.assignee_id,
        _owner,
    ),
    "service": Group(
        pgettext_lazy("group by", "Service"),
        "service_id",
        (SERVICE, Column("service_id")),
        lambda one: one.service_id,
        lambda one: one.service,
    ),
    "priority": Group(
        pgettext_lazy("group by", "Priority"),
        "priority",
        (PRIORITY,),
        lambda one: one.priority,
        lambda one: one.get_priority_display(),
    ),
}


@dataclass(frozen=True, slots=True)
class Grouped:
    """One group as a page shows it: `count` is in words how many rows it has on all pages, empty where not counted."""

    heading: str
    count: str
    rows: list[ServiceRequest]


def grouped_rows(rows: Iterable[ServiceRequest], group: str, counts: Mapping[Any, str] | None) -> list[Grouped]:
    """The groups of a page; one without a heading where nothing is grouped. `counts` None: the page has all rows."""
    if group not in GROUPS:
        return [Grouped("", "", list(rows))]
    by = GROUPS[group]
    found = [(key, list(of_one)) for key, of_one in groupby(rows, by.key)]
    return [
        Grouped(str(by.heading(of_one[0])), str(len(of_one)) if counts is None else counts.get(key, ""), of_one)
        for key, of_one in found
    ]


def counts_of(rows: ServiceRequestQuerySet, group: str) -> dict[Any, str]:
    """How many of all these rows each group has, in words; nothing where they are more than anybody counts."""
    if group not in GROUPS:
        return {}
    column = GROUPS[group].column
    # One row more than is counted: cut off there, every number would be too small by nobody knows how much.
    few = rows.order_by().values("pk")[: COUNTED + 1]
    counted = ServiceRequest.objects.filter(pk__in=few).order_by().values_list(column).annotate(number=Count("pk"))
    numbers = dict(counted)
    return {} if sum(numbers.values()) > COUNTED else {key: in_words(number) for key, number in numbers.items()}
