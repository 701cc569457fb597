"""Whose words are an answer to the requester, and what was said so far on a request."""

from __future__ import annotations

from requests_app import access
from requests_app.models import ServiceRequest, User
from requests_app.states import Verb
from sla.book import Spoken
from sla.calendar.instants import to_us

ANSWERS = frozenset({Verb.REPLIED, Verb.ASKED, Verb.PROPOSED, Verb.PROMISED, Verb.DECLINED})
WORDS = frozenset({Verb.REPLIED, Verb.ANSWERED, Verb.CHASED, Verb.REOPENED})


def speaks_for_department(request: ServiceRequest, actor: User | None) -> bool:
    """Is what this person says an answer to the requester: neither their own words nor those of their proxy?

    Whoever serves where it is, comes from, or once was: an agent who noted down the requester's call is no proxy, and
    an approver from elsewhere is not the department. The system answers nobody; but a log that does not say who
    acted, or where they serve, is taken to mean the department.
    """
    if actor is None:
        return not request.is_live
    if actor.pk == request.requester_id:
        return False
    if actor.works_in(request.department_id) or actor.works_in(request.service.provider_id):
        return True
    if actor.pk == request.filed_by_id:
        return False
    return not request.is_live or request.legs.filter(department__in=actor.roles).exists()


def is_of_requester(request: ServiceRequest, actor: User | None) -> bool:
    """The requester's side: they, whoever filed it for them, and colleagues of the department that asks with it."""
    return actor is not None and access.asks(actor, request)


def spoken(request: ServiceRequest) -> Spoken:
    """What the whole journal says; who serves where is asked as of now, once a person."""
    told = Spoken()
    sides: dict[int | None, bool] = {}
    lines = request.events.filter(verb__in=ANSWERS | WORDS | {Verb.RESOLVED}).select_related("actor")
    for line in lines.order_by("at", "id"):
        if line.actor_id not in sides:
            sides[line.actor_id] = speaks_for_department(request, line.actor)
        for_department = sides[line.actor_id]
        told.named_date = told.named_date or line.verb == Verb.PROMISED
        if line.verb == Verb.RESOLVED or (for_department and line.verb in ANSWERS):
            told.answer()
        elif line.verb in WORDS and not for_department and is_of_requester(request, line.actor):
            told.ask(to_us(line.at))
    return told
