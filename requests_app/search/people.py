"""Colleagues by name or address, typing errors forgiven."""

from __future__ import annotations

from django.contrib.postgres.search import TrigramWordSimilarity

from requests_app import access
from requests_app.models import User
from requests_app.models.people import UserQuerySet

MOST = 6
SIMILAR = 0.45  # of trigrams: “Petrva” is near enough to “Petrova”, “Peter” to neither
SHORTEST = 4  # below that everything is similar


def people(user: User, text: str) -> list[User]:
    """Those this person may look up whose name or address has every word; where there is none, similar names."""
    text = " ".join(text[:100].split())
    if not text:
        return []
    known = _known_to(user).select_related("department")
    found = list(known.suggested_for(text).order_by("display_name", "pk")[:MOST])
    if found or len(text) < SHORTEST:
        return found
    near = known.annotate(near=TrigramWordSimilarity(text, "display_name")).filter(near__gte=SIMILAR)
    return list(near.order_by("-near", "display_name")[:MOST])


def _known_to(user: User) -> UserQuerySet:
    known: UserQuerySet = User.objects.active()
    return known if access.can_search_all_colleagues(user) else known.filter(department=user.department_id)
