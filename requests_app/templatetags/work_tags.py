"""Hours and weeks of a team, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_skeleton
from django import template

from requests_app.moments import locale
from requests_app.why import hours_in_words

register = template.Library()


@register.filter
def hours(value: Decimal) -> str:
    """“40”, “19.5”: rounded to a tenth."""
    return hours_in_words(round(float(value), 1))


@register.filter
def week_from(monday: date) -> str:
    """“30 Nov”: the Monday with which it begins."""
    return format_skeleton("MMMd", datetime(monday.year, monday.month, monday.day), locale=locale())


@register.filter
def beside(first: Iterable[Any], second: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    """Both side by side."""
    return zip(first, second, strict=True)
