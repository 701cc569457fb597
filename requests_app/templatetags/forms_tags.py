"""Answers on the pages of requests."""

from __future__ import annotations

from typing import Any

from django import template

from requests_app.fields.card import lines_of
from requests_app.models import ServiceRequest

register = template.Library()


@register.inclusion_tag("requests_app/_answers.html")
def answers_card(ticket: ServiceRequest) -> dict[str, Any]:
    """What was answered to the questions of its service; nothing where nothing was."""
    return {"lines": lines_of(ticket)}
