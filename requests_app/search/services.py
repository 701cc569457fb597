"""Services by their words in any language, typing errors forgiven."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Greatest

from requests_app.models import Service, User

from .question import in_any_language
from .words import LONGEST

MOST = 8
SIMILAR = 0.4  # of trigrams: “pirnters” is near enough to “Printers”
SHORTEST = 4  # below that everything is similar


def services(user: User, text: str) -> list[Service]:
    """Services offered to this person whose name, description or department has every word; else similar names."""
    offered = Service.objects.offered_to(user).for_list().order_by("provider__code", "code")
    found = offered
    for word in text[:LONGEST].split():
        found = found.filter(
            in_any_language("name", word)
            | in_any_language("description", word)
            | in_any_language("provider__name", word)
        )
    exact = list(found[:MOST])
    if exact or len(text) < SHORTEST:
        return exact
    names = [
        TrigramWordSimilarity(text[:LONGEST], KeyTextTransform(code, "name")) for code, _name in settings.LANGUAGES
    ]
    return list(offered.annotate(near=Greatest(*names)).filter(near__gte=SIMILAR).order_by("-near", "code")[:MOST])
