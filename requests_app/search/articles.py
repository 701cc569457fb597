"""How-to articles by their words in any language."""

from __future__ import annotations

from django.contrib.postgres.search import SearchRank
from django.db.models import F, QuerySet

from requests_app.compiled import compiled
from requests_app.models import Article, User
from requests_app.models.articles import words_of

from . import words

MOST = 5


def articles(user: User, text: str, *, typing: bool = False) -> list[Article]:
    """Those this person may read that have every word, the best first."""
    raw = words.tsquery(text, typing=typing)
    return _saying(user, raw) if raw else []


@compiled
def _saying(user: User, raw: str) -> QuerySet[Article]:
    asked = words.of(raw)
    found = Article.objects.readable_by(user).for_list().annotate(said=words_of("shown__title", "shown__body"))
    ranked = found.filter(said=asked).annotate(rank=SearchRank(F("said"), asked)).order_by("-rank", "-pk")
    return ranked[:MOST]
