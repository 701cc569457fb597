"""Answers on the pages of requests."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from requests_app.fields.card import lines_of
from requests_app.forms.questions import Item
from requests_app.models import ServiceRequest

register = template.Library()


@register.inclusion_tag("requests_app/_answers.html")
def answers_card(ticket: ServiceRequest) -> dict[str, Any]:
    """What was answered to the questions of its service; nothing where nothing was."""
    return {"lines": lines_of(ticket)}


@register.simple_tag
def asked_when(item: Item) -> SafeString:
    """Attributes of a question's element: what questions.js needs to know of its condition, if it has one."""
    when = item.question.when
    if when is None:
        return SafeString()
    told: dict[str, Any] = {"data-when": when.field, "data-test": when.test, "data-values": item.values_json}
    return flatatt(told | ({} if item.shown else {"data-out": True}))
