"""Words for the pages about clocks that follow a change."""

from __future__ import annotations

from datetime import timedelta

from babel.dates import format_timedelta
from django import template

from requests_app.moments import locale

register = template.Library()


@register.filter
def span_words(span: timedelta) -> str:
    """“3 days”, “45 minutes”: by the clock on the wall, since it says by how much a moment moves."""
    return str(format_timedelta(span, threshold=2, locale=locale()))
