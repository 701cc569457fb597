"""`?chart=flow.png` beside a page's own parameters: the page's answer, cut down to that one chart as a file."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify

from requests_app.pictures import KINDS, PARAMETER, NoFont, chart_in

TYPES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}


class SavedChartsMiddleware:
    """Innermost of all: whatever refuses the page has refused the file as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        wanted = request.GET.get(PARAMETER, "")
        if request.method != "GET" or not wanted or not _is_page(response):
            return response
        name, _dot, kind = wanted.rpartition(".")
        figure = chart_in(response.content.decode(), name) if kind in KINDS else None
        if figure is None:
            raise Http404(f"no chart {name!r} on this page")
        try:
            return _file(name, kind, KINDS[kind](figure))
        except NoFont as missing:
            # The other two kinds need no typeface; docs/operating.md says which one to install.
            raise Http404(str(missing)) from missing


def _is_page(response: HttpResponse) -> bool:
    plain = not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")
    return plain and response.status_code == 200


def _file(name: str, kind: str, content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{slugify(name) or "chart"}.{kind}"'}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers | {"Cache-Control": "private, no-store"})
