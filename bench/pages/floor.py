"""The floor under every page: one row by its key, through Django and this server, and nothing else.

Served beside the product by the same processes: `gunicorn bench.pages.floor`. The portal's own pages go through its own
middleware and addresses; only the floor's address has none.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings
from django.urls import ResolverMatch

PATH = "/bench/floor/"
product = get_wsgi_application()


def one_row(request: HttpRequest) -> HttpResponse:
    from requests_app.models import ServiceRequest

    key = int(request.GET["key"])
    return HttpResponse(ServiceRequest.objects.values_list("title", flat=True).get(pk=key))


class Bare(WSGIHandler):
    """A Django without middleware and with one address."""

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        return ResolverMatch(one_row, (), {})


with override_settings(MIDDLEWARE=[]):
    bare = Bare()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    return (bare if environ["PATH_INFO"] == PATH else product)(environ, start_response)
