"""What is like a request that is being written: articles, and the writer's own open requests."""

from __future__ import annotations

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from requests_app.models import Article, ServiceRequest, User
from requests_app.models.articles import words_of
from requests_app.models.request_texts import CONFIGURATION

from . import words

MOST = 3
MOST_TERMS = 12
SHORTEST = 3  # letters of a word that says something; “IT” and “PC” in capitals do as well
# In every request, whatever it is about. The search itself has no stop words; likeness needs some.
SAYS_NOTHING = frozenset(
    word
    for line in (
        "and any are but can could for from has have how not our out please that the there this with would you your",
        "need needed needs new want get does when what who why which was were will help",
        "без бы быть вас весь вы где для его если есть еще или как когда который мне мой мы на надо нас нет",
        "нужен нужна нужно нужны он она они от очень пожалуйста после при про просьба прошу себя так там тоже",
        "только уже хочу чем что чтобы это новый новая новое",
    )
    for word in line.split()
)


def articles(user: User, text: str) -> list[Article]:
    """At most MOST whose title has a word of the text that says something, the likest first."""
    asked, named = _queries(text)
    if asked is None:
        return []
    found = Article.objects.readable_by(user).for_list().annotate(said=words_of("shown__title", "shown__body"))
    likest = found.filter(said=named).annotate(rank=SearchRank(F("said"), asked)).order_by("-rank", "-pk")
    return list(likest[:MOST])


def requests(user: User, text: str) -> list[ServiceRequest]:
    """The same for this person's open requests."""
    asked, named = _queries(text)
    if asked is None:
        return []
    mine = ServiceRequest.objects.visible_to(user).of(user).open().filter(words__public=named)
    likest = mine.annotate(rank=SearchRank(F("words__public"), asked)).order_by("-rank", "-pk")
    return list(likest.for_list()[:MOST])


def _queries(text: str) -> tuple[SearchQuery | None, SearchQuery | None]:
    """Any word that says something, anywhere and in a title (weight A)."""
    parts = [part for term in terms(text) for part in words.lexemes(term)]
    if not parts:
        return None, None
    return _raw(" | ".join(parts)), _raw(" | ".join(f"{part}:A" for part in parts))


def _raw(query: str) -> SearchQuery:
    return SearchQuery(query, config=CONFIGURATION, search_type="raw")


def terms(text: str) -> list[str]:
    """The words of the text that tell what it is about."""
    capitals = {word for word in words.written(text) if word.isupper()}
    return [term for term in words.terms(text) if _says_something(term, capitals)][:MOST_TERMS]


def _says_something(term: str, capitals: set[str]) -> bool:
    if words.is_cjk(term):
        return len(term) > 1
    return term.upper() in capitals or (len(term) >= SHORTEST and term.replace("ё", "е") not in SAYS_NOTHING)
