"""Components that are drawn once and then remembered, see drawn.py."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from requests_app import drawn
from requests_app.context_processors import Item

register = template.Library()


@register.simple_tag
def component(name: str, **args: Any) -> SafeString:
    """As `{% include %}` with `only`, for a template that reads plain values alone; for what a page repeats."""
    return drawn.component(name, **args)


@register.simple_tag(takes_context=True)
def entries(context: Context, items: Iterable[Item], name: str) -> SafeString:
    """Each entry of the menu by this template; the one whose page this is says so."""
    page: HttpRequest = context["request"]
    return format_html_join("", "{}", ((_entry(one, name, here=one.url == page.path),) for one in items))


def _entry(item: Item, name: str, *, here: bool) -> SafeString:
    return drawn.component(
        name, label=item.label, url=item.url, icon=item.icon, count=item.count, key=item.key, here=here
    )
