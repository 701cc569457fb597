"""Who is told of which verb: one table. Nobody hears of their own act; one change is one message a person.

Mail goes only to whoever has to do something or waits for the news; everything else waits under the bell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from requests_app.models import Department, RequestEvent, ServiceRequest, User
from requests_app.states import Verb

from .outbox import News, notify_all

QUOTED_CHARACTERS = 1000

Who = Callable[[ServiceRequest, RequestEvent], list[User]]


@dataclass(frozen=True, slots=True)
class Rule:
    kind: str
    who: Who
    email: bool = True


def asker(request: ServiceRequest, event: RequestEvent) -> list[User]:
    """The requester, and the colleague who filed it for them; not the agent who only noted down a call."""
    if request.filed_by_id == request.requester_id or request.filed_by.works_in(request.service.provider_id):
        return [request.requester]
    return [request.requester, request.filed_by]


def worker(request: ServiceRequest, event: RequestEvent) -> list[User]:
    """Whoever works on it; somebody whose account was closed meanwhile no longer does."""
    return [request.assignee] if request.assignee and request.assignee.is_active else []


def team_if_nobody_works(request: ServiceRequest, event: RequestEvent) -> list[User]:
    if worker(request, event):
        return []
    return list(User.objects.active().working_in(request.department).with_roles())


def worker_of_asker(request: ServiceRequest, event: RequestEvent) -> list[User]:
    """Whoever works on it, where the other side acted."""
    return worker(request, event) if _asker_acted(request, event) else []


def team_of_asker(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return team_if_nobody_works(request, event) if _asker_acted(request, event) else []


def asker_of_others(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return [] if _asker_acted(request, event) else asker(request, event)


def taken_from(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return list(User.objects.filter(pk=event.data.get("from")))


def approver(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return list(User.objects.filter(pk=event.data.get("approver")))


def wanted_approval(request: ServiceRequest, event: RequestEvent) -> list[User]:
    """Who asked for it, and who goes on with the work now."""
    return [*User.objects.filter(pk=event.data.get("asked_by")), *worker(request, event)]


def _asker_acted(request: ServiceRequest, event: RequestEvent) -> bool:
    return event.actor_id is not None and event.actor_id in {person.pk for person in asker(request, event)}


BELL_ONLY = False

RULES: dict[Verb, tuple[Rule, ...]] = {
    Verb.SUBMITTED: (Rule("filed_for_you", asker), Rule("new_request", team_if_nobody_works, BELL_ONLY)),
    Verb.AMENDED: (Rule("amended", worker_of_asker, BELL_ONLY),),
    Verb.ASSIGNED: (Rule("assigned", worker), Rule("taken_over", taken_from, BELL_ONLY)),
    Verb.REPLIED: (
        Rule("reply", asker_of_others),
        Rule("requester_replied", worker_of_asker),
        Rule("requester_replied", team_of_asker, BELL_ONLY),
        Rule("colleague_wrote", worker, BELL_ONLY),
    ),
    Verb.NOTED: (Rule("colleague_wrote", worker, BELL_ONLY),),
    Verb.ASKED: (Rule("question", asker),),
    Verb.ANSWERED: (Rule("answer", worker), Rule("answer", team_if_nobody_works, BELL_ONLY)),
    Verb.HELD: (Rule("held", asker, BELL_ONLY),),
    Verb.CHASED: (Rule("chase", worker), Rule("chase", team_if_nobody_works, BELL_ONLY)),
    Verb.PROMISED: (Rule("promise", asker),),
    Verb.PROPOSED: (Rule("proposal", asker),),
    Verb.ACCEPTED: (Rule("accepted", worker), Rule("accepted", team_if_nobody_works, BELL_ONLY)),
    Verb.APPROVAL_ASKED: (Rule("approval_asked", approver), Rule("approval_awaited", asker, BELL_ONLY)),
    Verb.APPROVED: (
        Rule("approved", wanted_approval),
        Rule("approved", team_if_nobody_works, BELL_ONLY),
        Rule("approved_for_you", asker, BELL_ONLY),
    ),
    Verb.REJECTED: (
        Rule("rejected", wanted_approval),
        Rule("rejected", team_if_nobody_works, BELL_ONLY),
        Rule("rejected_for_you", asker, BELL_ONLY),
    ),
    Verb.APPROVAL_WITHDRAWN: (
        Rule("approval_withdrawn", approver, BELL_ONLY),
        Rule("approval_lost", wanted_approval),
    ),
    Verb.DECLINED: (Rule("declined", asker),),
    Verb.HANDED_OVER: (Rule("handed_over", asker), Rule("new_request", team_if_nobody_works, BELL_ONLY)),
    Verb.RESOLVED: (Rule("resolved", asker),),
    Verb.CONFIRMED: (Rule("confirmed", worker, BELL_ONLY),),
    Verb.REOPENED: (
        Rule("reopened_for_you", asker_of_others),
        Rule("reopened", worker),
        Rule("reopened", team_if_nobody_works, BELL_ONLY),
    ),
    Verb.CANCELLED: (Rule("cancelled_for_you", asker_of_others), Rule("cancelled", worker)),
    Verb.CLOSED: (Rule("closed", asker, BELL_ONLY),),
    Verb.STANDARD_APPLIED: (
        Rule("standard_applied", worker, BELL_ONLY),
        Rule("standard_applied_for_you", asker, BELL_ONLY),
    ),
}  # absent: nobody is told


def tell(request: ServiceRequest, event: RequestEvent) -> None:
    """Write down who is to be told of this journal line, inside the verb's transaction."""
    rules = RULES.get(Verb(event.verb), ())
    if not rules or not request.is_live:
        return
    params = params_of(request, event)
    notify_all(
        News(
            kind=rule.kind,
            recipients=[person for person in rule.who(request, event) if person.pk != event.actor_id],
            key=f"event:{event.pk}",
            at=event.at,
            request=request,
            params=params,
            email=rule.email,
        )
        for rule in rules
    )


def _words(event: RequestEvent) -> str:
    words: str = event.data.get("question") or event.data.get("reason", "")
    return words


def params_of(request: ServiceRequest, event: RequestEvent) -> dict[str, Any]:
    department: Department = request.department
    names = dict(department.name) or {"en": department.code}
    params: dict[str, Any] = {"actor": event.actor.display_name if event.actor else names, "department": names}
    if text := event.message.text if event.message else _words(event):
        params["text"] = text[:QUOTED_CHARACTERS]
    if alternative := event.data.get("alternative"):
        params["text"] = f"{text}\n\n{alternative}"[:QUOTED_CHARACTERS]
    if done_by := event.data.get("done_by"):
        params["done_at"] = done_by
    return params
