"""What a step of the ladder does beside telling people: the portal's own verbs, on their condition."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from requests_app import transitions
from requests_app.models import Priority, ServiceRequest, User
from requests_app.states import Status
from requests_app.transitions import IllegalMove, Refused
from sla import terms
from sla.models import Clock, ClockEvent, Metric
from sla.steps import Action, Condition, Step
from sla.terms import Target

logger = logging.getLogger(__name__)

Outcome = ClockEvent.Outcome

CONDITIONS: dict[Condition, Callable[[ServiceRequest], bool]] = {
    Condition.ALWAYS: lambda request: True,
    Condition.UNASSIGNED: lambda request: request.assignee_id is None,
    Condition.NOT_STARTED: lambda request: request.status == Status.NEW,
    Condition.URGENT: lambda request: request.priority <= Priority.HIGH,
    Condition.NO_PROMISE: lambda request: request.promised_at is None,
}


def rung_of(clock: Clock, code: str) -> Step:
    """The step as the standard of the clock writes it for the priority that the request has now.

    A date that somebody named has the ladder of the time to be done.
    """
    promised = terms.of_published(clock.standard_id) if clock.standard_id else terms.NOTHING_PROMISED
    metric = Metric.RESOLUTION if clock.metric == Metric.PROMISED else clock.metric
    target = promised.target(metric, clock.request.priority)
    return (target or Target(0)).step(code)


def holds(step: Step, request: ServiceRequest) -> bool:
    return CONDITIONS[step.condition](request)


def act(action: Action, request: ServiceRequest, *, now: datetime) -> Outcome:
    """Do it with a verb, in the name of the portal. The caller holds the request.

    DONE, SKIPPED where there is nothing left to do, FAILED where the verb refuses or nobody is there to do it.
    """
    if not request.is_open:
        return Outcome.SKIPPED
    try:
        with transaction.atomic():
            return ACTIONS[action](request, now)
    except (IllegalMove, Refused) as problem:
        logger.warning("Request %s: %s is not possible: %s", request.pk, action.value, problem)
        return Outcome.FAILED


def _put_back(request: ServiceRequest, now: datetime) -> Outcome:
    if request.assignee_id is None:
        return Outcome.SKIPPED
    transitions.assign(request, to=None, by=None, reason=transitions.ESCALATION, now=now)
    return Outcome.DONE


def _give_to_manager(request: ServiceRequest, now: datetime) -> Outcome:
    managers = _managers(request)
    if request.assignee_id in {person.pk for person in managers}:
        return Outcome.SKIPPED
    if not managers:
        logger.warning("Request %s: nobody leads %s", request.pk, request.department)
        return Outcome.FAILED
    transitions.assign(request, to=managers[0], by=None, reason=transitions.ESCALATION, now=now)
    return Outcome.DONE


def _managers(request: ServiceRequest) -> list[User]:
    """Who leads the department and may work on it: managers in the order in which they came, then its head."""
    department = request.department
    leading = list(User.objects.active().managing(department).order_by("pk"))
    if department.head and department.head.is_active and department.head.works_in(department.pk):
        leading.append(department.head)
    return [person for person in leading if person.pk != request.requester_id]


def _raise_priority(request: ServiceRequest, now: datetime) -> Outcome:
    if request.priority == Priority.CRITICAL:
        return Outcome.SKIPPED
    transitions.raise_priority(request, by=None, now=now)
    return Outcome.DONE


ACTIONS: dict[Action, Callable[[ServiceRequest, datetime], Outcome]] = {
    Action.NOTHING: lambda request, now: Outcome.DONE,
    Action.PUT_BACK: _put_back,
    Action.GIVE_TO_MANAGER: _give_to_manager,
    Action.RAISE_PRIORITY: _raise_priority,
}
