"""What one open page watches: named when the page is made, signed, and sent back with every look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from requests_app.models import User

from . import versions

SALT = "requests_app.live"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page knows: a token a topic, who else was there, and the portal's own version."""

    tokens: tuple[str, ...]
    beside: str = ""
    build: str = ""

    @property
    def tag(self) -> str:
        """As an entity tag."""
        return f'"{".".join(self.tokens)}~{self.beside}~{self.build}"'

    @classmethod
    def of_tag(cls, tag: str) -> Seen | None:
        """A proxy that compresses may have made the tag a weak one. None for what we did not write."""
        parts = tag.strip().removeprefix("W/").strip('"').split("~")
        return cls(tuple(parts[0].split(".")), parts[1], parts[2]) if len(parts) == 3 else None


@dataclass(frozen=True, slots=True)
class Watched:
    """`topics` of a page that `user` has open; `beside`: the request whose page also shows who else looks at it."""

    user: int
    topics: tuple[str, ...]
    beside: int | None = None

    @property
    def address(self) -> str:
        """Where the page asks. Signed: what somebody may not see, they may not hear of either."""
        said = f"{self.user}/{'.'.join(self.topics)}/{self.beside or ''}"
        return f"{reverse('live')}?{urlencode({'on': signing.Signer(salt=SALT).sign(said)})}"

    def now(self, *, beside: str = "") -> Seen | None:
        """As it is; None where the cache does not answer."""
        tokens = versions.read(self.topics)
        return None if tokens is None else Seen(tuple(tokens), beside, build())

    def changed(self, before: Seen | None, now: Seen) -> list[str]:
        """What to do about differs by kind: `p` for the person, `r` for the request, a department by its whole name."""
        if before is None or len(before.tokens) != len(self.topics):
            return [_kind(topic) for topic in self.topics]
        pairs = zip(self.topics, before.tokens, now.tokens, strict=True)
        return [_kind(topic) for topic, old, new in pairs if old != new]


def _kind(topic: str) -> str:
    return topic if topic.startswith("d") else topic[0]


def watched_by(sent: str) -> Watched | None:
    """What an address of ours says is watched; None for anything else."""
    try:
        user, topics, request = signing.Signer(salt=SALT).unsign(sent).split("/")
    except (signing.BadSignature, ValueError):
        return None
    return Watched(int(user), tuple(topics.split(".")), int(request) if request else None)


@dataclass(slots=True)
class OpenPage:
    """A page that is being made: what it watches, how that was before the page read it, and what its content follows.

    `follows`: `person`, `request`, `rows` of a queue, or nothing.
    """

    watched: Watched
    seen: Seen | None
    follows: str = ""

    @property
    def tag(self) -> str:
        return self.seen.tag if self.seen else ""


def watch(request: HttpRequest, *, follows: str = "", ticket: int | None = None) -> OpenPage:
    """Watch on behalf of this page: what waits for the person, their departments, and the request it shows.

    A view whose content is kept up to date calls it before it reads anything: a change in between is then seen as one.
    The frame of every page watches without `ticket`; asked again it says the same. Only for people who signed in.
    """
    known: OpenPage | None = getattr(request, "_live", None)
    if known is None:
        watched = _of_page(cast("User", request.user), ticket)
        known = OpenPage(watched, watched.now(), follows)
        request._live = known  # type: ignore[attr-defined]
    return known


def _of_page(user: User, ticket: int | None) -> Watched:
    topics = [versions.person(user.pk), *(versions.department(pk) for pk in sorted(user.roles))]
    if ticket is not None:
        topics.append(versions.request_topic(ticket))
    return Watched(user.pk, tuple(topics))


def show_beside(request: HttpRequest, ticket: int) -> None:
    """This page also shows who else has the request open, to those who may know."""
    page = watch(request, ticket=ticket)
    page.watched = replace(page.watched, beside=ticket)


def build() -> str:
    """The version of what the browser has loaded: pages of an older one are asked to load again when it suits."""
    files = getattr(staticfiles_storage, "manifest_hash", "")
    return f"{settings.VERSION}-{files}" if files else settings.VERSION
