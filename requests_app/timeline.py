"""The journal as people read it: bubbles for what was said, one sentence for everything else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from html import unescape
from types import MappingProxyType
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from . import approval_story, belonging, bubbles, filing_story
from .bubbles import Entry
from .fields import changes
from .models import Attachment, Message, Priority, RequestEvent, ServiceRequest, Translated, User
from .moments import phrase
from .phrases import listed
from .sentences import Reading, Sentence, actor_of, said
from .states import Verb
from .transitions import ESCALATION, LEFT

NO_FILES: Mapping[int | None, Sequence[Attachment]] = MappingProxyType({})

# Where journal lines name people by their ids.
MENTIONS: dict[Verb, tuple[str, ...]] = {
    Verb.ASSIGNED: ("from", "to"),
    **approval_story.MENTIONS,
    Verb.PARTICIPANT_ADDED: ("person",),
    Verb.PARTICIPANT_LEFT: ("person",),
}


def entries(
    events: Iterable[RequestEvent],
    *,
    now: datetime,
    conversation_only: bool = False,
    files: Mapping[int | None, Sequence[Attachment]] = NO_FILES,
    reader: User | None = None,
) -> list[Entry]:
    """The lines of a timeline, oldest first; the caller leaves out what the reader must not see.

    `files` are by message; those that came with the filing form are under None.
    """
    events = list(events)
    names, answers, lines, department = _names(events), changes.names_in(events), [], ""
    talk = bubbles.talk_of(events, names, reader=reader, now=now)
    for event in events:
        reading = Reading(names, now, former_department=department, answers=answers)
        department = str(event.department)
        brought = files.get(event.message_id, ()) if event.message_id or event.verb == Verb.SUBMITTED else ()
        if brought or bubbles.is_said(event):
            lines.append(replace(bubbles.bubble(event, talk), files=brought))
        elif not conversation_only:
            lines.append(_line(event, reading))
    return lines


def sentences(events: Iterable[RequestEvent], *, now: datetime, before: RequestEvent | None = None) -> dict[int, str]:
    """What each line of one request says in plain words, by its id; `before`: the line before the first of them."""
    events = list(events)
    names, answers, told = _names(events), changes.names_in(events), {}
    department = str(before.department) if before else ""
    for event in events:
        _icon, _tone, sentence = SENTENCES[Verb(event.verb)]
        reading = Reading(names, now, former_department=department, answers=answers)
        told[event.pk] = unescape(strip_tags(sentence(event, reading)))
        department = str(event.department)
    return told


def last_message(events: Iterable[RequestEvent], *verbs: Verb) -> Message | None:
    """The text of the latest of these verbs: the question asked, the way proposed, the result told."""
    found = None
    for event in events:
        if event.verb in verbs:
            found = event.message
    return found


def _line(event: RequestEvent, reading: Reading) -> Entry:
    icon, tone, sentence = SENTENCES[Verb(event.verb)]
    return Entry("event", event.at, sentence(event, reading), f"event-{event.pk}", icon=icon, tone=tone)


def _names(events: list[RequestEvent]) -> dict[int, str]:
    """Names of everybody a sentence mentions; people who acted are known already."""
    names = {event.actor_id: event.actor.display_name for event in events if event.actor_id and event.actor}
    for person in (events[0].request.assignee, events[0].request.requester) if events else ():
        if person is not None:
            names[person.pk] = person.display_name
    said_by_key = (event.data.get(key) for event in events for key in MENTIONS.get(Verb(event.verb), ()))
    mentioned = {pk for found in said_by_key for pk in (found if isinstance(found, list) else [found])}
    mentioned |= bubbles.mentioned_in(events)
    if missing := mentioned - set(names) - {None}:
        names |= dict(User.objects.filter(pk__in=missing).values_list("pk", "display_name"))
    return names


# Sentences


def _about_notice(event: RequestEvent, text: str) -> str:
    return format_html(text, actor=actor_of(event), name=str(Translated(event.data.get("name", {}))))


def _assigned(event: RequestEvent, reading: Reading) -> str:
    to = event.data.get("to")
    if to is None:
        told = format_html(_("{actor} put it back for anybody to take."), actor=actor_of(event))
    elif to == event.actor_id:
        told = format_html(_("{actor} took it."), actor=actor_of(event))
    else:
        told = format_html(_("{actor} gave it to {to}."), actor=actor_of(event), to=reading.names.get(to, "?"))
    return _with_cause(event, told)


def _with_cause(event: RequestEvent, told: str) -> str:
    if event.data.get("reason") == LEFT:
        return format_html(_("{told} Whoever had it no longer has an account."), told=told)
    if event.data.get("reason") != ESCALATION:
        return told
    return format_html(_("{told} The service standard wants it so when time runs short."), told=told)


def _promised(event: RequestEvent, reading: Reading) -> str:
    at = parse_datetime(event.data.get("done_by", ""))
    when = phrase(at, reading.now) if at else "?"
    return format_html(
        _("{actor} promised it for {when}: “{reason}”"),
        actor=actor_of(event),
        when=when,
        reason=event.data.get("reason"),
    )


def _standard_applied(event: RequestEvent, reading: Reading) -> str:
    return format_html(
        _("{actor} applied the standard “{name}”, version {number}: it counts from now on."),
        actor=actor_of(event),
        name=str(Translated(event.data.get("name", {}))),
        number=event.data.get("number", "?"),
    )


def _handed_over(event: RequestEvent, reading: Reading) -> str:
    if "service_name" in event.data:
        return _passed_on(event)
    if event.data.get("reorganised"):
        told = _("{new} took over what {old} had: it moved along.")
        return format_html(told, old=reading.former_department, new=event.department)
    return format_html(
        _("{actor} handed it over from {old} to {new}: “{reason}”"),
        actor=actor_of(event),
        old=reading.former_department,
        new=event.department,
        reason=event.data.get("reason", ""),
    )


def _passed_on(event: RequestEvent) -> str:
    return format_html(
        _("{actor} passed it on to {new}, as “{service}”: “{reason}”"),
        actor=actor_of(event),
        new=event.department,
        service=str(Translated(event.data["service_name"])),
        reason=event.data.get("reason", ""),
    )


def _amended(event: RequestEvent, reading: Reading) -> str:
    if "service_name" in event.data:
        return _passed_on(event)
    changed: dict[str, list[Any]] = event.data.get("changes", {})
    fields = [_field(name) for name in changed if name != "priority"] + changes.phrases(event, reading.answers)
    told = format_html(_("{actor} changed: {fields}."), actor=actor_of(event), fields=listed(fields))
    if "priority" not in changed:
        return told
    old, new = (Priority(value).label for value in changed["priority"])
    told = format_html(_("{told} Priority: {old} → {new}."), told=told, old=old, new=new)
    return _with_cause(event, told)


def _emptied(event: RequestEvent, reading: Reading) -> str:
    if event.data.get("what") == "files":
        return _("The portal removed its files, because they are older than the company keeps them.")
    return _("The portal removed what was written here, because it is older than the company keeps it.")


def _field(name: str) -> str:
    return str(getattr(ServiceRequest._meta.get_field(name), "verbose_name", name))


# Verb: icon, tone, sentence. A verb that usually carries a text has a sentence too: imported journals lack the words.
SENTENCES: dict[Verb, tuple[str, str, Sentence]] = {
    Verb.SUBMITTED: ("inbox-arrow-down", "", filing_story.submitted),
    Verb.AMENDED: ("pencil", "", _amended),
    Verb.ASSIGNED: ("user", "", _assigned),
    Verb.LEFT_UNASSIGNED: (
        "user-minus",
        "soon",
        said(lambda: _("{actor} gave it to nobody: nobody who could work on it is there.")),
    ),
    Verb.STARTED: ("play", "", said(lambda: _("{actor} started to work on it."))),
    Verb.REPLIED: ("chat-bubble-left", "", said(lambda: _("{actor} replied."))),
    Verb.NOTED: ("eye-slash", "soon", said(lambda: _("{actor} wrote an internal note."))),
    Verb.ASKED: ("question-mark-circle", "wait", said(lambda: _("{actor} asked the requester a question."))),
    Verb.ANSWERED: ("chat-bubble-left", "", said(lambda: _("{actor} answered."))),
    # What it said before, the message itself shows.
    Verb.EDITED: ("pencil", "", said(lambda: _("{actor} edited a message."))),
    Verb.NOTE_EDITED: ("pencil", "", said(lambda: _("{actor} edited an internal note."))),
    Verb.HELD: ("pause", "wait", belonging.held),
    Verb.RESUMED: ("play", "", belonging.resumed),
    Verb.CHASED: ("bell-alert", "soon", said(lambda: _("{actor} asked for news."))),
    Verb.PROMISED: ("calendar", "accent", _promised),
    Verb.PROPOSED: ("light-bulb", "wait", said(lambda: _("{actor} proposed another way."))),
    Verb.ACCEPTED: ("hand-thumb-up", "good", said(lambda: _("{actor} accepted the proposal."))),
    **approval_story.SENTENCES,
    Verb.DECLINED: ("no-symbol", "late", belonging.declined),
    Verb.HANDED_OVER: ("arrows-right-left", "", _handed_over),
    Verb.RESOLVED: ("check-circle", "good", said(lambda: pgettext("journal", "{actor} marked it as done."))),
    Verb.CONFIRMED: ("check-badge", "good", said(lambda: _("{actor} confirmed that it is solved."))),
    Verb.REOPENED: ("arrow-uturn-left", "soon", said(lambda: _("{actor} reopened it: “{reason}”"), "reason")),
    Verb.CANCELLED: ("x-circle", "", belonging.cancelled),
    Verb.ASKED_DEPARTMENT: ("puzzle-piece", "", belonging.asked_department),
    Verb.REMINDED: ("bell", "wait", belonging.reminded),
    Verb.CLOSING_PROPOSED: ("bell-alert", "soon", belonging.closing_proposed),
    Verb.LINKED: ("link", "", belonging.linked),
    Verb.UNLINKED: ("link-slash", "", said(lambda: _("{actor} removed the link to another request."))),
    Verb.NOTICE_LINKED: (
        "megaphone",
        "",
        lambda event, reading: _about_notice(event, _("{actor} linked it with the notice “{name}”.")),
    ),
    Verb.NOTICE_UNLINKED: (
        "megaphone",
        "",
        lambda event, reading: _about_notice(event, _("{actor} removed the link with the notice “{name}”.")),
    ),
    Verb.MERGED: ("document-duplicate", "", belonging.merged),
    Verb.PARTICIPANT_ADDED: ("user-plus", "", belonging.participant_added),
    Verb.PARTICIPANT_LEFT: ("user-minus", "", belonging.participant_left),
    Verb.FILE_REMOVED: (
        "paper-clip",
        "",
        said(lambda: _("{actor} removed the file “{name}”: “{reason}”"), "name", "reason"),
    ),
    Verb.NOTE_FILE_REMOVED: (
        "paper-clip",
        "soon",
        said(lambda: _("{actor} removed the file “{name}” of an internal note: “{reason}”"), "name", "reason"),
    ),
    Verb.PROTECTED: (
        "shield-check",
        "soon",
        said(lambda: _("{actor} protected it from removal: “{reason}”"), "reason"),
    ),
    Verb.UNPROTECTED: (
        "shield-exclamation",
        "soon",
        said(lambda: _("{actor} ended the protection from removal: “{reason}”"), "reason"),
    ),
    Verb.EMPTIED: ("archive-box-x-mark", "", _emptied),
    Verb.STANDARD_APPLIED: ("scale", "accent", _standard_applied),
    Verb.CLOSED: ("lock-closed", "", said(lambda: _("Closed, because nobody objected in time."))),
}
