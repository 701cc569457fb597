"""How a webhook is doing and what became of a call, in words for those who look after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from requests_app.models import Delivery, Hook, HookCall, HookTry, User

from . import groups

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

State = Delivery.State
# By the name of the exception, which is how a call keeps its error.
WORDS: dict[str, StrOrPromise] = {
    "ConnectionRefusedError": gettext_lazy("Nobody listens there. Does the program run?"),
    "ConnectionResetError": gettext_lazy("The program ended the conversation."),
    "gaierror": gettext_lazy("The name of the host is unknown."),
    "NameServerSilent": gettext_lazy("The name server did not answer within five seconds."),
    "TimeoutError": gettext_lazy("It did not answer within ten seconds."),
    "SSLCertVerificationError": gettext_lazy("Its certificate is not trusted, out of date, or for another name."),
    "SSLError": gettext_lazy("Encryption failed. Is it really a page with https?"),
}
# These name nothing that a network of one's own has to hide.
ALWAYS: dict[str, StrOrPromise] = {
    "NotAllowed": gettext_lazy("Its host is not allowed, or leads into a network that is not public."),
    "NotForThem": gettext_lazy("The service is confidential by now: nothing is told."),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """`tone` and `icon` as badges know them; `since` where it began at a moment."""

    label: str
    tone: str
    why: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier try. `told` is what was answered, or what went wrong."""

    at: datetime
    told: str
    took_ms: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A call of the log. `answer` is what admins may read; `next_at` only while it waits for its next try.

    `earlier` are the tries before the last one, newest first.
    """

    call: HookCall
    what: str
    label: str
    tone: str
    trouble: str
    answer: str
    next_at: datetime | None
    earlier: list[Past]


def condition_of(hook: Hook) -> Condition:
    if hook.is_off:
        return Condition(pgettext("webhook", "Off"), "wait", str(Hook.Off(hook.off_because).label), hook.off_since)
    if hook.failing_since is not None:
        return Condition(pgettext("webhook", "Takes nothing"), "late", "", hook.failing_since)
    return Condition(pgettext("webhook", "On"), "good")


def told_of(hook: Hook) -> list[StrOrPromise]:
    """The groups it hears of; empty: everything."""
    return [groups.LABELS[code] for code in hook.groups if code in groups.LABELS]


def line_of(call: HookCall, reader: User) -> Line:
    label, tone = _state(call)
    waits = call.state == State.PENDING and not call.hook.is_off
    return Line(
        call=call,
        what=call.event.verb if call.event else _("Test message"),
        label=label,
        tone=tone,
        trouble=_trouble(call, reader),
        answer=call.answer if reader.is_admin else "",
        next_at=max(call.next_attempt_at, call.hook.next_turn_at) if waits and call.attempts else None,
        earlier=[_past(one, reader) for one in call.tries.all()[1:]],
    )


def _state(call: HookCall) -> tuple[str, str]:
    if call.state == State.SENT:
        return pgettext("webhook call", "Taken"), "good"
    if call.state == State.PENDING:
        return (_("Is tried again"), "soon") if call.tried_at and call.attempts else (_("Waiting"), "wait")
    if call.state == State.DROPPED:
        return _("Left out"), "neutral"
    return (_("Given up"), "late") if call.event_id else (_("Not taken"), "late")


def _past(one: HookTry, reader: User) -> Past:
    return Past(one.at, _trouble(one, reader) or str(one.status or ""), one.took_ms)


def _trouble(call: HookCall | HookTry, reader: User) -> str:
    """Empty where there is none. Whether a host inside refuses or keeps silent is for admins alone."""
    if not call.error:
        return ""
    if call.status:
        return _("It answers %(status)s.") % {"status": call.status}
    name = call.error.partition(":")[0]
    if name in ALWAYS:
        return str(ALWAYS[name])
    if settings.WEBHOOK_NETWORKS and not reader.is_admin:
        return _("Nobody answers there.")
    return str(WORDS.get(name) or _("It gave no proper answer."))
