"""One entry of a timeline as HTML, put together in Python: a conversation of 200 is 4,000 nodes of a template.

The only place with this markup; `components/timeline_entry.html` calls it as well. Whatever people wrote is escaped
here unless it is marked as safe.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.template import engines
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape as safe
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .bubbles import Entry
from .due_html import due_html
from .models import ServiceRequest
from .moments import exact, phrase
from .templatetags.language_tags import written_in

USUAL_ICON = "arrow-right-circle"
PLACE = 10**15  # stands for a message in an address, so that one look-up serves all


@dataclass(frozen=True, slots=True)
class Tools:
    """What stands below bubbles: addresses with PLACE in them, and the words. `quotes`: this reader may write."""

    request: str
    quotation: str
    edition: str
    quotes: bool

    @classmethod
    def of(cls, ticket: ServiceRequest, *, quotes: bool) -> Tools:
        return cls(
            reverse("requests:detail", args=[ticket.pk]),
            reverse("requests:quotation", args=[ticket.pk, PLACE]),
            reverse("requests:edition", args=[ticket.pk, PLACE]),
            quotes,
        )


def drawn(entries: Iterable[Entry], tools: Tools, now: datetime) -> list[SafeString]:
    """Each as it stands in an `<ol class="timeline">`."""
    return [entry_html(one, phrase(one.at, now), exact(one.at), tools, now) for one in entries]


def entry_html(
    entry: Entry, when: str, moment: str = "", tools: Tools | None = None, now: datetime | None = None
) -> SafeString:
    due = due_html(entry.at, when, moment)
    html = _event(entry, due) if entry.kind == "event" else _bubble(entry, due, _foot(entry, tools, now))
    return mark_safe(html)  # noqa: S308 # nosec B703 - every part of it is escaped


def _event(entry: Entry, due: str) -> str:
    tone = f" tone-{entry.tone}" if entry.tone else ""
    name = f"<b>{safe(entry.name)}</b> " if entry.name else ""
    icon = _icon("mini", entry.icon or USUAL_ICON)
    return f'<li class="entry event{tone}"{_id(entry)}>{icon}<p>{name}{safe(entry.text)} {due}</p></li>'


def _bubble(entry: Entry, due: str, foot: str) -> str:
    sub = f" <small>{safe(entry.sub)}</small>" if entry.sub else ""
    files = render_to_string("components/files.html", {"files": entry.files}) if entry.files else ""
    nobody = "" if entry.initials else " nobody"
    return (
        f'<li class="entry {entry.kind}"{_id(entry)}>'
        f'<span class="avatar{nobody}" aria-hidden="true">{safe(entry.initials) or "?"}</span>'
        f'<article class="bubble">{_mark() if entry.kind == "internal" else ""}'
        f'<p class="bubble-head"><b>{safe(entry.name)}</b>{sub} <small>{due}</small></p>'
        f'<div class="prose md"{written_in(entry.text)}>{safe(entry.text)}</div>{files}{foot}</article></li>'
    )


@lru_cache(maxsize=200)
def _icon(style: str, name: str) -> str:
    """As the tags of `{% load heroicons %}` draw it."""
    source = f"{{% load heroicons %}}{{% heroicon_{style} name class=classes %}}"
    classes = "icon tiny" if style == "micro" else "icon"
    return engines["django"].from_string(source).render({"name": name, "classes": classes})


def _id(entry: Entry) -> str:
    return f' id="{entry.anchor}"' if entry.anchor else ""


def _mark() -> str:
    icon, label = _icon("micro", "eye-slash"), safe(_("Internal note: the requester does not see this"))
    return f'<p class="internal-mark">{icon}{label}</p>'


def _foot(entry: Entry, tools: Tools | None, now: datetime | None) -> str:
    """Below a message: what it said before, quote, edit."""
    if entry.message is None or tools is None:
        return ""
    before = ""
    if entry.earlier and now is not None:
        told = [(phrase(one.until, now), one.text) for one in entry.earlier]
        before = render_to_string("requests_app/_earlier.html", {"earlier": told})
    links = (_quote(entry.message, tools) if tools.quotes else "") + (
        _edit(entry.message, tools) if entry.may_edit else ""
    )
    return f'{before}<p class="bubble-tools no-print">{links}</p>' if links else before


def _quote(message: int, tools: Tools) -> str:
    icon, label = _icon("micro", "chat-bubble-bottom-center-text"), safe(_("Quote"))
    source = tools.quotation.replace(str(PLACE), str(message))
    return f'<a href="{tools.request}?quote={message}#reply" data-quote="{source}">{icon}{label}</a>'


def _edit(message: int, tools: Tools) -> str:
    icon, label = _icon("micro", "pencil"), safe(_("Edit"))
    source = tools.edition.replace(str(PLACE), str(message))
    opens = f'href="{source}" hx-get="{source}" hx-target="closest .bubble" hx-swap="beforeend"'
    return f"<a {opens}>{icon}{label}</a>"
