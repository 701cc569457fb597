"""What the requests tell: each journal line, as the clocks see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from requests_app.models import RequestEvent, ServiceRequest, User
from requests_app.states import Status, Verb
from sla import clocks
from sla.book import Move
from sla.calendar.instants import to_us
from sla.rules import RULES


def on_transition(sender: type, request: ServiceRequest, event: RequestEvent, **kwargs: Any) -> None:
    verb = Verb(event.verb)
    rule = RULES.get(verb)
    if rule is None or (verb == Verb.AMENDED and "priority" not in event.data.get("changes", {})):
        return
    with clocks.book_of(request, verb, event.at) as book:
        if book is not None:
            rule(book, move_of(request, event))


def move_of(request: ServiceRequest, event: RequestEvent) -> Move:
    verb = Verb(event.verb)
    from_department = speaks_for_department(request, event.actor)
    return Move(
        verb=verb,
        at=to_us(event.at),
        status=Status(event.new_status),
        priority=request.priority,
        from_department=from_department,
        from_requester=not from_department and event.actor_id in (request.requester_id, request.filed_by_id),
        department=event.department_id,
        done_by=to_us(datetime.fromisoformat(event.data["done_by"])) if verb == Verb.PROMISED else None,
        offer=clocks.offer_of(event.data["standard"]) if verb == Verb.STANDARD_APPLIED else None,
    )


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
