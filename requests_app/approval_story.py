"""What the journal says about approvals, in sentences: who was asked, who agreed, and for whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import RequestEvent, Translated
from .moments import date_phrase
from .phrases import listed, sentences
from .sentences import Reading, Sentence, actor_of
from .states import Verb

# Where these lines name people by their ids, one or many.
MENTIONS: dict[Verb, tuple[str, ...]] = {
    Verb.APPROVAL_ASKED: ("approver", "approvers"),
    Verb.APPROVED: ("for", "next"),
    Verb.REJECTED: ("for",),
    Verb.APPROVAL_WITHDRAWN: ("approver", "approvers"),
    Verb.STAND_IN_ASKED: ("stand_in", "for"),
    Verb.APPROVER_REPLACED: ("approver", "for"),
}


def _people(event: RequestEvent, reading: Reading, *keys: str) -> str:
    """The names of the first of these keys that says something."""
    found: Any = next((event.data[key] for key in keys if event.data.get(key)), [])
    ids = found if isinstance(found, list) else [found]
    return listed(reading.names.get(pk, "?") for pk in ids) or "?"


def question_of(event: RequestEvent) -> str:
    """In the reader's language where a service's rule asks in several."""
    asked = event.data.get("question", "")
    return str(Translated(asked)) if isinstance(asked, dict) else asked


def _asked(event: RequestEvent, reading: Reading) -> str:
    people, question = _people(event, reading, "approvers", "approver"), question_of(event)
    told = format_html(
        _("{actor} asked {approver} to approve it: “{question}”"),
        actor=actor_of(event), approver=people, question=question,
    )  # fmt: skip
    steps = event.data.get("steps", 1)
    if steps == 1:
        return told
    more = ngettext("It has %(count)s step.", "It has %(count)s steps.", steps) % {"count": steps}
    return _followed_by(told, more)


def _followed_by(told: str, more: str) -> str:
    return mark_safe(sentences((told, conditional_escape(more))))  # noqa: S308 # nosec B703 - both are escaped


def _voice(event: RequestEvent, reading: Reading) -> str:
    """“Anna” or “Anna for Boris”."""
    if not event.data.get("for"):
        return actor_of(event)
    return format_html(_("{actor} for {absent}"), actor=actor_of(event), absent=_people(event, reading, "for"))


def _approved(event: RequestEvent, reading: Reading) -> str:
    who, reason = _voice(event, reading), event.data.get("reason", "")
    told = (
        format_html(_("{actor} approved it: “{reason}”"), actor=who, reason=reason)
        if reason
        else format_html(_("{actor} approved it."), actor=who)
    )
    if voices := event.data.get("voices"):
        so_far = {"count": voices[0], "needed": voices[1]}
        return _followed_by(told, _("%(count)s of %(needed)s agreed so far.") % so_far)
    if event.data.get("next"):
        return _followed_by(told, _("Asked next: %(people)s.") % {"people": _people(event, reading, "next")})
    return told


def _rejected(event: RequestEvent, reading: Reading) -> str:
    who, reason = _voice(event, reading), event.data.get("reason", "")
    return format_html(_("{actor} rejected it: “{reason}”"), actor=who, reason=reason)


def _withdrawn(event: RequestEvent, reading: Reading) -> str:
    people = _people(event, reading, "approvers", "approver")
    return format_html(_("{actor} no longer asks {approver} to approve it."), actor=actor_of(event), approver=people)


def _stand_in(event: RequestEvent, reading: Reading) -> str:
    until = event.data.get("until")
    return format_html(
        _("{stand_in} is asked as well: {absent} is away until {day}."),
        stand_in=_people(event, reading, "stand_in"),
        absent=_people(event, reading, "for"),
        day=date_phrase(date.fromisoformat(until), reading.now) if until else "?",
    )


def _replaced(event: RequestEvent, reading: Reading) -> str:
    told = _("{actor} asked {approver} to approve it in place of {former}, whose account was closed.")
    people = {"approver": _people(event, reading, "approver"), "former": _people(event, reading, "for")}
    return format_html(told, actor=actor_of(event), **people)


SENTENCES: dict[Verb, tuple[str, str, Sentence]] = {
    Verb.APPROVAL_ASKED: ("scale", "wait", _asked),
    Verb.APPROVED: ("check-circle", "good", _approved),
    Verb.REJECTED: ("x-circle", "late", _rejected),
    Verb.APPROVAL_WITHDRAWN: ("arrow-uturn-left", "", _withdrawn),
    Verb.APPROVER_REPLACED: ("user-plus", "wait", _replaced),
    Verb.STAND_IN_ASKED: ("user-plus", "wait", _stand_in),
}
