"""Who is told of which verb: one table. Nobody hears of their own act; one change is one message a person.

Mail goes only to whoever has to do something or waits for the news; everything else waits under the bell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from requests_app import access, assignment
from requests_app.models import Department, RequestEvent, ServiceRequest, User
from requests_app.states import Verb
from requests_app.transitions import DONE

from . import approving, belonging, topics
from .outbox import News, notify_all

QUOTED_CHARACTERS = 1000

Who = Callable[[ServiceRequest, RequestEvent], list[User]]


@dataclass(frozen=True, slots=True)
class Rule:
    kind: str
    who: Who
    email: bool = True
    # Another than the kind's own, where the same news are somebody else's business.
    topic: str = ""


def asker(request: ServiceRequest, event: RequestEvent) -> list[User]:
    """The requester, and the colleague who filed it for them; not the agent who only noted down a call."""
    if request.filed_by_id == request.requester_id or request.filed_by.works_in(request.service.provider_id):
        return [request.requester]
    return [request.requester, request.filed_by]


def asker_of_open(request: ServiceRequest, event: RequestEvent) -> list[User]:
    """Who is told in the same breath that it is done hears only that."""
    return [] if event.data.get("at_once") == DONE else asker(request, event)


def worker(request: ServiceRequest, event: RequestEvent) -> list[User]:
    """Whoever works on it; somebody whose account was closed meanwhile no longer does."""
    return [request.assignee] if request.assignee and request.assignee.is_active else []


def worker_who_reads_notes(request: ServiceRequest, event: RequestEvent) -> list[User]:
    """Not who still has it by name, and serves elsewhere by now."""
    return [person for person in worker(request, event) if access.sees_notes(person, request)]


def team_if_nobody_works(request: ServiceRequest, event: RequestEvent) -> list[User]:
    if worker(request, event):
        return []
    return list(User.objects.active().working_in(request.department).with_roles())


def team_to_take_it(request: ServiceRequest, event: RequestEvent) -> list[User]:
    """Not where the department's rule is about to find somebody, who is told then, or nobody, of which they hear; nor
    where whoever noted it down took it at once."""
    placed = event.data.get("at_once") or assignment.rule_for(request)
    return [] if placed else team_if_nobody_works(request, event)


def worker_of_asker(request: ServiceRequest, event: RequestEvent) -> list[User]:
    """Whoever works on it, where the other side acted."""
    return worker(request, event) if _asker_acted(request, event) else []


def team_of_asker(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return team_if_nobody_works(request, event) if _asker_acted(request, event) else []


def asker_of_others(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return [] if _asker_acted(request, event) else asker(request, event)


def asker_of_the_moved(request: ServiceRequest, event: RequestEvent) -> list[User]:
    """A department that became another one keeps its promises: whoever asked has nothing to know."""
    return [] if event.data.get("reorganised") else asker(request, event)


def team_of_the_moved(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return [] if event.data.get("reorganised") else team_to_take_it(request, event)


def asker_who_was_silent(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return asker(request, event) if belonging.is_by_rule(event) else []


def asker_of_a_no(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return [] if belonging.is_by_rule(event) else asker(request, event)


def worker_of_the_silent(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return worker(request, event) if belonging.is_by_rule(event) else []


def went_on_because(*causes: str) -> tuple[Who, Who]:
    """Whoever works on what went on by itself for one of these causes, and the team where nobody does."""

    def who_works(request: ServiceRequest, event: RequestEvent) -> list[User]:
        return worker(request, event) if event.data.get("because") in causes else []

    def the_team(request: ServiceRequest, event: RequestEvent) -> list[User]:
        return team_if_nobody_works(request, event) if event.data.get("because") in causes else []

    return who_works, the_team


def taken_from(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return list(User.objects.filter(pk=event.data.get("from")))


def team_once_decided(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return team_to_take_it(request, event) if approving.is_over(event) else []


def asker_once_decided(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return asker(request, event) if approving.is_over(event) else []


def mentioned(request: ServiceRequest, event: RequestEvent) -> list[User]:
    """Whom the text names after an @; the verb kept only people who may read it."""
    return list(User.objects.filter(pk__in=event.data.get("mentions", ())))


def fellow(request: ServiceRequest, event: RequestEvent) -> list[User]:
    """Where one of the two whose request it is acted, the other hears of it."""
    return asker(request, event) if _asker_acted(request, event) else []


def _asker_acted(request: ServiceRequest, event: RequestEvent) -> bool:
    return event.actor_id is not None and event.actor_id in {person.pk for person in asker(request, event)}


BELL_ONLY = False


def for_team(kind: str, who: Who) -> Rule:
    """Under the bells of all who serve there; by mail for those who chose to have the queue by mail."""
    return Rule(kind, who, BELL_ONLY, topics.QUEUE)


AT_ITS_DATE, AFTER_ITS_PARTS = went_on_because("date", "parts"), went_on_because("part")

RULES: dict[Verb, tuple[Rule, ...]] = {
    Verb.SUBMITTED: (Rule("filed_for_you", asker_of_open), for_team("new_request", team_to_take_it)),
    Verb.AMENDED: (Rule("amended", worker_of_asker, BELL_ONLY),),
    Verb.ASSIGNED: (Rule("assigned", worker), Rule("taken_over", taken_from, BELL_ONLY)),
    Verb.LEFT_UNASSIGNED: (for_team("new_request", team_if_nobody_works),),
    Verb.REPLIED: (
        Rule("reply", asker_of_others),
        Rule("requester_replied", worker_of_asker),
        for_team("requester_replied", team_of_asker),
        Rule("colleague_wrote", worker, BELL_ONLY),
    ),
    Verb.NOTED: (Rule("colleague_wrote", worker_who_reads_notes, BELL_ONLY),),
    Verb.ASKED: (Rule("question", asker),),
    Verb.ANSWERED: (Rule("answer", worker), for_team("answer", team_if_nobody_works)),
    Verb.HELD: (Rule("held", asker, BELL_ONLY),),
    Verb.RESUMED: (
        Rule("woken", AT_ITS_DATE[0]),
        for_team("woken", AT_ITS_DATE[1]),
        Rule("part_ended", AFTER_ITS_PARTS[0]),
        for_team("part_ended", AFTER_ITS_PARTS[1]),
    ),
    Verb.ASKED_DEPARTMENT: (Rule("part_asked", asker, BELL_ONLY),),
    Verb.REMINDED: (Rule("question_open", asker),),
    Verb.CLOSING_PROPOSED: (Rule("closing_proposed", asker),),
    Verb.MERGED: (Rule("merged", asker),),
    Verb.PARTICIPANT_ADDED: (Rule("participant_added", belonging.added),),
    Verb.CHASED: (Rule("chase", worker), for_team("chase", team_if_nobody_works)),
    Verb.PROMISED: (Rule("promise", asker),),
    Verb.PROPOSED: (Rule("proposal", asker),),
    Verb.ACCEPTED: (Rule("accepted", worker), for_team("accepted", team_if_nobody_works)),
    Verb.APPROVAL_ASKED: (
        Rule("approval_asked", approving.approvers),
        Rule("approval_awaited", asker, BELL_ONLY),
    ),
    Verb.APPROVED: (
        Rule("approval_next", approving.next_approvers),
        Rule("approved", approving.wanted_approval),
        for_team("approved", team_once_decided),
        Rule("approved_for_you", asker_once_decided, BELL_ONLY),
        Rule("approval_settled", approving.relieved, BELL_ONLY),
    ),
    Verb.REJECTED: (
        Rule("rejected", approving.wanted_approval),
        for_team("rejected", team_if_nobody_works),
        Rule("approval_settled", approving.relieved, BELL_ONLY),
        Rule("rejected_for_you", asker, BELL_ONLY),
    ),
    Verb.APPROVAL_WITHDRAWN: (
        Rule("approval_withdrawn", approving.approvers, BELL_ONLY),
        Rule("approval_lost", approving.wanted_approval),
    ),
    Verb.APPROVER_REPLACED: (Rule("approval_asked", approving.approvers),),
    Verb.STAND_IN_ASKED: (Rule("stand_in_asked", approving.stand_in),),
    Verb.DECLINED: (
        Rule("declined", asker_of_a_no),
        Rule("closed_unanswered", asker_who_was_silent),
        Rule("requester_silent", worker_of_the_silent, BELL_ONLY),
    ),
    Verb.HANDED_OVER: (
        Rule("handed_over", asker_of_the_moved),
        for_team("new_request", team_of_the_moved),
    ),
    Verb.RESOLVED: (Rule("resolved", asker),),
    Verb.CONFIRMED: (Rule("confirmed", worker, BELL_ONLY),),
    Verb.REOPENED: (
        Rule("reopened_for_you", asker_of_others),
        Rule("reopened", worker),
        for_team("reopened", team_if_nobody_works),
    ),
    Verb.CANCELLED: (Rule("cancelled_for_you", asker_of_others), Rule("cancelled", worker)),
    Verb.CLOSED: (Rule("closed", asker, BELL_ONLY),),
    Verb.STANDARD_APPLIED: (
        Rule("standard_applied", worker, BELL_ONLY),
        Rule("standard_applied_for_you", asker, BELL_ONLY),
    ),
}  # absent: nobody is told
MENTIONED = Rule("mentioned", mentioned)


def rules_of(event: RequestEvent) -> tuple[Rule, ...]:
    """Whoever is mentioned hears just that, by mail, whatever else the verb would tell them."""
    rules = RULES.get(Verb(event.verb), ())
    return (MENTIONED, *rules) if event.data.get("mentions") else rules


# Whoever follows it is told last: each person hears of a change once, as the nearest to it that they are.
FOLLOWED: dict[Verb, str] = {
    **dict.fromkeys(belonging.MESSAGES, "followed_message"),
    **dict.fromkeys(belonging.CHANGES, "followed_change"),
    Verb.PROMISED: "followed_promise",
}
for _verb in (*belonging.MESSAGES, *belonging.CHANGES):
    _kind = "fellow_wrote" if _verb in belonging.MESSAGES else "fellow_acted"
    RULES[_verb] = (*RULES[_verb], Rule(_kind, fellow, BELL_ONLY))
for _verb, _kind in FOLLOWED.items():
    RULES[_verb] = (
        *RULES[_verb],
        Rule(_kind, belonging.who_writes),
        Rule(_kind, belonging.who_follows, BELL_ONLY, topics.FOLLOWED),
    )


def tell(request: ServiceRequest, event: RequestEvent) -> None:
    """Write down who is to be told of this journal line, inside the verb's transaction."""
    rules = rules_of(event)
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
            topic=rule.topic,
        )
        for rule in rules
    )


def _words(event: RequestEvent) -> Any:
    """A text, or the same in several languages."""
    words = event.data.get("question") or event.data.get("reason", "")
    if isinstance(words, dict):
        return {language: text[:QUOTED_CHARACTERS] for language, text in words.items()}
    return words[:QUOTED_CHARACTERS]


def params_of(request: ServiceRequest, event: RequestEvent) -> dict[str, Any]:
    department: Department = request.department
    names = dict(department.name) or {"en": department.code}
    params: dict[str, Any] = {"actor": event.actor.display_name if event.actor else names, "department": names}
    params |= belonging.params_of(event) | approving.params_of(event)
    if text := event.message.text if event.message else _words(event):
        params["text"] = text[:QUOTED_CHARACTERS] if isinstance(text, str) else text
    if files := event.data.get("files"):
        params["files"] = files
    if alternative := event.data.get("alternative"):
        params["text"] = f"{text}\n\n{alternative}"[:QUOTED_CHARACTERS]
    if done_by := event.data.get("done_by"):
        params["done_at"] = done_by
    return params
