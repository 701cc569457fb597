"""What the requests tell: each journal line, as the clocks see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from requests_app.models import RequestEvent, ServiceRequest
from requests_app.states import Status, Verb
from sla import checklists, clocks
from sla.book import Move
from sla.calendar.instants import to_us
from sla.conversation import is_of_requester, speaks_for_department
from sla.rules import RULES

# After these a request that is on hold may wait for an approval; `ask_approval` knows by itself, and every other verb
# is refused meanwhile or ends it.
MAY_AWAIT = frozenset(
    {Verb.AMENDED, Verb.STANDARD_APPLIED, Verb.APPROVED, Verb.REJECTED, Verb.APPROVAL_WITHDRAWN}
)  # fmt: skip


def on_transition(sender: type, request: ServiceRequest, event: RequestEvent, **kwargs: Any) -> None:
    verb = Verb(event.verb)
    checklists.follow(request, event)
    rule = RULES.get(verb)
    if rule is None or (verb == Verb.AMENDED and not _may_change_promises(event)):
        return
    with clocks.book_of(request, verb, event.at) as book:
        if book is not None:
            rule(book, move_of(request, event))


def _may_change_promises(event: RequestEvent) -> bool:
    return "priority" in event.data.get("changes", {}) or "from_service" in event.data


def move_of(request: ServiceRequest, event: RequestEvent) -> Move:
    verb, status = Verb(event.verb), Status(event.new_status)
    from_department = speaks_for_department(request, event.actor)
    return Move(
        verb=verb,
        at=to_us(event.at),
        status=status,
        priority=request.priority,
        from_department=from_department,
        from_requester=not from_department and is_of_requester(request, event.actor),
        department=event.department_id,
        done_by=to_us(datetime.fromisoformat(event.data["done_by"])) if verb == Verb.PROMISED else None,
        offer=clocks.offer_of(event.data["standard"]) if verb == Verb.STANDARD_APPLIED else None,
        is_of_another_service="from_service" in event.data,
        awaits_approval=verb in MAY_AWAIT and status == Status.ON_HOLD and request.approval_rounds.open().exists(),
    )
