"""What a queue can show of a request. A new column is an entry here and a cell in `cells.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.fields.columns import Column as AnswerColumn

ANSWER = "answer."  # and the code of the question
EFFORT = "effort"  # one's own minutes: those of others are read in sums only (decision 37)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """`sort` is the name of the order upwards, with a minus the one downwards; empty: nobody sorts by it."""

    name: str
    label: LazyText | str
    sort: str = ""
    usual: bool = False
    answer: AnswerColumn | None = None


# The request itself, its number and title, is always there and comes first.
REQUEST = TableColumn("request", _("Request"), sort="title", usual=True)
COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("requester", pgettext_lazy("person", "From"), sort="requester", usual=True),
    TableColumn("from", _("Department that asks"), sort="from"),
    TableColumn("service", _("Service"), sort="service"),
    TableColumn("priority", _("Priority"), sort="priority"),
    TableColumn("state", _("State"), sort="state", usual=True),
    TableColumn("waits", _("Waits for")),
    TableColumn("owner", _("Works on it"), sort="owner", usual=True),
    TableColumn("due", _("Next promise"), sort="due", usual=True),
    TableColumn("promised", _("Promised date")),
    TableColumn("needed", _("Needed by")),
    TableColumn("filed", pgettext_lazy("column", "Filed"), sort="old"),
    TableColumn("changed", _("Last change"), sort="-changed"),
    TableColumn("channel", _("Came by")),
    TableColumn(EFFORT, _("Your time")),
)
USUAL = tuple(column.name for column in COLUMNS if column.usual)
KNOWN = {column.name for column in COLUMNS}
OPPOSITE = {"old": "new", "new": "old"}


def opposite(sort: str) -> str:
    """The order the other way round."""
    return OPPOSITE.get(sort) or (sort[1:] if sort.startswith("-") else f"-{sort}")


def choosable(questions: Sequence[AnswerColumn], *, counts_effort: bool = True) -> list[TableColumn]:
    """Every column, those of a service's questions last; time spent only where the department notes it."""
    asked = [TableColumn(f"{ANSWER}{question.code}", question.label, answer=question) for question in questions]
    return [*(column for column in COLUMNS if counts_effort or column.name != EFFORT), *asked]


def shown(names: Sequence[str], questions: Sequence[AnswerColumn]) -> list[TableColumn]:
    """The request, and the columns of these names in their usual order; a name that nobody knows is left out."""
    return [REQUEST, *(column for column in choosable(questions) if column.name in names)]
