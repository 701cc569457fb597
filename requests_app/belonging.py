"""Sentences of the journal about who else takes part, what waits, and what belongs together.

Numbers of other requests mostly stay out: whoever reads this one may not see those. The cards beside it name them to
those who do.
"""

from __future__ import annotations

from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.translation import gettext as _

from .models import RequestEvent, Translated
from .moments import phrase
from .sentences import Reading, actor_of, said
from .states import Status
from .transitions import NO_ANSWER

LINKS = {
    "relates": lambda: _("{actor} linked it with another request."),
    "blocks": lambda: _("{actor} linked it with another request, which waits for this one."),
    "blocked_by": lambda: _("{actor} linked it with another request, for which this one waits."),
    "duplicate_of_this": lambda: _("{actor} merged a duplicate into it. Whoever followed that follows this one now."),
}


def held(event: RequestEvent, reading: Reading) -> str:
    facts = {"actor": actor_of(event), "reason": event.data.get("reason", "")}
    because, until = event.data.get("because"), parse_datetime(event.data.get("until", ""))
    if because and until:
        facts |= {"because": _name(because), "when": phrase(until, reading.now)}
        return format_html(_("{actor} put it on hold until {when} ({because}): “{reason}”"), **facts)
    if because:
        return format_html(_("{actor} put it on hold ({because}): “{reason}”"), because=_name(because), **facts)
    if until:
        return format_html(
            _("{actor} put it on hold until {when}: “{reason}”"), when=phrase(until, reading.now), **facts
        )
    return format_html(_("{actor} put it on hold: “{reason}”"), **facts)


def _name(because: dict[str, dict[str, str]]) -> str:
    return str(Translated(because.get("name", {})))


def resumed(event: RequestEvent, reading: Reading) -> str:
    because = event.data.get("because")
    if because == "date":
        return _("It came back by itself: the date that was set is here.")
    if because == "parts":
        return _("It went on by itself: it no longer waits for another department.")
    if because == "part":
        facts = {"department": str(Translated(event.data.get("name", {}))), "number": event.data.get("part")}
        return format_html(_part_ended(str(event.data.get("outcome"))), **facts)
    return said(lambda: _("{actor} went on with it."))(event, reading)


def _part_ended(outcome: str) -> str:
    if outcome == Status.DECLINED:
        return _("It went on by itself: {department} declined its part (#{number}).")
    if outcome == Status.CANCELLED:
        return _("It went on by itself: the part of {department} was cancelled (#{number}).")
    return _("It went on by itself: {department} finished its part (#{number}).")


def asked_department(event: RequestEvent, reading: Reading) -> str:
    facts = {"actor": actor_of(event), "department": str(Translated(event.data.get("name", {})))}
    if event.data.get("policy"):
        return format_html(_("{actor} asked {department} to do a part of it, and waits for that."), **facts)
    return format_html(_("{actor} asked {department} to do a part of it."), **facts)


def cancelled(event: RequestEvent, reading: Reading) -> str:
    if event.data.get("reason"):
        return said(lambda: _("{actor} cancelled it: “{reason}”"), "reason")(event, reading)
    if event.data.get("with"):
        return said(lambda: _("{actor} cancelled it together with the request it was a part of."))(event, reading)
    return said(lambda: _("{actor} cancelled it."))(event, reading)


def declined(event: RequestEvent, reading: Reading) -> str:
    if event.data.get("rule") == NO_ANSWER:
        return _("It closed by itself, because the question was not answered.")
    told = said(lambda: _("{actor} declined it: “{reason}”"), "reason")(event, reading)
    alternative = event.data.get("alternative")
    return format_html(_("{told} Instead: “{way}”"), told=told, way=alternative) if alternative else told


def reminded(event: RequestEvent, reading: Reading) -> str:
    return _("The portal reminded the requester of the open question.")


def closing_proposed(event: RequestEvent, reading: Reading) -> str:
    at = parse_datetime(event.data.get("close_at", ""))
    when = phrase(at, reading.now) if at else "?"
    return format_html(_("The portal announced that it closes {when} unless the question is answered."), when=when)


def linked(event: RequestEvent, reading: Reading) -> str:
    words = LINKS.get(event.data.get("kind", ""), LINKS["relates"])
    return format_html(words(), actor=actor_of(event))


def merged(event: RequestEvent, reading: Reading) -> str:
    text = _("{actor} closed it as a duplicate of #{number}. Everybody who took part here follows that one now.")
    return format_html(text, actor=actor_of(event), number=event.data.get("into"))


def participant_added(event: RequestEvent, reading: Reading) -> str:
    facts = {"actor": actor_of(event), "person": reading.name(event.data.get("person"))}
    if event.data.get("known") and event.data.get("writes"):
        return format_html(_("{actor} lets {person} write here as well."), **facts)
    if event.data.get("known"):
        return format_html(_("{actor} lets {person} read only."), **facts)
    if event.data.get("writes"):
        return format_html(_("{actor} added {person}, who may write here."), **facts)
    return format_html(_("{actor} added {person}, who follows it."), **facts)


def participant_left(event: RequestEvent, reading: Reading) -> str:
    person = event.data.get("person")
    if person == event.actor_id:
        return said(lambda: _("{actor} no longer follows it."))(event, reading)
    return format_html(_("{actor} removed {person}."), actor=actor_of(event), person=reading.name(person))
