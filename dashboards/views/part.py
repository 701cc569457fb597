"""One part of a department's page: a fragment of it, or a page of its own."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboards.asked import Asked
from dashboards.parts import PARTS
from requests_app.framed import read_framed
from requests_app.types import SignedInRequest


@require_safe
def part(request: SignedInRequest, code: str, name: str) -> HttpResponse:
    """Counted from the requests themselves, at this moment."""
    asked = Asked.by(request, code)
    if name not in PARTS:
        raise Http404
    shown = PARTS[name]
    (built,) = read_framed(request, shown.build(asked))
    context = {
        **built,
        "asked": asked,
        "name": name,
        "title": shown.title,
        "fragment": f"dashboards/parts/_{name}.html",
    }
    whole = not request.htmx or request.htmx.boosted
    return render(request, "dashboards/part.html" if whole else "dashboards/_part.html", context)
