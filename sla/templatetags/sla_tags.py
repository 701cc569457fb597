"""Clocks and promises for templates of every app."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_skeleton
from django import template
from django.template import Context
from django.utils.translation import gettext as _

from requests_app.models import Service, ServiceRequest, Translated, User
from requests_app.models.levels import STATUS_LABELS
from requests_app.moments import locale, moment_of
from requests_app.phrases import listed
from requests_app.states import Status
from sla import access, checklists, words
from sla.cells import Cell, cells_of
from sla.models import StandardTarget
from sla.pledges import Pledge, pledge_for
from sla.story import card_of
from sla.story.legs import legs_of

register = template.Library()


@register.inclusion_tag("sla/_clocks_card.html", takes_context=True)
def clocks_card(context: Context, ticket: ServiceRequest) -> dict[str, Any]:
    """The card “What was promised” of a request: a bar and a sentence for each of its clocks."""
    page = context["request"]
    return {"card": card_of(ticket, page.user, moment_of(page))}


@register.inclusion_tag("sla/_legs.html", takes_context=True)
def legs_card(context: Context, ticket: ServiceRequest) -> dict[str, Any]:
    """Which departments had it, for those who serve with the working time of each."""
    page = context["request"]
    return {"request": page, "stints": legs_of(ticket, page.user, moment_of(page))}


@register.simple_tag(takes_context=True)
def clock_cells(context: Context, requests: Iterable[ServiceRequest], *, shares: bool = False) -> dict[int, Cell]:
    """The clock that matters next, for each request of a list that has one, by its id.

    With `shares` also the department's own time, for those who work there.
    """
    page = context["request"]
    return cells_of(requests, moment_of(page), page.user if shares else None)


@register.simple_tag(takes_context=True)
def pledge(
    context: Context, service: Service, priority: int | None = None, person: User | None = None
) -> Pledge | None:
    """What is promised for this person (else whoever looks) if it is filed now; by default at the usual priority."""
    page = context["request"]
    department = (person or page.user).department_id
    return pledge_for(service, priority, moment_of(page), requester_department=department)


@register.inclusion_tag("sla/_checklist.html", takes_context=True)
def checklist(context: Context, ticket: ServiceRequest) -> dict[str, Any]:
    """The points of its standard's checklist, for those who do the work; they tick while the request is open."""
    page = context["request"]
    if not access.can_tick(page.user, ticket):
        return {}
    return {"request": page, **checklists.shown_to(page.user, ticket)}


@register.inclusion_tag("sla/_checklist_reminder.html")
def checklist_reminder(ticket: ServiceRequest) -> dict[str, Any]:
    """“2 of 3 points ticked”, for whoever is about to hand the result out."""
    known = checklists.checklist_of(ticket)
    return {"known": known, "items": known.items, "total": len(known.items), "ticked": known.ticked}


@register.simple_tag
def in_my_language(texts: Mapping[str, str]) -> str:
    """A text that admins wrote, from a plain mapping by language."""
    return str(Translated(texts))


@register.filter
def states_listed(statuses: Iterable[str]) -> str:
    """States in which clocks rest, as everybody reads them."""
    return listed(STATUS_LABELS[Status(status)] for status in statuses)


@register.filter
def zoned(moment: datetime, is_now: bool = False) -> str:
    """“Friday 5 June 17:30”, in the moment's own zone; “now (…)” for the first of the examples."""
    day = format_skeleton("MMMMEEEEd", moment, tzinfo=moment.tzinfo, locale=locale())
    when = _("%(day)s %(time)s") % {"day": day, "time": f"{moment:%H:%M}"}
    return _("now (%(when)s)") % {"when": when} if is_now else when


@register.filter
def on_date(day: date) -> str:
    """“Fri, 25 Dec 2026”."""
    return format_skeleton("yMMMEd", datetime(day.year, day.month, day.day), locale=locale())


@register.filter
def per_cent(number: int) -> str:
    """“80 %”, or as the reader's language writes it."""
    return _("%(number)s %%") % {"number": number}


@register.simple_tag
def working_time(target: StandardTarget, calendar: Any) -> str:
    """A target in words: “2 working hours”."""
    return words.amount(target.seconds, calendar)
