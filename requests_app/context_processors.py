"""What every page's frame needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    return {
        "portal": {
            "name": "Counterpart",
            "demo": settings.DEMO,
            "languages": settings.LANGUAGES,
            "version": settings.VERSION,
        }
    }
