"""Marks what was found in what is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from requests_app import search

register = template.Library()


@register.filter
def marked(text: Any, stems: Iterable[str]) -> SafeString:
    """One line of the text around what was found, escaped, with every word found in `<mark>`."""
    return search.marked(str(text), stems)
