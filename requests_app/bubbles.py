"""What was said, as the timeline draws it: Markdown as HTML, who was mentioned, what it said before it was edited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .filing_story import said_how
from .markdown import NO_PICTURES, to_html, to_plain
from .models import Attachment, Message, MessageEdit, RequestEvent, User
from .states import Verb
from .transitions import can_still_edit

EDITS = frozenset({Verb.EDITED, Verb.NOTE_EDITED})


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a message said until this moment."""

    until: datetime
    text: SafeString


@dataclass(frozen=True, slots=True)
class Entry:
    """What `components/timeline_entry.html` draws."""

    kind: str  # public internal event
    at: datetime
    text: str  # HTML
    anchor: str
    name: str = ""
    initials: str = ""
    sub: str = ""
    icon: str = ""
    tone: str = ""
    message: int | None = None
    earlier: list[Earlier] = field(default_factory=list)
    may_edit: bool = False
    files: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """What bubbles need beyond their own events: names by id, and the edits of this request's messages."""

    names: Mapping[int, str]
    now: datetime
    reader: User | None
    earlier: Mapping[int, list[Earlier]]
    later_mentions: Mapping[int, list[int]]


def talk_of(events: list[RequestEvent], names: Mapping[int, str], *, reader: User | None, now: datetime) -> Talk:
    """Reads the earlier texts, one statement, only where the journal says that something was edited."""
    edits = [event for event in events if event.verb in EDITS]
    earlier: dict[int, list[Earlier]] = defaultdict(list)
    mentions: dict[int, list[int]] = defaultdict(list)
    for event in edits:
        mentions[event.data.get("message", 0)] += event.data.get("mentions", [])
    if edits:
        for edit in MessageEdit.objects.filter(message__in=mentions):
            earlier[edit.message_id].append(Earlier(edit.at, to_html(edit.text)))
    return Talk(names, now, reader, earlier, mentions)


def is_said(event: RequestEvent) -> bool:
    # Emptied ones have no words left: then the sentence of the verb tells what happened.
    if event.message is not None:
        return bool(event.message.text)
    return event.verb == Verb.SUBMITTED and bool(event.request.description)


def bubble(event: RequestEvent, talk: Talk) -> Entry:
    message, author = event.message, event.actor
    label = "" if message is None or message.kind == Message.Kind.REPLY else message.get_kind_display()
    return Entry(
        kind="internal" if message is not None and message.is_internal else "public",
        at=event.at,
        text=html_of(event, talk),
        anchor=f"event-{event.pk}",
        name=author.display_name if author else _("The portal"),
        initials=author.initials if author else "",
        sub="" if event.verb == Verb.NOTED else label or _said_how(event),
        message=message.pk if message else None,
        earlier=talk.earlier.get(message.pk, []) if message else [],
        may_edit=bool(message and talk.reader and can_still_edit(message, by=talk.reader, now=talk.now)),
    )


def html_of(event: RequestEvent, talk: Talk) -> SafeString:
    if event.message is None:
        return to_html(event.request.description, pictures=_pictures(event, event.request.description))
    mentioned = [*event.data.get("mentions", ()), *talk.later_mentions.get(event.message.pk, ())]
    text = event.message.text
    names = [talk.names[pk] for pk in mentioned if pk in talk.names]
    return to_html(text, mentioned=names, pictures=_pictures(event, text))


def _pictures(event: RequestEvent, text: str) -> Mapping[str, str]:
    """Of the files that came with it, for those the text shows in their place, as letters do."""
    if "![" not in text:
        return NO_PICTURES
    return {file["name"]: reverse("attachments:large", args=[file["id"]]) for file in event.data.get("files", ())}


def mentioned_in(events: Iterable[RequestEvent]) -> set[int]:
    """Ids of everybody whose name a text has after an @."""
    return {pk for event in events for pk in event.data.get("mentions", ())}


def _said_how(event: RequestEvent) -> str:
    return said_how(event) if event.verb == Verb.SUBMITTED else ""


def excerpt(event: RequestEvent, length: int = 280) -> str:
    """The beginning of what was said, as plain text."""
    text = to_plain(event.message.text) if event.message else ""
    return text if len(text) <= length else f"{text[:length].rstrip()}…"
