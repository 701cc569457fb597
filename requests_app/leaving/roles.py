"""Roles a person has in departments, groups, rules and teams: each passes to somebody else, as a change of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.configuration import changing
from requests_app.models import (
    Absence,
    ApproverGroup,
    Department,
    Membership,
    Service,
    ServiceApproval,
    User,
)
from requests_app.models.people import UserQuerySet
from requests_app.undertakings import Step

from .holdings import Holding, Item, Moved

MANAGER = Membership.Role.MANAGER


def _serving(department: int, person: User) -> UserQuerySet:
    serving: UserQuerySet = User.objects.active().filter(memberships__department=department)
    return serving.exclude(pk=person.pk).by_name()


# Head of a department


def _heads(person: User) -> list[Item]:
    return [
        Item(
            code=f"head:{department.pk}",
            title=_("Head of %(department)s") % {"department": department},
            otherwise=_("Nobody for now"),
        )
        for department in Department.objects.filter(head=person)
    ]


def _hand_on_head(moved: Moved) -> Iterator[Step]:
    for department in Department.objects.filter(pk=moved.about, head=moved.person):
        yield Step(f"head:{department.pk}", str(department), partial(_lead, department, moved))


def _lead(department: Department, moved: Moved) -> None:
    with changing(department, by=moved.by):
        department.head = moved.taker
        department.save(update_fields=["head"])


# The only manager of a department


def _only_manager(person: User) -> list[Item]:
    managed = Department.objects.filter(memberships__user=person, memberships__role=MANAGER)
    others = Membership.objects.filter(role=MANAGER, user__is_active=True).exclude(user=person)
    return [
        Item(
            code=f"manager:{department.pk}",
            title=_("The only manager of %(department)s") % {"department": department},
            takers=_serving(department.pk, person),
            otherwise=_("Nobody for now"),
        )
        for department in managed.exclude(pk__in=others.values("department"))
    ]


def _hand_on_management(moved: Moved) -> Iterator[Step]:
    if moved.taker is not None:
        for role in moved.taker.memberships.filter(department=moved.about).exclude(role=MANAGER):
            yield Step(f"manager:{moved.about}", str(role.department), partial(_promote, role, moved))


def _promote(role: Membership, moved: Moved) -> None:
    with changing(role.user, by=moved.by):
        role.role = MANAGER
        role.save(update_fields=["role"])


# Handler of a confidential service


def _handled(person: User) -> list[Item]:
    return [
        Item(
            code=f"handler:{service.pk}",
            title=_("Sees what is asked of the confidential service “%(service)s”") % {"service": service},
            takers=_serving(service.provider_id, person),
            # Somebody has to see what is asked.
            otherwise=_("Nobody in addition") if _other_handlers(service, person) else "",
        )
        for service in Service.objects.filter(handlers=person).select_related("provider")
    ]


def _other_handlers(service: Service, person: User) -> bool:
    return bool(service.handlers.active().exclude(pk=person.pk).exists())


def _hand_on_handling(moved: Moved) -> Iterator[Step]:
    for service in Service.objects.filter(pk=moved.about, handlers=moved.person):
        yield Step(f"handler:{service.pk}", str(service), partial(_handle, service, moved))


def _handle(service: Service, moved: Moved) -> None:
    with changing(service, by=moved.by):
        service.handlers.remove(moved.person)
        if moved.taker is not None:
            service.handlers.add(moved.taker)


# Groups and rules of approval


def _groups(person: User) -> list[Item]:
    return [
        Item(
            code=f"group:{group.pk}",
            title=_("Member of the group of approvers “%(group)s”") % {"group": group},
            otherwise=_("Nobody in addition"),
        )
        for group in ApproverGroup.objects.filter(members=person)
    ]


def _hand_on_group(moved: Moved) -> Iterator[Step]:
    for group in ApproverGroup.objects.filter(pk=moved.about, members=moved.person):
        yield Step(f"group:{group.pk}", str(group), partial(_join, group, moved))


def _join(group: ApproverGroup, moved: Moved) -> None:
    with changing(group, by=moved.by):
        group.members.remove(moved.person)
        if moved.taker is not None:
            group.members.add(moved.taker)


def _rules(person: User) -> list[Item]:
    count = ServiceApproval.objects.filter(people=person).count()
    if not count:
        return []
    title = _("Steps of approval rules that name this person")
    return [Item(code="rules", title=title, count=count, otherwise=_("The others of the step decide, or the head"))]


def _hand_on_rules(moved: Moved) -> Iterator[Step]:
    for step in ServiceApproval.objects.filter(people=moved.person).select_related("rule__service"):
        yield Step(f"rule:{step.pk}", str(step.rule.service), partial(_name, step, moved))


def _name(step: ServiceApproval, moved: Moved) -> None:
    with changing(step.rule.service, by=moved.by):
        step.people.remove(moved.person)
        if moved.taker is not None:
            step.people.add(moved.taker)


# Line manager, stand-in


def _reports(person: User) -> list[Item]:
    count = User.objects.active().filter(manager=person).count()
    if not count:
        return []
    title = _("Line manager of these people")
    nobody = _("They have no line manager for now")
    return [Item(code="reports", title=title, count=count, otherwise=nobody, proposed=_above(person))]


def _above(person: User) -> User | None:
    return person.manager if person.manager and person.manager.is_active else None


def _hand_on_reports(moved: Moved) -> Iterator[Step]:
    for report in User.objects.active().filter(manager=moved.person).order_by("pk"):
        yield Step(f"report:{report.pk}", str(report), partial(_report_to, report, moved))


def _report_to(report: User, moved: Moved) -> None:
    """One of them who takes over reports to whoever was above the one who leaves, and nobody to themselves."""
    above = _above(moved.person)
    taker = moved.taker if moved.taker is None or moved.taker.pk != report.pk else above
    with changing(report, by=moved.by):
        report.manager = taker if taker is None or taker.pk != report.pk else None
        report.save(update_fields=["manager"])


def _absences(person: User) -> QuerySet[Absence]:
    return Absence.objects.not_over(clock.now()).filter(Q(stand_in=person) & ~Q(user=person)).select_related("user")


def _stands_in(person: User) -> list[Item]:
    count = _absences(person).count()
    title = _("Stands in for people who are or will be away")
    return [Item(code="stand_in", title=title, count=count, otherwise=_("Nobody for now"))] if count else []


def _hand_on_standing_in(moved: Moved) -> Iterator[Step]:
    for absence in _absences(moved.person):
        yield Step(f"absence:{absence.pk}", str(absence.user), partial(_stand_in, absence, moved))


def _stand_in(absence: Absence, moved: Moved) -> None:
    absence.stand_in = moved.taker if moved.taker is None or moved.taker.pk != absence.user_id else None
    absence.save(update_fields=["stand_in"])


ROLES = (
    Holding("head", _heads, _hand_on_head),
    Holding("manager", _only_manager, _hand_on_management),
    Holding("handler", _handled, _hand_on_handling),
    Holding("group", _groups, _hand_on_group),
    Holding("rules", _rules, _hand_on_rules),
    Holding("reports", _reports, _hand_on_reports),
    Holding("stand_in", _stands_in, _hand_on_standing_in),
)
