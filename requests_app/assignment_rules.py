"""Every write of who gets new requests, and who works how many hours a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from .configuration import changing
from .models import AssignmentRule, Department, Membership, Service, Strategy, User
from .transitions.base import Refused


@dataclass(frozen=True, slots=True)
class Way:
    """How people are found: always one `owner`, or one of `members` (empty: of everybody who serves there)."""

    strategy: str
    owner: User | None = None
    members: Sequence[User] = ()


def set_rule(
    department: Department, service: Service | None, way: Way | None, *, by: User | None
) -> AssignmentRule | None:
    """In place of the rule so far; None: a service follows its department again, a department assigns by hand.

    Turns go on where they were. Raises Refused.
    """
    with changing(service or department, by=by):
        Department.objects.select_for_update(no_key=True).get(pk=department.pk)
        return _write(department, service, way)


def _write(department: Department, service: Service | None, way: Way | None) -> AssignmentRule | None:
    known = AssignmentRule.objects.filter(department=department, service=service)
    if way is None:
        known.delete()
        return None
    _check(department, way)
    rule = known.first() or AssignmentRule(department=department, service=service)
    rule.strategy = way.strategy
    rule.owner = way.owner if way.strategy == Strategy.OWNER else None
    rule.save()
    rule.members.set(way.members if way.strategy in (Strategy.TURNS, Strategy.LEAST) else [])
    return rule


def _check(department: Department, way: Way) -> None:
    if way.strategy == Strategy.OWNER and way.owner is None:
        raise Refused(_("Say who gets it."))
    strangers = [person for person in (way.owner, *way.members) if person and not person.works_in(department.pk)]
    if strangers:
        raise Refused(_("%(person)s does not work in this department.") % {"person": strangers[0]})


def set_hours(membership: Membership, hours: Decimal, *, by: User) -> None:
    """How many hours a week somebody works on this department's requests; 0: gets nothing by itself."""
    with changing(membership, by=by):
        membership.weekly_hours = hours
        membership.save(update_fields=["weekly_hours"])


def usual_way(department: Department) -> AssignmentRule | None:
    """What counts for services that say nothing themselves."""
    return AssignmentRule.objects.of(department).filter(service=None).first()
