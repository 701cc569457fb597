"""Colleagues by name or address, typing errors forgiven."""

from __future__ import annotations

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models.functions import Upper

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
    found = list(known.suggested_for(text).by_name()[:MOST])
    if found or len(text) < SHORTEST:
        return found
    return _similar(known, text)


@transaction.atomic
def _similar(known: UserQuerySet, text: str) -> list[User]:
    """By the operator, which an index knows how to answer, and the function does not; how near is a setting of it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = %s", [SIMILAR])
    near = TrigramWordSimilarity(text, "display_name")
    found = known.alias(name=Upper("display_name")).filter(name__trigram_word_similar=text).annotate(near=near)
    return list(found.order_by("-near", "display_name")[:MOST])


def _known_to(user: User) -> UserQuerySet:
    known: UserQuerySet = User.objects.active()
    return known if access.can_search_all_colleagues(user) else known.filter(department=user.department_id)
