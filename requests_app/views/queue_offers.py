"""What the page of a queue offers: its views, filters, columns and orders, each as an address of the same page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from requests_app.counting import in_words
from requests_app.fields.columns import Column
from requests_app.forms.assigning import with_absence
from requests_app.models import Department, Priority, QueueView, User
from requests_app.models.levels import STATUS_LABELS
from requests_app.moments import moment_of
from requests_app.pagination import PASSING, url_with
from requests_app.queues import GROUPS, ORDERS, VIEWS, Layout, Selection
from requests_app.queues.cells import Heading
from requests_app.queues.columns import choosable, opposite
from requests_app.queues.filters import OFFERED, values_of
from requests_app.queues.orders import BY_NUMBER, IN_MENU, STATES_IN_ORDER
from requests_app.queues.reading import choices
from requests_app.types import SignedInRequest

Items = list[dict[str, Any]]

# Beyond so many no more are counted and shown beside the built-in views; the menu has all.
MOST_PINNED = 12


def item(request: SignedInRequest, name: str, value: str, label: Any, current: str) -> dict[str, Any]:
    return {"label": str(label), "url": url_with(request, **{name: value}), "here": value == current}


def views(
    request: SignedInRequest,
    selection: Selection,
    department: Any,
    saved: Sequence[QueueView],
    current: QueueView | None,
) -> Items:
    """The built-in ones, then those this person pinned, and the one they are in."""
    items = []
    for view in VIEWS:
        count = getattr(department, f"in_{view.name}", None)
        here = current is None and view.name == selection.view.name
        url = url_with(request, view=view.name, saved=None)
        items.append({"label": str(view.label), "url": url, "here": here, "count": _count(count)})
    for kept in kept_beside(saved):
        count = _count(getattr(department, f"saved_{kept.pk}", None))
        items.append({"label": kept.name, "url": address_of(kept), "here": kept == current, "count": count})
    if current is not None and not any(one["here"] for one in items):
        items.append({"label": current.name, "url": address_of(current), "here": True})
    return items


def kept_beside(saved: Iterable[QueueView]) -> list[QueueView]:
    """Of `as_kept_by`: what stands beside the built-in views."""
    return [view for view in saved if view.is_pinned][:MOST_PINNED]


def beginning(saved: Sequence[QueueView]) -> QueueView | None:
    """Of `as_kept_by`: the one this person begins with, else the one everybody there does."""
    own = next((view for view in saved if view.is_default), None)
    return own or next((view for view in saved if view.is_usual), None)


def address_of(view: QueueView) -> str:
    """Of `select_related("department")`: the whole view, and that it is this one."""
    return f"{reverse('queue', args=[view.department.code])}?{view.query}&saved={view.pk}"


def _count(number: int | None) -> str | None:
    return None if number is None else in_words(number)


def filters(
    request: SignedInRequest,
    selection: Selection,
    department: Department,
    colleagues: list[User],
    questions: Sequence[Column],
) -> Items:
    known, now = choices(department), moment_of(request)
    owners = [("none", _("Nobody")), *((str(person.pk), with_absence(person, now)) for person in colleagues)]
    states = [(one.value, STATUS_LABELS[one]) for one in STATES_IN_ORDER if one in selection.view.states]
    chips = [
        _chip(request, "service", _("Service"), known["services"], selection.service),
        _chip(request, "priority", _("Priority"), Priority.choices, str(selection.priority or "")),
        _chip(request, "owner", _("Works on it"), owners, selection.owner),
        _chip(request, "state", _("State"), states, selection.state),
        _chip(request, "from", pgettext("department", "From"), known["departments"], selection.asker),
        _chip(request, "waits", _("Waits for"), known["reasons"], selection.waits),
        _overdue(request, selection),
    ]
    return chips + [_answer_chip(request, selection, one) for one in questions if one.kind in OFFERED]


def _chip(
    request: SignedInRequest, name: str, label: str, choices: Iterable[tuple[Any, Any]], current: str
) -> dict[str, Any]:
    named = {str(value): str(words) for value, words in choices}
    return {
        "label": label,
        "value": named.get(current, ""),
        "items": [item(request, name, value, words, current) for value, words in named.items()],
        "clear_url": url_with(request, **{name: None}),
    }


def _overdue(request: SignedInRequest, selection: Selection) -> dict[str, Any]:
    """One click, no list."""
    other = None if selection.overdue else "overdue"
    return {"label": _("Overdue"), "is_toggle": True, "here": selection.overdue, "url": url_with(request, due=other)}


def _answer_chip(request: SignedInRequest, selection: Selection, question: Column) -> dict[str, Any]:
    offered, current = values_of(question), selection.answers.get(question.code, "")
    others = [f"{code}:{value}" for code, value in selection.answers.items() if code != question.code]
    return {
        "label": question.label,
        "value": offered.get(current, ""),
        "items": [
            {
                "label": words,
                "url": url_with(request, answer=[*others, f"{question.code}:{value}"]),
                "here": value == current,
            }
            for value, words in offered.items()
        ],
        "clear_url": url_with(request, answer=others),
    }


def sorts(request: SignedInRequest, selection: Selection) -> dict[str, Any]:
    """The orders of the menu; whichever a heading chose is among them."""
    names = [name for name in IN_MENU if not selection.view.only_grows or name in BY_NUMBER]
    shown = names if selection.sort in names else [*names, selection.sort]
    items = [item(request, "sort", name, ORDERS[name][0], selection.sort) for name in shown]
    return {"label": ORDERS[selection.sort][0], "items": items}


def groups(request: SignedInRequest, selection: Selection) -> dict[str, Any]:
    items = [item(request, "group", name, group.label, selection.group) for name, group in GROUPS.items()]
    return {
        "label": _("Group by"),
        "value": str(GROUPS[selection.group].label) if selection.group else "",
        "items": items,
        "clear_url": url_with(request, group=None),
    }


def layouts(request: SignedInRequest, selection: Selection) -> Items:
    words = {Layout.LIST: pgettext("layout", "List"), Layout.BOARD: pgettext("layout", "Board")}
    return [item(request, "layout", layout.value, label, selection.layout) for layout, label in words.items()]


def headings(request: SignedInRequest, selection: Selection, questions: Sequence[Column]) -> list[Heading]:
    """The columns of the table, each with the order that a click on its heading chooses."""
    found = []
    for column in selection.table(questions):
        is_up, is_down = selection.sort == column.sort, selection.sort == opposite(column.sort)
        sortable = column.sort and (not selection.view.only_grows or column.sort in BY_NUMBER)
        url = url_with(request, sort=opposite(column.sort) if is_up else column.sort) if sortable else ""
        sorted_ = ("ascending" if is_up else "descending" if is_down else "") if sortable else ""
        found.append(Heading(column.name, column.label, column.answer, url, sorted_))
    return found


def columns(selection: Selection, department: Department, questions: Sequence[Column]) -> Items:
    return [
        {"name": column.name, "label": column.label, "here": column.name in selection.columns}
        for column in choosable(questions, counts_effort=department.counts_effort)
    ]


def hidden(request: SignedInRequest, *without: str) -> list[tuple[str, str]]:
    """What a form that changes a part of the address carries along."""
    left_out = {*PASSING, *without}
    return [(name, value) for name, values in request.GET.lists() if name not in left_out for value in values]


def news_url(dept: str, selection: Selection, now: datetime) -> str:
    """Where a page that shows this selection asks what changed since."""
    return f"{reverse('queue_news', args=[dept])}?{selection.query()}&{urlencode({'seen': now.isoformat()})}"
