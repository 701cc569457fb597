"""Which standard applies, and how one comes into force: draft, publish, retire.

A standard is the chain of versions of one scope: a department and one of its services, or the department's default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.models import Department, Service, User
from requests_app.states import OPEN
from requests_app.transitions import Refused
from sla import calendars, terms
from sla.models import BusinessCalendar, Metric, ServiceStandard, StandardTarget
from sla.terms import Target

State = ServiceStandard.State


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a version says. `targets` by metric and priority, None for every priority without its own."""

    name: Mapping[str, str]
    pledge: Mapping[str, str]
    calendar: BusinessCalendar
    targets: Mapping[tuple[str, int | None], Target]
    pause_statuses: tuple[str, ...]


def standard_for(
    service: Service | None, department: Department, priority: int, at: datetime
) -> ServiceStandard | None:
    """The version in force: the service's own, else the department's default; one that promises something for the
    priority. None where nothing is promised. Comes with `newest_version`."""
    service_id = service.pk if service else None
    found = (
        ServiceStandard.objects.in_force(at)
        .with_newest_version()
        .filter(Q(service=service_id) | Q(service=None), department=department)
        .order_by("service_id")  # PostgreSQL puts NULL, the default, last
    )
    return next((one for one in found if terms.of_published(one.pk).promise_anything(priority)), None)


@transaction.atomic
def draft(department: Department, service: Service | None, proposal: Proposal, *, by: User | None) -> ServiceStandard:
    """Write the draft of this scope, new or in place of the one that is there. Raises Refused."""
    if service is not None and service.provider_id != department.pk:
        raise Refused(_("This service belongs to another department."))
    _check(proposal)
    _lock(department)
    versions = ServiceStandard.objects.of_scope(department.pk, service.pk if service else None)
    standard = versions.drafts().first()
    if standard is None:
        last = versions.order_by("-number").first()
        standard = ServiceStandard(department=department, service=service, created_by=by)
        standard.number = last.number + 1 if last else 1
    standard.name, standard.pledge = dict(proposal.name), dict(proposal.pledge)
    standard.calendar, standard.pause_statuses = proposal.calendar, list(proposal.pause_statuses)
    standard.save()
    standard.targets.all().delete()
    StandardTarget.objects.bulk_create(
        StandardTarget(
            standard=standard, metric=metric, priority=priority, seconds=goal.seconds, warn_percents=list(goal.percents)
        )
        for (metric, priority), goal in proposal.targets.items()
    )
    return standard


def revise(standard: ServiceStandard, *, by: User | None) -> ServiceStandard:
    """The draft of the next version: the one that is there, else a new one that says what this version says."""
    scope = ServiceStandard.objects.of_scope(standard.department_id, standard.service_id)
    present = scope.drafts().first()
    if present is not None:
        return present
    said = Proposal(
        name=standard.name,
        pledge=standard.pledge,
        calendar=standard.calendar,
        targets=terms.read(standard).targets,
        pause_statuses=tuple(standard.pause_statuses),
    )
    return draft(standard.department, standard.service, said, by=by)


def _check(proposal: Proposal) -> None:
    if not proposal.targets:
        raise Refused(_("Give at least one target."))
    for (metric, _priority), target in proposal.targets.items():
        if metric not in Metric.values or target.seconds <= 0:
            raise Refused(_("A target is more than no time at all."))
        if any(not 1 <= percent <= 99 for percent in target.percents):
            raise Refused(_("Warnings lie between 1 and 99 per cent of the target."))
    if not set(proposal.pause_statuses) <= OPEN:
        raise Refused(_("Clocks can rest only while a request is open."))


@transaction.atomic
def publish(
    standard: ServiceStandard, *, by: User | None, now: datetime | None = None, since: datetime | None = None
) -> ServiceStandard:
    """Put a draft into force from `since` (by default now): the running version ends where this one begins.

    Requests filed before keep the version they were filed under. Raises Refused where a later version is planned.
    """
    at = now or clock.now()
    since = since or at
    _lock(standard.department)
    standard = ServiceStandard.objects.select_for_update(no_key=True).get(pk=standard.pk)
    if standard.state != State.DRAFT:
        raise Refused(_("Only a draft can be published."))
    calendars.usable(calendars.newest_version(standard.calendar_id).working_calendar.canonical_spec(), since)
    others = ServiceStandard.objects.of_scope(standard.department_id, standard.service_id).announced()
    if others.filter(valid__startswith__gte=since).exists():
        raise Refused(_("A later version is already published. Retire it first, or choose a later moment."))
    running = others.in_force(since).first()
    if running is not None:
        running.valid = DateTimeTZRange(running.in_force_from, since)
        running.save(update_fields=["valid"])
    standard.state, standard.valid = State.PUBLISHED, DateTimeTZRange(since, None)
    standard.published_by, standard.published_at = by, at
    standard.save(update_fields=["state", "valid", "published_by", "published_at"])
    return standard


@transaction.atomic
def retire(standard: ServiceStandard, *, now: datetime | None = None) -> ServiceStandard:
    """Promise nothing new from now on; a version that was only planned never comes into force at all.

    Where a planned version is withdrawn, the one before it goes on.
    """
    at = now or clock.now()
    _lock(standard.department)
    standard = ServiceStandard.objects.select_for_update(no_key=True).get(pk=standard.pk)
    since, until = standard.in_force_from, standard.in_force_until
    if standard.state != State.PUBLISHED or since is None or (until is not None and until <= at):
        raise Refused(_("Only a standard that is in force or planned can be retired."))
    standard.state = State.RETIRED
    standard.valid = DateTimeTZRange(since, at) if since < at else None
    standard.save(update_fields=["state", "valid"])
    if standard.valid is None:
        scope = ServiceStandard.objects.of_scope(standard.department_id, standard.service_id)
        before = scope.filter(state=State.PUBLISHED, valid__endswith=since).first()
        if before is not None:
            before.valid = DateTimeTZRange(before.in_force_from, None)
            before.save(update_fields=["valid"])
    return standard


@transaction.atomic
def discard(standard: ServiceStandard) -> None:
    """Throw a draft away."""
    deleted, _by_model = ServiceStandard.objects.drafts().filter(pk=standard.pk).delete()
    if not deleted:
        raise Refused(_("Only a draft can be thrown away."))


def _lock(department: Department) -> None:
    # One department's standards are changed by one person at a time; the constraint is the last guard, this the first.
    Department.objects.select_for_update(no_key=True).get(pk=department.pk)
