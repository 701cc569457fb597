"""Who should get a request that nobody has: decided from who is there, and told in a way that can be kept.

`transitions.placing` carries it out. What was decided stays explainable, so everything that spoke for or against
somebody at that moment is part of the decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from .models import AssignmentRule, ServiceRequest, Strategy, User
from .models.people import UserQuerySet

MOST_TOLD = 60  # people named in one explanation; nobody reads more


class Against:
    """Why somebody was passed over; codes, as journal lines keep them."""

    AWAY = "away"
    NO_HOURS = "no_hours"
    ASKED_FOR_IT = "asked_for_it"
    NO_HANDLER = "no_handler"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who serves there: open requests and hours a week in this department, and what speaks against them."""

    person: User
    open: int
    hours: Decimal
    against: str = ""
    until: date | None = None  # away until this day, included

    def as_json(self) -> list[Any]:
        told: list[Any] = [self.person.pk, self.open, float(self.hours)]
        if self.against:
            told.append(self.against)
        if self.until:
            told.append(self.until.isoformat())
        return told


@dataclass(frozen=True, slots=True)
class Decision:
    """`chosen` None: nobody is there who could get it."""

    rule: AssignmentRule
    chosen: User | None
    people: Sequence[Colleague]

    def as_json(self) -> dict[str, Any]:
        """How it came about, for the journal: [id, open, hours a week, what is against, until] of each."""
        told = sorted(self.people, key=lambda one: one.person != self.chosen)
        why: dict[str, Any] = {
            "how": self.rule.strategy,
            "of_service": self.rule.service_id is not None,
            "people": [one.as_json() for one in told[:MOST_TOLD]],
        }
        return why | ({"after": self.rule.last_id} if self.rule.last_id else {})


def rule_for(request: ServiceRequest) -> AssignmentRule | None:
    """The service's own rule, else its department's usual way, where that finds somebody by itself."""
    rule = AssignmentRule.objects.for_request(request).first()
    return rule if rule is not None and rule.is_automatic else None


def decide(rule: AssignmentRule, request: ServiceRequest, at: datetime) -> Decision:
    """Who gets it by this rule, which the caller holds locked. At most three statements."""
    people = _colleagues(rule, request, at)
    free = [one for one in people if not one.against]
    return Decision(rule, _choose(rule, free), people)


def _choose(rule: AssignmentRule, free: Sequence[Colleague]) -> User | None:
    in_turn = sorted(free, key=lambda one: (one.person.pk <= (rule.last_id or 0), one.person.pk))
    if rule.strategy == Strategy.LEAST:
        # As it would be once they have it; of equals whoever waited longest. `min` takes the first of equals.
        in_turn = [min(in_turn, key=lambda one: (one.open + 1) / one.hours)] if in_turn else []
    return in_turn[0].person if in_turn else None


def _colleagues(rule: AssignmentRule, request: ServiceRequest, at: datetime) -> list[Colleague]:
    service = request.service
    handlers = set(service.handlers.values_list("pk", flat=True)) if service.is_confidential else None
    return [_judged(person, request, handlers) for person in _people(rule, request, at)]


def _people(rule: AssignmentRule, request: ServiceRequest, at: datetime) -> Sequence[Any]:
    """Active members of the department that holds it, as far as the rule means them, with what decides."""
    people = User.objects.active().filter(memberships__department=request.department_id)
    if rule.owner_id is not None:
        people = people.filter(pk=rule.owner_id)
    elif named := list(rule.members.values_list("pk", flat=True)):
        people = people.filter(pk__in=named)
    known = with_open_work(people.annotate(hours=F("memberships__weekly_hours")), request.department_id)
    return list(known.with_absence(at).order_by("pk"))


def with_open_work(people: UserQuerySet, department: int) -> UserQuerySet:
    """Adds `open_now`: how many open requests of this department each of them works on."""
    held = ServiceRequest.objects.held_by(department).open().filter(assignee=OuterRef("pk"))
    counted = held.order_by().values("assignee").annotate(number=Count("pk")).values("number")
    return people.annotate(open_now=Coalesce(Subquery(counted), 0))


def _judged(person: Any, request: ServiceRequest, handlers: set[int] | None) -> Colleague:
    against = ""
    if person.pk == request.requester_id:
        against = Against.ASKED_FOR_IT
    elif handlers is not None and person.pk not in handlers:
        against = Against.NO_HANDLER
    elif person.away_until is not None:
        against = Against.AWAY
    elif not person.hours:
        against = Against.NO_HOURS
    until = person.away_until if against == Against.AWAY else None
    return Colleague(person, person.open_now, person.hours, against, until)
