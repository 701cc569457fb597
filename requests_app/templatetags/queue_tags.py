"""Cells and lanes of a queue."""

from __future__ import annotations

from django import template
from django.template import Context

from requests_app.fields.columns import Column
from requests_app.fields.names import Names
from requests_app.models import ServiceRequest
from requests_app.pagination import url_with
from requests_app.queues.place import suffix_of
from requests_app.views.queue_board import Lane

register = template.Library()


@register.simple_tag
def answer_cell(column: Column, ticket: ServiceRequest, names: Names) -> str:
    """What was answered to one question of the service."""
    return column.display(ticket, names)


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
