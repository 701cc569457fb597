"""A department becomes part of another one, or some of its work becomes a department of its own.

Services go first, so that whatever is filed meanwhile arrives where it belongs; then people; then what is open. What is
finished stays where it was done: `User.roles` opens it to whoever serves in the department that took over.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from . import belongings, clock, reorganised, reorganising_checks, transitions, undertakings
from .belongings import Belonging, Things
from .configuration import Action, Difference, Entry, changing, record
from .configuration.ours import in_every_language
from .models import (
    AssignmentRule,
    Department,
    FormerAddress,
    Membership,
    Service,
    ServiceRequest,
    Undertaking,
    User,
)
from .reorganising_checks import MERGER, SPLIT
from .signals import service_moved
from .undertakings import Kind, Step

NOTHING: Things = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Preview:
    """How much would move, and what would get another name in addresses."""

    services: int
    people: int
    requests: int
    # Labels with numbers, of what else there is.
    more: Sequence[tuple[str, int]]
    renamed: Sequence[str] = ()


def preview_of_merger(department: Department, into: Department) -> Preview:
    """Raises Refused where it cannot be."""
    reorganising_checks.check_merger(department, into)
    services = Service.objects.filter(provider=department)
    taken = set(Service.objects.filter(provider=into).values_list("code", flat=True))
    renamed = [str(one) for one in services if one.code in taken]
    open_ones = ServiceRequest.objects.held_by(department.pk).open()
    more = belongings.counts(department)
    return Preview(len(services), _people_of(department).count(), open_ones.count(), more, renamed)


def preview_of_split(
    department: Department, services: Collection[Service], people: Collection[User], things: Things
) -> Preview:
    """Raises Refused where it cannot be."""
    reorganising_checks.check_split(services, people)
    rules = AssignmentRule.objects.filter(service__in=services).count()
    along = belongings.taken_along(department, services, things)
    more = [(str(belongings.BELONGINGS[code].label), len(pks)) for code, pks in along.items()]
    more += [(_("Assignment rules"), rules)] if rules else []
    open_ones = ServiceRequest.objects.held_by(department.pk).open().filter(service__in=services)
    return Preview(len(services), len(people), open_ones.count(), more)


@transaction.atomic
def merge(department: Department, into: Department, *, by: User, now: datetime | None = None) -> Undertaking:
    """All it offers and has to do goes to the other one. From now on it is closed, and old addresses lead there."""
    held = {one.pk: one for one in _hold(department, into)}
    department, into = held[department.pk], held[into.pk]
    reorganising_checks.check_merger(department, into)
    at = now or clock.now()
    with changing(department, by=by, action=Action.MERGED, at=at):
        department.merged_into, department.closed_at = into, at
        department.save(update_fields=["merged_into", "closed_at"])
    # What became part of it before is part of the other one now: one step to look, never a chain.
    Department.objects.filter(merged_into=department).update(merged_into=into)
    FormerAddress.objects.filter(department=department).update(department=into)
    return undertakings.begin(MERGER, department.pk, {"into": into.pk}, by=by)


@transaction.atomic
def split(
    department: Department,
    new: Department,
    services: Collection[Service],
    people: Collection[User],
    *,
    things: Things = NOTHING,
    by: User,
) -> Undertaking:
    """These services, with what is open and published of them alone, these people and `things` become the other's."""
    reorganising_checks.check_split(services, people)
    held = {one.pk: one for one in _hold(department, new)}
    reorganising_checks.check_idle(*held.values())
    along = belongings.taken_along(department, services, things)
    told = [
        Difference(in_every_language(lambda: _("Services")), None, [str(one) for one in services]),
        Difference(in_every_language(lambda: _("People")), None, [f"{one} ({one.email})" for one in people]),
        *(
            Difference(in_every_language(belongings.BELONGINGS[code].label), None, len(pks))
            for code, pks in along.items()
        ),
        Difference(in_every_language(lambda: _("New department")), None, dict(new.name)),
    ]
    entry = Entry(
        kind="department", thing=str(department.pk), label=dict(department.name), action=Action.SPLIT, differences=told
    )
    record(entry, by=by)
    plan = {"into": new.pk, "services": [one.pk for one in services], "people": [one.pk for one in people]}
    plan["things"] = along
    return undertakings.begin(SPLIT, department.pk, plan, by=by)


def _hold(*departments: Department) -> list[Department]:
    ids = [one.pk for one in departments]
    return list(Department.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))


# What is left to do


@dataclass(frozen=True, slots=True)
class Left:
    """Of one undertaking: rows that are still in the old department."""

    services: QuerySet[Service]
    people: QuerySet[User]
    requests: QuerySet[ServiceRequest]
    things: Sequence[tuple[Belonging, Any]]

    def count(self) -> int:
        return self.services.count() + self.people.count() + self.requests.count() + len(self.things)


def _people_of(department: Department) -> QuerySet[User]:
    """Who belongs to it or serves in it; those who left stay where they were."""
    serving = Membership.objects.filter(department=department).values("user")
    people: QuerySet[User] = User.objects.active()
    return people.filter(department=department) | people.filter(pk__in=serving)


def _left_of_merger(department: Department, plan: Mapping[str, Any]) -> Left:
    return Left(
        Service.objects.filter(provider=department).order_by("pk"),
        _people_of(department).order_by("pk"),
        ServiceRequest.objects.held_by(department.pk).open().order_by("pk"),
        list(belongings.left(department)),
    )


def _left_of_split(department: Department, plan: Mapping[str, Any]) -> Left:
    services, people = plan["services"], plan["people"]
    return Left(
        Service.objects.filter(provider=department, pk__in=services).order_by("pk"),
        _people_of(department).filter(pk__in=people).order_by("pk"),
        ServiceRequest.objects.held_by(department.pk).open().filter(service__in=services).order_by("pk"),
        # One that was begun by an earlier version names none.
        list(belongings.left(department, plan.get("things", {}))),
    )


Reader = Callable[[Department, Mapping[str, Any]], Left]


def _kind(read: Reader, *, all_of_it: bool) -> Kind:
    def count(undertaking: Undertaking) -> int:
        department = Department.objects.get(pk=undertaking.thing)
        return read(department, undertaking.plan).count() + (all_of_it and _has_rest(department))

    def steps(undertaking: Undertaking, passed_over: Collection[str]) -> Iterator[Step]:
        department = Department.objects.get(pk=undertaking.thing)
        into = Department.objects.get(pk=undertaking.plan["into"])
        return (one for one in _steps(department, into, undertaking) if one.key not in passed_over)

    def _steps(department: Department, into: Department, undertaking: Undertaking) -> Iterator[Step]:
        by, left = undertaking.asked_by, read(department, undertaking.plan)
        for service in left.services:
            yield Step(f"service:{service.pk}", str(service), partial(move_service, service, into, by=by))
        for person in left.people:
            yield Step(f"person:{person.pk}", str(person), partial(_move_person, person, department, into, by=by))
        for request in left.requests.iterator(chunk_size=200):
            yield Step(f"request:{request.pk}", f"#{request.pk}", partial(transitions.move_along, request, into, by=by))
        for kind, thing in left.things:
            yield Step(f"{kind.code}:{thing.pk}", str(thing), partial(kind.move, thing, into, by))
        if all_of_it and _has_rest(department):
            yield Step("rest", str(department), partial(_move_rest, department, into, by=by))

    return Kind(count, steps)


# One step each


def move_service(service: Service, into: Department, *, by: User) -> None:
    """With its form, rule, standard and the address it had, which leads to the new one."""
    former = service.provider
    FormerAddress.objects.update_or_create(
        department_code=former.code, service_code=service.code, defaults={"department": into, "service": service}
    )
    with changing(service, by=by, action=Action.MOVED):
        service.provider = into
        service.code = _free_code(service, into)
        service.edition += 1
        service.save(update_fields=["provider", "code", "edition"])
        AssignmentRule.objects.filter(service=service).update(department=into)
    service_moved.send(sender=Service, service=service, former=former, by=by, at=clock.now())


def _free_code(service: Service, into: Department) -> str:
    taken = set(Service.objects.filter(provider=into).values_list("code", flat=True))
    codes = (service.code, *(f"{service.code[:76]}-{number}" for number in range(2, 100)))
    return next(code for code in codes if code not in taken)


def _move_person(person: User, former: Department, into: Department, *, by: User) -> None:
    """Home and role; whoever has a role in both keeps the greater one."""
    with changing(person, by=by, action=Action.MOVED):
        if person.department_id == former.pk:
            person.department = into
            person.save(update_fields=["department"])
        role = person.memberships.filter(department=former).first()
        if role is None:
            return
        present = person.memberships.filter(department=into).first()
        if present is None:
            Membership.objects.create(user=person, department=into, role=role.role, weekly_hours=role.weekly_hours)
        elif role.role == Membership.Role.MANAGER:
            present.role = role.role
            present.save(update_fields=["role"])
        role.delete()
        reorganised.move_views_of(person, former, into, by=by)


def _has_rest(former: Department) -> bool:
    rest: list[QuerySet[Any]] = [
        Department.objects.filter(parent=former),
        Service.objects.filter(audience_departments=former),
    ]
    return any(rows.exists() for rows in rest) or reorganised.is_left(former)


def _move_rest(former: Department, into: Department, *, by: User) -> None:
    """Parts of the tree, audiences, and views of its queue."""
    reorganised.move_audiences_and_views(former, into, by=by)
    for part in Department.objects.filter(parent=former):
        with changing(part, by=by, action=Action.MOVED):
            part.parent = into
            part.save(update_fields=["parent"])
    for service in Service.objects.filter(audience_departments=former):
        with changing(service, by=by):
            service.audience_departments.remove(former)
            service.audience_departments.add(into)


KINDS = {MERGER: _kind(_left_of_merger, all_of_it=True), SPLIT: _kind(_left_of_split, all_of_it=False)}
