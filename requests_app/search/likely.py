"""Which service somebody may mean, from their words: by what services are called, and where such requests went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.contrib.postgres.search import SearchRank
from django.db.models import F

from requests_app.models import Service, ServiceRequest

from . import words

# The newest requests with any of the words; among these the ranks are added up for each service.
LOOKED_AT = 300
MOST_TERMS = 8
SHORTEST = 4  # “the” and “для” say nothing; Chinese words are shorter
IN_NAME, IN_DESCRIPTION = 1.0, 0.3


def likely_services(text: str, offered: Iterable[Service], *, most: int = 3) -> list[Service]:
    """The best guesses among the services offered, best first; none where nothing speaks for any."""
    terms = _telling(text)
    known = {service.pk: service for service in offered}
    if not terms or not known:
        return []
    score = _by_history(" ".join(terms), known) + Counter({pk: _by_name(terms, one) for pk, one in known.items()})
    return [known[pk] for pk, points in score.most_common(most) if points > 0]


def resembling(text: str, services: Iterable[Service]) -> list[Service]:
    """Those whose name or description has one of the words, whatever else was meant. No statement."""
    terms = _telling(text)
    return [service for service in services if _by_name(terms, service) > 0]


def _telling(text: str) -> list[str]:
    return [term for term in words.terms(text) if words.is_cjk(term) or len(term) >= SHORTEST][:MOST_TERMS]


def _by_history(text: str, known: dict[int, Service]) -> Counter[int]:
    asked = words.query(text, any_word=True)
    open_to_all = [pk for pk, service in known.items() if not service.is_confidential]
    if asked is None or not open_to_all:
        return Counter()
    rows = ServiceRequest.objects.filter(service__in=open_to_all, words__public=asked)
    newest = list(rows.newest_first().values_list("pk", flat=True)[:LOOKED_AT])
    ranked = ServiceRequest.objects.filter(pk__in=newest).order_by()
    votes: Counter[int] = Counter()
    for service, rank in ranked.values_list("service", SearchRank(F("words__public"), asked)):
        votes[service] += rank
    total = sum(votes.values()) or 1.0
    return Counter({pk: points / total for pk, points in votes.items()})


def _by_name(terms: list[str], service: Service) -> float:
    """A point for each word that stands in the name in any language, less for one in the description."""
    names, said = (_folded(text) for text in (service.name, service.description))
    return sum(_weight(_stem(term), names, said) for term in terms)


def _weight(stem: str, names: str, said: str) -> float:
    if stem in names:
        return IN_NAME
    return IN_DESCRIPTION if stem in said else 0.0


def _stem(term: str) -> str:
    """Without what endings change: “printers” and “printing” as “printe”, “принтеры” as “принте”."""
    return term if words.is_cjk(term) else term[: max(SHORTEST, len(term) - 2)]


def _folded(texts: dict[str, str]) -> str:
    return " ".join(texts.values()).casefold()
