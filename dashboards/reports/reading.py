"""A page of figures as its reader would see it now, cut down to what a mail can carry.

As with saved charts, the page's own view answers: words, filter, release rules and permission cannot differ from what
the reader would see, and no page can be forgotten. What is a figure, the markup says (`dashboards.reports.marked`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django_htmx.middleware import HtmxDetails

from requests_app.context_processors import give_frame, numbers_of_nothing
from requests_app.models import User
from requests_app.moments import make_at
from requests_app.notifications.body import NotTheirs
from requests_app.pictures import PARAMETER, chart_in

from .marked import Mark, marks_of

OURS = "dashboards."
# Days that somebody chose would be the same ones in every report; the others are for scripts.
LEFT_OUT = frozenset({"from", "to", "seen", PARAMETER})
LONGEST_PATH, LONGEST_QUERY = 200, 500


@dataclass(frozen=True, slots=True)
class Address:
    """Of a page, without what a report cannot have."""

    path: str
    query: str

    @classmethod
    def read(cls, text: str) -> Address | None:
        """None for what is no address within the portal, or too long for one."""
        parts = urlsplit(text)
        if parts.scheme or parts.netloc or not parts.path.startswith("/"):
            return None
        kept = [pair for pair in parse_qsl(parts.query) if pair[0] not in LEFT_OUT and pair != ("period", "custom")]
        found = cls(parts.path, urlencode(kept))
        return found if len(found.path) <= LONGEST_PATH and len(found.query) <= LONGEST_QUERY else None


@dataclass(frozen=True, slots=True)
class Chart:
    """`is_folded` where the page shows it only after a click: then a mail has its table and no picture."""

    name: str
    markup: str
    is_folded: bool = False


@dataclass(slots=True)
class Section:
    """What stands under one heading; the first of a page has none. A line is a label with its values."""

    title: str
    lines: list[tuple[str, list[str]]] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)

    @property
    def figures(self) -> list[tuple[str, str]]:
        """(label, value); a label without any value says nothing, and why there is none has an empty value."""
        return [(label, " · ".join(filter(None, values))) for label, values in self.lines if values]

    @property
    def is_empty(self) -> bool:
        return not self.figures and not self.charts


@dataclass(frozen=True, slots=True)
class Page:
    """`filters` says which days and what else it was narrowed to."""

    title: str
    filters: str
    sections: Sequence[Section]

    @property
    def name(self) -> str:
        """Title and filters."""
        return " · ".join(filter(None, (self.title, self.filters)))

    @property
    def charts(self) -> list[Chart]:
        return [chart for section in self.sections for chart in section.charts]

    @property
    def says_nothing(self) -> bool:
        return not self.charts and not any(value for one in self.sections for _label, value in one.figures)


def page_of(person: User, address: Address, now: datetime, *, whole: bool = False) -> Page:
    """In the active language and zone. Raises NotTheirs where this person would not get the page.

    `whole`: with the parts which it fetches after it was shown, each as its own view answers.
    """
    ask = _Asking(person, now)
    html = ask.answer(address)
    marks = marks_of(html)
    said = {mark.kind: mark.words for mark in reversed(marks)}
    pieces = _with_parts(ask, html, marks) if whole else ((mark, html) for mark in marks)
    return Page(said.get("title", ""), said.get("filters", ""), _sections(pieces))


def _with_parts(ask: _Asking, html: str, marks: Iterable[Mark]) -> Iterator[tuple[Mark, str]]:
    for mark in marks:
        if mark.kind != "part":
            yield mark, html
            continue
        parts = urlsplit(mark.words)
        part = ask.answer(Address(parts.path, parts.query), is_part=True)
        yield from ((inside, part) for inside in marks_of(part))


def _sections(pieces: Iterable[tuple[Mark, str]]) -> list[Section]:
    """Of marks, each with the markup it was found in."""
    found = [Section("")]
    within = [found[0]]
    for mark, html in pieces:
        if mark.kind == "heading":
            # A part begins with the heading under which its page fetches it.
            again = mark.words == within[-1].title
            within.append(within[-1] if again else Section(mark.words))
            found += [] if again else within[-1:]
        elif mark.kind == "end":
            within.pop()
        else:
            _add(within[-1], mark, html)
    return [section for section in found if not section.is_empty]


def _add(section: Section, mark: Mark, html: str) -> None:
    match mark.kind:
        case "label":
            section.lines.append((mark.words, []))
        case "value" if section.lines:
            section.lines[-1][1].append(mark.words)
        case "nothing":
            section.lines.append((mark.words, [""]))
        case "chart" | "folded" if markup := chart_in(html, mark.words):
            section.charts.append(Chart(mark.words, markup, mark.kind == "folded"))


@dataclass(frozen=True, slots=True)
class _Asking:
    """Asks the portal's own views, as this person at this moment."""

    person: User
    now: datetime

    def answer(self, address: Address, *, is_part: bool = False) -> str:
        """The markup. Raises NotTheirs."""
        try:
            match = resolve(address.path)
        except Resolver404:
            raise NotTheirs("there is no such page any more") from None
        if not match.func.__module__.startswith(OURS):
            raise NotTheirs("not a page of figures")
        request = self._request(address, is_part=is_part)
        request.resolver_match = match
        try:
            response = match.func(request, *match.args, **match.kwargs)
        except (Http404, PermissionDenied):
            raise NotTheirs("the page is not theirs to see any more") from None
        if response.status_code != 200 or not response.headers.get("Content-Type", "").startswith("text/html"):
            raise NotTheirs(f"the page answers {response.status_code}")
        content: bytes = response.content
        return content.decode()

    def _request(self, address: Address, *, is_part: bool) -> HttpRequest:
        request = HttpRequest()
        request.method, request.path, request.path_info = "GET", address.path, address.path
        request.GET = QueryDict(address.query)
        request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
        if is_part:
            request.META["HTTP_HX_REQUEST"] = "true"
        request.user = self.person
        request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
        # Empty and never saved: a page may look into the session of its reader, and a report has none.
        request.session = SessionStore()
        give_frame(request, numbers_of_nothing(), [])
        make_at(request, self.now)
        return request
