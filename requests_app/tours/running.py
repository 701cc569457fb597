"""Where somebody is in a tour: begun, gone on with, ended. All of it is kept in the session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from requests_app.models import User

from .steps import TOURS, Step, Tour

KEY = "tour"
LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Place:
    """A step of a tour, counted from 1, and the address of its page."""

    tour: Tour
    number: int
    url: str
    here: bool

    @property
    def step(self) -> Step:
        return self.tour.steps[self.number - 1]

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def is_last(self) -> bool:
        return self.number == len(self.tour.steps)

    @property
    def others(self) -> list[Tour]:
        """The tours to go on with."""
        return [tour for tour in TOURS.values() if tour.role != self.tour.role]


def begin(request: HttpRequest, tour: Tour, *, language: str | None) -> str:
    """After the person of the tour was signed in: from the first step on, in `language`. The address to go to."""
    request.session[LANGUAGE] = language or settings.LANGUAGE_CODE
    return go(request, tour, 1)


def go(request: HttpRequest, tour: Tour, number: int) -> str:
    """To this step, or to the nearest there is. The address of its page."""
    number = max(1, min(number, len(tour.steps)))
    page = tour.steps[number - 1].place(_user(request))
    # The page is kept with the step: a form sent on it comes back to it, and the panel must not count as elsewhere.
    request.session[KEY] = {"role": tour.role, "step": number, "page": page}
    target = tour.steps[number - 1].target
    return f"{page}#{target}" if target else page


def end(request: HttpRequest) -> None:
    """The language stays until signing out."""
    request.session.pop(KEY, None)


def current(request: HttpRequest) -> Place | None:
    """Where this visitor is; None outside the demo and outside of tours."""
    # A page that is made for a mail has no visitor, and so no session.
    session = getattr(request, "session", None)
    kept: dict[str, Any] = session.get(KEY) or {} if session and settings.DEMO else {}
    tour = TOURS.get(kept.get("role", ""))
    if tour is None or not 1 <= kept.get("step", 0) <= len(tour.steps):
        return None
    return Place(tour, kept["step"], kept.get("page", ""), here=request.path == kept.get("page"))


def language_of(request: HttpRequest) -> str:
    """In which the visitor of a demo reads, whatever the person they look around as reads; else empty."""
    chosen: str = request.session.get(LANGUAGE, "") if settings.DEMO else ""
    return chosen if chosen in dict(settings.LANGUAGES) else ""


def remember_language(request: HttpRequest, language: str) -> None:
    """Chosen anew while looking around; empty: it stays."""
    if language and LANGUAGE in request.session:
        request.session[LANGUAGE] = language


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("a tour is for somebody who is signed in")
    return request.user
