"""What a queue can be grouped by: the rows of a group follow each other, under its heading."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from requests_app.models import ServiceRequest
from requests_app.models.levels import STATUS_LABELS
from requests_app.pagination import Column, Order
from requests_app.states import Status

from .orders import OWNER, PRIORITY, SERVICE, STATE


@dataclass(frozen=True, slots=True)
class Group:
    """`order` brings its rows together; `key` and `heading` are read from a row."""

    label: LazyText | str
    order: Order
    key: Callable[[ServiceRequest], Any]
    heading: Callable[[ServiceRequest], Any]


def _owner(ticket: ServiceRequest) -> str:
    return ticket.assignee.display_name if ticket.assignee else _("Nobody works on it")


GROUPS: dict[str, Group] = {
    "state": Group(
        pgettext_lazy("group by", "State"),
        (STATE,),
        lambda one: one.status,
        lambda one: STATUS_LABELS[Status(one.status)],
    ),
    "owner": Group(
        pgettext_lazy("group by", "Who works on it"),
        (OWNER, Column("assignee_id", nullable=True)),
        lambda one: one.assignee_id,
        _owner,
    ),
    "service": Group(
        pgettext_lazy("group by", "Service"),
        (SERVICE, Column("service_id")),
        lambda one: one.service_id,
        lambda one: one.service,
    ),
    "priority": Group(
        pgettext_lazy("group by", "Priority"),
        (PRIORITY,),
        lambda one: one.priority,
        lambda one: one.get_priority_display(),
    ),
}


def grouped_rows(rows: Iterable[ServiceRequest], group: str) -> list[tuple[str, list[ServiceRequest]]]:
    """Heading and rows of each group of a page; one group without a heading where nothing is grouped."""
    if group not in GROUPS:
        return [("", list(rows))]
    by = GROUPS[group]
    found = [list(of_one) for _key, of_one in groupby(rows, by.key)]
    return [(str(by.heading(of_one[0])), of_one) for of_one in found]
