"""“Why me?”: how the portal found whoever works on a request, in sentences, for the people of the department."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .assignment import MOST_TOLD, Against
from .models import RequestEvent, ServiceRequest, Strategy, User
from .moments import date_phrase
from .phrases import sentences
from .states import Verb


@dataclass(frozen=True, slots=True)
class Line:
    """One colleague at that moment, and what spoke for or against them."""

    name: str
    note: str
    chosen: bool = False
    passed_over: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    question: str
    answer: str
    people: Sequence[Line]
    at: datetime
    more: bool = False


def why_of(request: ServiceRequest, journal: Iterable[RequestEvent], reader: User, now: datetime) -> Why | None:
    """None where a person decided, or where the reader does not serve in the department that decided."""
    event = _decision(request, journal)
    if event is None or not reader.works_in(event.department_id) or reader.pk == request.requester_id:
        return None
    told: Mapping[str, Any] = event.data["why"]
    ids = {row[0] for row in told["people"]} | {told.get("after")} - {None}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "display_name"))
    return Why(
        question=_question(request, reader),
        answer=sentences(_answer(told, names, found=request.assignee_id is not None)),
        people=[_line(row, names, event.data.get("to"), now) for row in told["people"]],
        at=event.at,
        more=len(told["people"]) == MOST_TOLD,
    )


def _decision(request: ServiceRequest, journal: Iterable[RequestEvent]) -> RequestEvent | None:
    """The newest line about who has it, if the portal wrote it and nothing has happened to it since."""
    newest = None
    for event in journal:
        if event.verb in (Verb.ASSIGNED, Verb.LEFT_UNASSIGNED):
            newest = event
    if newest is None or "why" not in newest.data or newest.department_id != request.department_id:
        return None
    return newest if newest.data.get("to") == request.assignee_id else None


def _question(request: ServiceRequest, reader: User) -> str:
    if request.assignee is None:
        return _("Why nobody?")
    if request.assignee_id == reader.pk:
        return _("Why me?")
    return _("Why %(name)s?") % {"name": request.assignee}


def _answer(told: Mapping[str, Any], names: Mapping[int, str], *, found: bool) -> Iterable[str]:
    yield _("This service has a rule of its own.") if told["of_service"] else _("It is the department's usual way.")
    yield {
        Strategy.TURNS: _("New requests go round: each goes to the next colleague who is there."),
        Strategy.LEAST: _("New requests go to whoever has the least open work for their weekly hours."),
        Strategy.OWNER: _("New requests always go to the same person."),
    }[Strategy(told["how"])]
    if told["how"] == Strategy.TURNS and told.get("after") in names:
        yield _("The one before went to %(name)s.") % {"name": names[told["after"]]}
    if not found:
        yield _("Nobody who could get it was there, so it waits for somebody to take it.")


def _line(row: Sequence[Any], names: Mapping[int, str], chosen: int | None, now: datetime) -> Line:
    person, open_now, hours, *against = row
    name = names.get(person, "?")
    if against:
        return Line(name, _against(against, now), passed_over=True)
    load = ngettext("%(open)s open, %(hours)s hours a week", "%(open)s open, %(hours)s hours a week", open_now)
    return Line(name, load % {"open": open_now, "hours": hours_in_words(hours)}, chosen=person == chosen)


def hours_in_words(hours: float) -> str:
    """“40” or “19.5”, as the reader's language writes it."""
    return formats.number_format(hours, 0 if hours == int(hours) else 1)


def _against(against: Sequence[str], now: datetime) -> str:
    code, *rest = against
    if code == Against.AWAY and rest:
        return _("away until %(day)s") % {"day": date_phrase(date.fromisoformat(rest[0]), now)}
    return {
        Against.AWAY: _("away"),
        Against.NO_HOURS: _("has no hours for this department"),
        Against.ASKED_FOR_IT: _("asked for it"),
        Against.NO_HANDLER: _("does not handle what is confidential here"),
    }[code]
