"""Published information by its words: title, text and tables."""

from __future__ import annotations

from django.contrib.postgres.search import SearchRank
from django.db.models import F, QuerySet

from requests_app.compiled import compiled
from requests_app.models import Sheet, User
from requests_app.models.sheets import words_of_sheet

from . import words

MOST = 5


def sheets(user: User, text: str, *, typing: bool = False) -> list[Sheet]:
    """What this person may read that has every word, the best first. Without the rows of tables."""
    raw = words.tsquery(text, typing=typing)
    return _saying(user, raw) if raw else []


@compiled
def _saying(user: User, raw: str) -> QuerySet[Sheet]:
    asked = words.of(raw)
    found = Sheet.objects.readable_by(user).annotate(said=words_of_sheet()).filter(said=asked)
    ranked = found.annotate(rank=SearchRank(F("said"), asked)).order_by("-rank", "-pk")
    return ranked.select_related("department").defer("rows")[:MOST]
