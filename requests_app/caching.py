"""How pages travel and where they may stay: compressed on the way, kept by the one browser that asked.

Files of the portal itself (styles, scripts) never come here: WhiteNoise answers before, with what was compressed once.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

TEXTS = ("text/", "application/json", "image/svg+xml")
PRIVATE = "private, no-cache"


class CompressedPagesMiddleware(GZipMiddleware):
    """Pages and data, not files: those are compressed in themselves, or too long to be held here."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)


class PrivatePagesMiddleware:
    """Browsers may keep a page to go back to it at once, and ask anew before they show it for any other reason.

    Without `no-store`, which would make every step back a new request; what must not stay on a disk says so itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", PRIVATE)
        # One address answers htmx with a part of the page: going back must never show that part alone.
        patch_vary_headers(response, ["HX-Request"])
        return response
