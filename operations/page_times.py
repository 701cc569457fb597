"""How long pages take, by route: counted in each web process, added up when somebody asks."""

from __future__ import annotations

import os
from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

# Around what pages promise: 300 ms for 95 of 100, 3 s where somebody would go away.
BOUNDS = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 3.0, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NOWHERE = "none"  # the route of an address that leads nowhere, or of what was refused before it was looked up

OWN = CollectorRegistry()
SECONDS = Histogram(
    "counterpart_page_seconds", "Seconds until a page was ready, by route.", ["route"], buckets=BOUNDS, registry=OWN
)
ANSWERS = Counter(
    "counterpart_pages", "Answers by route, method and status.", ["route", "method", "status"], registry=OWN
)


class PageTimesMiddleware:
    """Two counters in memory a visit, shared with no other process: some microseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        response = self.get_response(request)
        # Names of routes and known methods only: whoever invents others makes no new rows.
        route = request.resolver_match.view_name if request.resolver_match else NOWHERE
        method = request.method if request.method in METHODS else "other"
        SECONDS.labels(route).observe(perf_counter() - began)
        ANSWERS.labels(route, method, response.status_code).inc()
        return response


def exposition() -> bytes:
    """In Prometheus' text format: of all processes of this web server where there are several, else of this one."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(OWN)
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)
    return generate_latest(together)
