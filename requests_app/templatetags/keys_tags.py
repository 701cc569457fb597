"""The keyboard in templates."""

from __future__ import annotations

from django import template

from requests_app.models import User
from requests_app.shortcuts import Shortcut, shortcuts_of

register = template.Library()


@register.simple_tag
def shortcuts(user: User) -> list[Shortcut]:
    """Every key this person can use somewhere."""
    return list(shortcuts_of(user))
