"""The portal on a phone's home screen: its manifest, its icons, and what its service worker keeps.

The worker keeps files that are the same for everybody, style, script, icons and the page for being offline, and no page
of anybody's: whoever finds the phone finds nothing of the company in it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from textwrap import shorten
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import loader
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from . import assets
from .models import company

# The light theme's, as in templates/_head.html; a manifest cannot say two.
COLOUR = "#f6f5f2"
SHORT = 12  # characters below a sign on a home screen
HASHED = re.compile(r"\.[0-9a-f]{12}\.")


@dataclass(frozen=True, slots=True)
class Icon:
    """A PNG drawn from one of static/img/app/*.svg by `manage.py app_icons`."""

    drawing: str
    pixels: int
    purpose: str = ""

    @property
    def file(self) -> str:
        return f"img/app/{self.drawing}-{self.pixels}.png"


ICONS = (
    Icon("icon", 192, "any"),
    Icon("icon", 512, "any"),
    # With room around the mark: a phone cuts its own shape out of it.
    Icon("maskable", 192, "maskable"),
    Icon("maskable", 512, "maskable"),
    Icon("monochrome", 512, "monochrome"),
)
# Apple reads no purposes, fills what is transparent with black, and rounds the corners itself.
APPLE = Icon("maskable", 180)


def manifest(language: str) -> dict[str, Any]:
    """In the language that is active. `language`: its code."""
    called = company.said().portal
    shortcuts = [
        (_("New request"), "services:list"),
        (_("Queue"), "queue_own"),
        (_("Waiting for me"), "requests:waiting"),
    ]
    icons = [
        {"src": staticfiles_storage.url(icon.file), "sizes": f"{icon.pixels}x{icon.pixels}", "type": "image/png"}
        | {"purpose": icon.purpose}
        for icon in ICONS
    ]
    return {
        "id": "/",
        "name": pgettext("name of the app", "%(portal)s: requests") % {"portal": called},
        "short_name": shorten(called, SHORT, placeholder="") or called[:SHORT],
        "description": _("Ask other departments, answer, approve, and see what was promised."),
        "lang": language,
        "dir": "ltr",
        "start_url": reverse("home"),
        "scope": reverse("home"),
        "display": "standalone",
        "background_color": COLOUR,
        "theme_color": COLOUR,
        "categories": ["business", "productivity"],
        "icons": icons,
        "shortcuts": [{"name": name, "url": reverse(view), "icons": icons[:1]} for name, view in shortcuts],
    }


def worker() -> str:
    """The service worker with what it keeps; with PWA=0 one that takes itself away."""
    if not settings.PWA:
        return loader.render_to_string("installing/no_worker.js")
    kept = {
        "files": [
            *assets.linked(assets.STYLES),
            *assets.linked(assets.SCRIPTS),
            *assets.linked_icons(),
            staticfiles_storage.url("img/favicon.svg"),
        ],
        "offline": {code: reverse("offline", args=[code]) for code, _name in settings.LANGUAGES},
        "static": settings.STATIC_URL,
        "hashed": HASHED.pattern,
    }
    # Another style or page is another worker: that is what lets a phone drop the old ones.
    pages = [loader.render_to_string(name) for name in ("offline.html", "installing/worker.js")]
    kept["cache"] = f"portal-{sha256(json.dumps([kept, settings.VERSION, pages]).encode()).hexdigest()[:12]}"
    return loader.render_to_string("installing/worker.js", {"kept": json.dumps(kept)})
