"""What Ctrl+K leads to while one types: pages of the menu, requests, services and people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from requests_app import search
from requests_app.context_processors import navigation, numbers_of_nothing
from requests_app.layouts import slipped
from requests_app.models import User
from requests_app.moments import moment_of
from requests_app.search import Question
from requests_app.types import SignedInRequest

# Few of each: what is not among them, somebody finds sooner by typing one letter more.
PLACES, TICKETS, SERVICES, PEOPLE = 8, 5, 4, 3


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the menu; `group` names the department it belongs to."""

    label: str
    url: str
    icon: str
    group: str


@require_safe
def palette(request: SignedInRequest) -> HttpResponse:
    """A fragment: for an empty `?q=` the first pages of the menu, else what fits, few of each kind.

    Where nothing fits, what the same keys write on the other keyboard layout is looked for.
    """
    typed = request.GET.get("q", "").strip()[: search.LONGEST]
    context = _found(request, typed)
    if typed and not any(context.values()) and (meant := slipped(typed)):
        context = _found(request, meant)
    count = sum(len(found) for found in context.values())
    return render(request, "requests_app/_palette_found.html", {"typed": typed, "count": count, **context})


def _found(request: SignedInRequest, typed: str) -> dict[str, Sequence[Any]]:
    user, wanted = request.user, _folded(typed)
    fitting = [place for place in _places(user) if wanted in _folded(f"{place.group} {place.label}")]
    if not typed:
        return {"places": fitting[:PLACES]}
    question = Question.of(typed)
    only_words = question.text if not question.asked else ""
    return {
        "places": fitting[:PLACES],
        "tickets": search.best(question, user, moment_of(request), most=TICKETS, typing=True),
        "services": search.services(user, only_words)[:SERVICES] if only_words else [],
        "people": search.people(user, only_words)[:PEOPLE] if only_words else [],
    }


def _places(user: User) -> Iterator[Place]:
    for group in navigation(user, numbers_of_nothing()):
        for item in group.items:
            yield Place(item.label, item.url, item.icon, group.label)


def _folded(text: str) -> str:
    return normalize("NFKC", text).casefold()
