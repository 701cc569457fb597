"""Counts on pages of the administration."""

from __future__ import annotations

from django import template

from requests_app.counting import in_words

register = template.Library()


@register.filter
def capped(count: int) -> str:
    """“17”, or “1000+” where counting stopped."""
    return in_words(count)
