"""The rows of a queue as finished HTML: three hundred cells a page, half of its time in the loop of a template."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from requests_app.drawn import component
from requests_app.due_html import due_html
from requests_app.fields.columns import Column
from requests_app.fields.names import Names
from requests_app.models import Priority, ServiceRequest, User
from requests_app.moments import date_phrase, exact, phrase
from requests_app.phrases import minutes
from requests_app.standing import next_promise, state_of

SOME = 7_777_777  # a number that no address has


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the table: `sort_url` is its order's, `sorted` how the rows are sorted by it; both may be empty."""

    name: str
    label: LazyText | str
    answer: Column | None
    sort_url: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Shared:
    """What the rows of a page have in common. `clocks`: by id of the request, with the arguments of a clock's cell."""

    headings: Sequence[Heading]
    reader: User
    now: datetime
    clocks: Mapping[int, Any]
    names: Names
    suffix: str  # of every address: the queue it leads back to


Cell = Callable[[ServiceRequest, Heading, Shared], str]


def table_rows(tickets: Iterable[ServiceRequest], shared: Shared) -> SafeString:
    begin, _number, end = reverse("requests:detail", args=[SOME]).partition(str(SOME))
    cells = [(CELLS.get(one.name, _answer), one) for one in shared.headings if one.name != "request"]
    rows = []
    for ticket in tickets:
        rows.append(_request(ticket, escape(f"{begin}{ticket.pk}{end}{shared.suffix}")))
        rows += [cell(ticket, heading, shared) for cell, heading in cells]
        rows.append("</tr>\n")
    return mark_safe("".join(rows))  # noqa: S308 # nosec B703 - every cell is escaped


def _request(ticket: ServiceRequest, address: str) -> str:
    """How a row begins: its box to tick, and its name, which is never left out."""
    select = escape(_("Select #%(number)s") % {"number": ticket.pk})
    urgent = f" · {_urgent(ticket)}" if ticket.priority < Priority.NORMAL else ""
    waits = escape(_("somebody outside waits"))
    outside = f" · {waits}" if ticket.outside_party else ""
    return (
        f'<tr data-row="r{ticket.pk}"><td class="tick">'
        f'<input type="checkbox" form="bulk" name="requests" value="{ticket.pk}" aria-label="{select}"></td>'
        f'<th scope="row"><a class="cover title" data-open href="{address}">{escape(ticket.title)}</a>'
        f"<small>#{ticket.pk} · {escape(ticket.service)}{urgent}{outside}</small></th>"
    )


def _urgent(ticket: ServiceRequest) -> SafeString:
    return format_html('<b class="text-late">{}</b>', _priority(ticket))


def _priority(ticket: ServiceRequest) -> str:
    return str(Priority(ticket.priority).label)


def _requester(ticket: ServiceRequest, heading: Heading, shared: Shared) -> str:
    home = ticket.requester.department
    department = f'<small class="soft hide-narrow">{escape(home)}</small>' if home else ""
    return f'<td><span class="nowrap">{escape(ticket.requester.display_name)}</span>{department}</td>'


def _state(ticket: ServiceRequest, heading: Heading, shared: Shared) -> str:
    tag = component("components/status_tag.html", status=ticket.status, label=state_of(ticket, shared.reader))
    return f"<td>{tag}</td>"


def _owner(ticket: ServiceRequest, heading: Heading, shared: Shared) -> str:
    owner = ticket.assignee
    name, initials = (owner.display_name, owner.initials) if owner else ("", "")
    person = component("components/person.html", name=name, initials=initials, size="small", nobody=_("nobody"))
    return f"<td>{person}</td>"


def _due(ticket: ServiceRequest, heading: Heading, shared: Shared) -> str:
    clock, promised = shared.clocks.get(ticket.pk), next_promise(ticket, shared.now)
    drawn = clock_cell(clock) if clock else ""
    return f'<td>{drawn}<small class="soft">{escape(promised)}</small></td>' if promised else f"<td>{drawn}</td>"


def clock_cell(clock: Any) -> SafeString:
    """Of a clock's state, tone, text, label and due moment."""
    told = {name: getattr(clock, name) for name in ("due_at", "state", "tone", "text", "label")}
    return component("components/clock_cell.html", **told)


def _labelled(text: Callable[[ServiceRequest, Heading, Shared], Any]) -> Cell:
    """A cell that a phone shows with the name of its column."""

    def cell(ticket: ServiceRequest, heading: Heading, shared: Shared) -> str:
        return f'<td data-label="{escape(heading.label)}">{conditional_escape(text(ticket, heading, shared))}</td>'

    return cell


@_labelled
def _answer(ticket: ServiceRequest, heading: Heading, shared: Shared) -> str:
    return heading.answer.display(ticket, shared.names) if heading.answer else ""


@_labelled
def _waits(ticket: ServiceRequest, heading: Heading, shared: Shared) -> str:
    wait = getattr(ticket, "wait", None)
    if wait is None:
        return ""
    reason = escape(wait.reason or wait.get_kind_display())
    if wait.until:
        reason += format_html('<small class="soft">{} {}</small>', _("until"), _moment(wait.until, shared))
    return reason


def _moment(at: datetime | None, shared: Shared) -> SafeString:
    return due_html(at, phrase(at, shared.now), exact(at)) if at is not None else SafeString("")


def _at(field: str) -> Cell:
    return _labelled(lambda ticket, _heading, shared: _moment(getattr(ticket, field), shared))


@_labelled
def _needed(ticket: ServiceRequest, heading: Heading, shared: Shared) -> str:
    return date_phrase(ticket.needed_by, shared.now) if ticket.needed_by else ""


@_labelled
def _effort(ticket: ServiceRequest, heading: Heading, shared: Shared) -> str:
    noted: int | None = getattr(ticket, "my_minutes", None)
    return minutes(noted) if noted else ""


CELLS: dict[str, Cell] = {
    "requester": _requester,
    "from": _labelled(lambda one, *_others: one.asking_department or one.requester.department or ""),
    "service": _labelled(lambda one, *_others: one.service),
    "priority": _labelled(lambda one, *_others: _urgent(one) if one.priority < Priority.NORMAL else _priority(one)),
    "state": _state,
    "waits": _waits,
    "owner": _owner,
    "due": _due,
    "promised": _at("promised_at"),
    "needed": _needed,
    "filed": _at("filed_at"),
    "changed": _at("updated_at"),
    "channel": _labelled(lambda one, *_others: one.get_channel_display()),
    "effort": _effort,
}
