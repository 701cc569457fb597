"""Of many people, who may read: the questions of `access` asked for whole lists, in a few statements."""

from __future__ import annotations

from collections.abc import Sequence

from .access import is_requester
from .models import Approval, Leg, Participant, Service, ServiceRequest, User
from .models.roles import read_roles


def readers(told: Sequence[tuple[ServiceRequest, Sequence[User]]]) -> list[list[User]]:
    """Of each request's people those whom `ServiceRequestQuerySet.visible_to` shows it, in the same order.

    The same rule from the other side: at most four statements, however many they are. A test holds the two together.
    """
    others = [(person, request) for request, people in told for person in people if not is_requester(person, request)]
    read_roles(person for person, _request in others)
    hidden = _hidden(others)
    elsewhere = [
        (person, one)
        for person, one in others
        if not person.works_in(one.department_id) or (person.pk, one.pk) in hidden
    ]
    holders = {request.pk: {request.department_id} for request, _people in told}
    served = {one.pk for person, one in elsewhere if person.roles}
    for pk, department in Leg.objects.filter(request__in=served).values_list("request", "department"):
        holders[pk].add(department)
    for request, _people in told:
        if request.asking_department_id:
            holders[request.pk].add(request.asking_department_id)
    named = _named(elsewhere)
    return [[person for person in people if _sees(person, one, holders[one.pk], named, hidden)] for one, people in told]


def _named(pairs: Sequence[tuple[User, ServiceRequest]]) -> set[tuple[int, int]]:
    """Which of these people are or were asked to approve, or take part in, which of these requests, as ids."""
    if not pairs:
        return set()
    people, requests = {person.pk for person, _one in pairs}, {one.pk for _person, one in pairs}
    asked = Approval.objects.filter(approver__in=people, request__in=requests).order_by()
    added = Participant.objects.filter(user__in=people, request__in=requests).order_by()
    return set(asked.values_list("approver", "request").union(added.values_list("user", "request")))


def _hidden(pairs: Sequence[tuple[User, ServiceRequest]]) -> set[tuple[int, int]]:
    """Which of these people do not handle the confidential services of which of these requests, as ids."""
    services = {one.service_id for _person, one in pairs if _may_be_confidential(one)}
    if not services:
        return set()
    handled = Service.objects.filter(pk__in=services, is_confidential=True).values_list("pk", "handlers")
    handlers: dict[int, set[int]] = {}
    for service, handler in handled:
        handlers.setdefault(service, set()).add(handler)
    return {
        (person.pk, one.pk)
        for person, one in pairs
        if person.pk not in handlers.get(one.service_id, {person.pk})
        and not (one.assignee_id == person.pk and person.works_in(one.department_id))
    }


def _may_be_confidential(request: ServiceRequest) -> bool:
    # Mostly the service is read already, and then nobody has to be asked.
    return not ServiceRequest.service.is_cached(request) or request.service.is_confidential


def _sees(
    person: User, request: ServiceRequest, holders: set[int], named: set[tuple[int, int]], hidden: set[tuple[int, int]]
) -> bool:
    if not person.is_active:
        return False
    if person.is_superuser or is_requester(person, request) or (person.pk, request.pk) in named:
        return True
    return not holders.isdisjoint(person.roles) and (person.pk, request.pk) not in hidden


def note_readers(request: ServiceRequest, people: Sequence[User]) -> list[User]:
    """Of these people those for whom `access.sees_notes` holds: at most three statements, however many they are."""
    read_roles(people)
    serving = [one for one in people if one.is_active and one.pk != request.requester_id and one.roles]
    if not serving:
        return []
    held = {request.department_id, *request.legs.order_by().values_list("department", flat=True)}
    handlers = set(request.service.handlers.values_list("pk", flat=True)) if request.service.is_confidential else None
    return [
        person
        for person in serving
        if not held.isdisjoint(person.roles)
        and (handlers is None or person.pk in handlers or person.pk == request.assignee_id)
    ]
