"""Ways to take a chart along."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from requests_app.charts import Caption
from requests_app.pictures import KINDS, PARAMETER
from requests_app.pictures.fonts import can_write

register = template.Library()

# What htmx adds when it asks for news is not part of what the page shows.
PASSING = ("seen", PARAMETER)


@register.simple_tag(takes_context=True)
def chart_files(context: Context, caption: Caption) -> list[tuple[str, str]]:
    """(“SVG”, address) for each kind of file; nothing where no page is asked (mails)."""
    request: Any = getattr(context, "request", None)
    if request is None:
        return []
    query = request.GET.copy()
    for name in PASSING:
        query.pop(name, None)
    found = []
    for kind in KINDS:
        if kind == "png" and not can_write(caption.title):
            continue
        query[PARAMETER] = f"{caption.id}.{kind}"
        found.append((kind.upper(), f"{request.path}?{query.urlencode()}"))
    return found
