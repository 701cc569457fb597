"""The timeline's entry for templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from requests_app.bubbles import Entry
from requests_app.entry_html import entry_html

register = template.Library()


@register.simple_tag
def timeline_entry(*, when: str = "", exact: str = "", **said: Any) -> SafeString:
    """As `components/timeline_entry.html` has it; a page draws its own by `entry_html.drawn`."""
    named = {name: value for name, value in said.items() if value}
    return entry_html(Entry(**{"at": None, "anchor": "", "text": "", **named}), when, exact)
