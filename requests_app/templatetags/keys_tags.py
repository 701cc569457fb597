"""The keyboard in templates."""

from __future__ import annotations

from django import template

from requests_app.shortcuts import Shortcut, shortcuts_for

register = template.Library()


@register.simple_tag
def shortcuts(serves: bool) -> list[Shortcut]:
    """Every key that somebody can use somewhere, who serves in a department or does not."""
    return list(shortcuts_for(serves=bool(serves)))
