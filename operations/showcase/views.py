"""The page that shows every component."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from requests_app.types import SignedInRequest

from . import catalogue

# What can be asked for, and the themes each sample is then shown in; "" is the theme of the page.
THEMES = {"": ("",), "light": ("light",), "dark": ("dark",), "both": ("light", "dark")}


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """404 where people work: it is for those who build pages, and its samples promise things nobody keeps."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    language, theme = request.GET.get("language", ""), request.GET.get("theme", "")
    language = language if language in dict(settings.LANGUAGES) else request.LANGUAGE_CODE
    with translation.override(language):
        components = list(catalogue.components(THEMES.get(theme, THEMES[""])))
        context = {
            "components": components,
            "languages": [_switch(request.GET, "language", code, name, language) for code, name in settings.LANGUAGES],
            "themes": [_switch(request.GET, "theme", each, name, theme) for each, name in _themes()],
        }
        return render(request, "operations/showcase/index.html", context)


def _themes() -> list[tuple[str, str]]:
    return [
        ("", pgettext("theme of the samples", "As this page")),
        ("light", _("Light")),
        ("dark", _("Dark")),
        ("both", pgettext("theme of the samples", "Side by side")),
    ]


def _switch(asked: QueryDict, name: str, value: str, label: str, here: str) -> dict[str, object]:
    """A link that changes one thing of what is shown and keeps the other."""
    changed = asked.copy()
    changed[name] = value
    return {"label": label, "url": f"?{changed.urlencode()}", "here": value == here}
