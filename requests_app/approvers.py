"""Who is to agree: line managers, heads, named people and groups, and nobody to what they ask for themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from .models import Absence, ApprovalRule, ApproverGroup, Chosen, Department, ServiceApproval, ServiceRequest, User

ALL = ServiceApproval.ALL
# So many stand-ins of stand-ins are asked, one after the other.
LONGEST_CHAIN = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """One step as somebody asks for it; `needed` of them have to agree, ALL of them for 0."""

    chosen: str = Chosen.PEOPLE
    people: Sequence[User] = ()
    group: ApproverGroup | None = None
    needed: int = ALL


@dataclass(frozen=True, slots=True)
class Planned:
    """One step with the people who are asked in it."""

    wanted: Wanted
    people: list[User]

    @property
    def needed(self) -> int:
        return min(self.wanted.needed or len(self.people), len(self.people))


def of_rule(rule: ApprovalRule) -> list[Wanted]:
    """The steps of a rule whose steps, people and groups are read."""
    return [
        Wanted(step.chosen, list(step.people.all()), step.group, step.needed)
        for step in rule.steps.select_related("group").prefetch_related("people", "group__members")
    ]


def plan(wanted: Iterable[Wanted], request: ServiceRequest, *, barred: Collection[int], spare: bool) -> list[Planned]:
    """The steps with their people; `barred` are ids of those who ask.

    A step nobody is found for goes, with `spare`, to whoever leads the department that wants it, else it has no
    people. Who alone decides a step is not asked the same again in a later one.
    """
    steps: list[Planned] = []
    for one in wanted:
        people = find(one, request, barred) or (leaders(request.service.provider, barred) if spare else [])
        if len(people) == 1 and any(step.people == people for step in steps):
            continue
        steps.append(Planned(one, people))
    return steps


def find(wanted: Wanted, request: ServiceRequest, barred: Collection[int]) -> list[User]:
    """Whoever asks for themselves is passed over, up to the next one above them."""
    if wanted.chosen == Chosen.MANAGER:
        return above(request.requester, barred)
    if wanted.chosen == Chosen.HEAD:
        return _heads(request.requester, barred)
    asked = wanted.group.members.all() if wanted.group else wanted.people
    people = [person for person in asked if person.is_active and person.pk not in barred]
    return sorted(people, key=lambda person: person.pk) or (above(request.requester, barred) if asked else [])


def above(person: User, barred: Collection[int]) -> list[User]:
    """The nearest line manager who works here and does not ask: one person, or nobody."""
    seen, manager = {person.pk}, person.manager
    while manager is not None and manager.pk not in seen:
        if manager.is_active and manager.pk not in barred:
            return [manager]
        seen.add(manager.pk)
        manager = manager.manager
    return []


def _heads(person: User, barred: Collection[int]) -> list[User]:
    seen: set[int] = set()
    department = person.department
    while department is not None and department.pk not in seen:
        head = department.head
        if head is not None and head.is_active and head.pk not in barred:
            return [head]
        seen.add(department.pk)
        department = department.parent
    return above(person, barred)


def leaders(department: Department, barred: Collection[int]) -> list[User]:
    """Its head, else its managers: where nobody above the requester can be found."""
    leading = [department.head] if department.head else []
    leading += User.objects.managing(department).order_by("pk")
    return [person for person in leading if person.is_active and person.pk not in barred][:1]


def stand_ins(person: User, at: datetime, barred: Collection[int]) -> list[User]:
    """Who decides in place of somebody who is away: their stand-in, and while that one is away too, the next.

    Where the stand-in is the one who asks, the nearest line manager of the absent person does it.
    """
    asked: list[User] = []
    seen, absent, passed_over = {person.pk}, person, False
    for _turn in range(LONGEST_CHAIN):
        absence = Absence.objects.at(at).of(absent).select_related("stand_in").first()
        if absence is None or absence.stand_in is None or absence.stand_in.pk in seen:
            break
        absent = absence.stand_in
        seen.add(absent.pk)
        if absent.is_active and absent.pk not in barred:
            asked.append(absent)
        else:
            passed_over = True
    return asked or (above(person, {*barred, *seen}) if passed_over else [])
