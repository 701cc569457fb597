"""A page of figures as its reader would see it now, cut down to what a mail can carry.

As with saved charts, the page's own view answers: words, filter, release rules and permission cannot differ from what
the reader would see, and no page can be forgotten. What is a figure, the markup says: `data-told` on the label and
value of one, `data-chart` on a chart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django_htmx.middleware import HtmxDetails

from requests_app.models import User
from requests_app.moments import make_at
from requests_app.notifications.body import NotTheirs
from requests_app.pictures import PARAMETER, chart_in

OURS = "dashboards."
# Days that somebody chose would be the same ones in every report; the others are for scripts.
LEFT_OUT = frozenset({"from", "to", "seen", PARAMETER})
LONGEST_PATH, LONGEST_QUERY = 200, 500
VOID = frozenset({"br", "img", "input", "hr", "link", "meta", "wbr", "use", "path", "source"})


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
class Page:
    """`filters` says which days and what else it was narrowed to; `figures` are (label, value), charts are markup."""

    title: str
    filters: str
    figures: Sequence[tuple[str, str]]
    charts: Sequence[tuple[str, str]]

    @property
    def name(self) -> str:
        """Title and filters."""
        return " · ".join(filter(None, (self.title, self.filters)))

    @property
    def is_empty(self) -> bool:
        return not self.figures and not self.charts


def page_of(person: User, address: Address, now: datetime) -> Page:
    """In the active language and zone. Raises NotTheirs where this person would not get the page."""
    html = _answer(person, address, now)
    reader = _Reader()
    reader.feed(html)
    names = dict.fromkeys(re.findall(r'<figure [^>]*data-chart="([^"]+)"', html))
    charts = [(name, markup) for name in names if (markup := chart_in(html, name))]
    return Page(reader.first("title"), reader.first("filters"), reader.pairs(), charts)


def _answer(person: User, address: Address, now: datetime) -> str:
    try:
        match = resolve(address.path)
    except Resolver404:
        raise NotTheirs("there is no such page any more") from None
    if not match.func.__module__.startswith(OURS):
        raise NotTheirs("not a page of figures")
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", address.path, address.path
    request.GET = QueryDict(address.query)
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.user, request.resolver_match = person, match
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    # Empty and never saved: a page may look into the session of its reader, and a report has none.
    request.session = SessionStore()
    make_at(request, now)
    try:
        response = match.func(request, *match.args, **match.kwargs)
    except (Http404, PermissionDenied):
        raise NotTheirs("the page is not theirs to see any more") from None
    if response.status_code != 200 or not response.headers.get("Content-Type", "").startswith("text/html"):
        raise NotTheirs(f"the page answers {response.status_code}")
    content: bytes = response.content
    return content.decode()


@dataclass
class _Open:
    kind: str
    depth: int
    words: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects the words of what is marked. The page's heading is its title."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = 0
        self.open: _Open | None = None
        self.said: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        self.depth += 1
        if self.open is not None and tag == "small":
            self.open.words.append(" · ")
        kind = dict(attrs).get("data-told") or ("title" if tag == "h1" else None)
        if kind and self.open is None:
            self.open = _Open(kind, self.depth)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.open is not None and self.open.depth == self.depth:
            self.said.append((self.open.kind, " ".join("".join(self.open.words).split())))
            self.open = None
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.open is not None:
            self.open.words.append(data)

    def first(self, kind: str) -> str:
        return next((words for one, words in self.said if one == kind), "")

    def pairs(self) -> list[tuple[str, str]]:
        """Each value with the label before it; a label without a value says nothing."""
        found, label = [], ""
        for kind, words in self.said:
            if kind == "label":
                label = words
            elif kind == "value" and label:
                found.append((label, words))
                label = ""
        return found
