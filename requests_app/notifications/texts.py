"""The words of every kind of notification, made in the reader's language when they are read or sent.

An app registers its kinds in its `ready()`; a row keeps only the kind and plain parameters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app import moments
from requests_app.models import MailWording, Notification, Translated, company

from . import gaps
from .body import Body, Enclosure

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Link = Callable[[Notification], str]

# What may be said in a company's own words.
PARTS = ("subject", "line", "why", "action")
OPEN_IT = _("Open the request")


class UnknownKind(LookupError):
    """Nobody registered words for this kind of notification."""


@dataclass(frozen=True, slots=True)
class Words:
    """What one person reads: `subject` and `line` are one line each, `quote` is what somebody wrote, or nothing."""

    subject: str
    line: str
    why: str
    action: str
    quote: str
    # Names and paths of the files that came with it.
    files: tuple[tuple[str, str], ...] = ()


def request_page(notification: Notification) -> str:
    if notification.request_id is None:
        return reverse("notifications:list")
    return reverse("requests:detail", args=[notification.request_id])


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Lazily translated %-format strings with named parameters.

    `subject` heads the mail, `line` is the row under the bell and the mail's first sentence, `why` says why one is
    told. Known to all three: %(portal)s, what the portal is called, %(number)s and %(title)s of the request, and the
    row's own parameters, of which those named `…_at` are ISO moments and shown in the reader's zone, those named
    `…_day` ISO days, mappings are texts by language code, and `text` is quoted below the line. `link` gives the path
    that opening the row leads to, `mail_link` that of the mail where it differs; `action` is the word on that link.
    What is `urgent` does not wait for working hours. `encloses` makes the files that go with the mail, in its language;
    `body` what stands below the line, and may raise NotTheirs.
    """

    subject: StrOrPromise
    line: StrOrPromise
    why: StrOrPromise
    action: StrOrPromise = OPEN_IT
    link: Link = request_page
    mail_link: Link | None = None
    urgent: bool = False
    encloses: Callable[[Notification], Sequence[Enclosure]] | None = None
    body: Callable[[Notification], Body] | None = None

    def path_in_mail(self, notification: Notification) -> str:
        return (self.mail_link or self.link)(notification)


_wordings: dict[str, Wording] = {}


def register(kind: str, wording: Wording) -> None:
    """Give a kind its words."""
    _wordings[kind] = wording


def kinds() -> frozenset[str]:
    return frozenset(_wordings)


def wording_of(kind: str) -> Wording:
    """Raises UnknownKind."""
    try:
        return _wordings[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def words_of(notification: Notification, *, own: MailWording | None = None, now: datetime | None = None) -> Words:
    """In the active language and zone; raises UnknownKind, or KeyError where the row lacks a parameter.

    `own` are the company's words for the kind, see `own_words.of`; a part that cannot be filled is said as shipped.
    With `now`, for a page, moments are said as from then: “tomorrow 15:00”. Without, for a mail that is read whenever,
    they are exact.
    """
    told = _told(notification, now)
    said = {name: _one_line(_said(notification.kind, name, own, told)) for name in PARTS}
    return Words(
        **said,
        quote=str(told.get("text", "")),
        files=tuple(
            (file["name"], reverse("attachments:download", args=[file["id"]])) for file in told.get("files", ())
        ),
    )


def _said(kind: str, part: str, own: MailWording | None, told: Mapping[str, Any]) -> str:
    shipped = str(getattr(wording_of(kind), part))
    try:
        return gaps.filled(getattr(own, part), told) if own is not None and getattr(own, part) else shipped % told
    except gaps.NotKnown:
        # Written before the row's kind had this value, or after it lost it: the message goes out all the same.
        return shipped % told


def _told(notification: Notification, now: datetime | None) -> dict[str, Any]:
    request = notification.request
    known = {"number": request.pk, "title": request.title} if request else {}
    known["portal"] = company.said().portal
    return known | {name: _readable(name, value, now) for name, value in notification.params.items()}


def _readable(name: str, value: Any, now: datetime | None) -> Any:
    if isinstance(value, Mapping):
        return str(Translated(value))
    if name.endswith("_day") and isinstance(value, str):
        return moments.day_in_words(date.fromisoformat(value), now)
    if name.endswith("_at") and isinstance(value, str):
        at = datetime.fromisoformat(value)
        return moments.phrase(at, now) if now else moments.exact(at)
    return value


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
