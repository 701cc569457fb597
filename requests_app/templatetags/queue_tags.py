"""Cells and lanes of a queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from requests_app.models import ServiceRequest
from requests_app.moments import moment_of
from requests_app.pagination import url_with
from requests_app.queues.cells import Shared, table_rows
from requests_app.queues.place import suffix_of
from requests_app.views.queue_board import Lane

register = template.Library()


@register.simple_tag(takes_context=True)
def queue_rows(context: Context, tickets: list[ServiceRequest], clocks: Mapping[int, Any]) -> SafeString:
    """The rows of a table, by the headings of its page. `clocks`: what `clock_cells` found for them."""
    page, place, names = context["request"], context["place"], context["names"]
    shared = Shared(context["headings"], page.user, moment_of(page), clocks, names, place.suffix)
    return table_rows(tickets, shared)


@register.simple_tag(takes_context=True)
def place_suffix(context: Context) -> str:
    """The queue one came from, for another address of this request; empty where one came from none."""
    request = context.get("request")
    return suffix_of(request.GET) if request else ""


@register.simple_tag
def tickets_of(lane: Lane) -> list[ServiceRequest]:
    return [card.ticket for card in lane.cards]


@register.simple_tag(takes_context=True)
def lane_list(context: Context, lane: Lane) -> str:
    """The same view as a list, of this state only."""
    return url_with(context["request"], layout=None, state=lane.status.value)
