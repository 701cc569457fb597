"""Which standard applies, and how one comes into force: draft, publish, retire.

A standard is the chain of versions of one scope: a department, and optionally one of its services, whose requests and
which priority it is for.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.compiled import compiled
from requests_app.models import Department, Service, Translated, User
from requests_app.transitions import Refused, StaleForm
from sla import calendars, changes, draft_changes, news, terms
from sla.calendar import NoWorkingTime
from sla.models import Metric, Scope, ServiceStandard, StandardTarget
from sla.proposals import Proposal, check, said_by
from sla.terms import Offer

State = ServiceStandard.State


@dataclass(frozen=True, slots=True)
class Asked:
    """What decides which standard a request gets."""

    department: int
    service: int | None
    requester_department: int | None
    priority: int

    @classmethod
    def by(cls, service: Service, requester: User, priority: int) -> Asked:
        return cls(service.provider_id, service.pk, requester.department_id, priority)


def standard_for(asked: Asked, at: datetime) -> ServiceStandard | None:
    """The version in force that fits best: see `candidates`. None where nothing is promised."""
    return next(
        (one for one in candidates(asked, at) if terms.of_published(one.pk).promise_anything(asked.priority)), None
    )


def candidates(asked: Asked, at: datetime) -> list[ServiceStandard]:
    """Every version in force whose scope fits, the first one to apply; each comes with `newest_version`."""
    return sorted((one for one in _in_force(asked.department, at) if fits(one, asked)), key=precedence)


@compiled
def _in_force(department: int, at: datetime) -> QuerySet[ServiceStandard]:
    return ServiceStandard.objects.in_force(at).with_newest_version().filter(department=department)


def fits(standard: ServiceStandard, asked: Asked) -> bool:
    """Is it for such requests? What the scope leaves open fits everything."""
    return all(wanted in (None, is_asked) for wanted, is_asked in zip(standard.scope, astuple(asked), strict=True))


def precedence(standard: ServiceStandard) -> tuple[bool, bool, bool]:
    """Sorts the first one to apply to the front. The service counts most, then whose request it is, then the priority:
    a standard for the service comes before every default of the department, whatever else both say."""
    scope = standard.scope
    return scope.service is None, scope.requester_department is None, scope.priority is None


def offer_for(asked: Asked, at: datetime) -> Offer | None:
    """The same as clocks see it."""
    standard = standard_for(asked, at)
    if standard is None:
        return None
    return Offer(standard.pk, standard.newest_version, terms.of_published(standard.pk))


@transaction.atomic
def draft(
    scope: Scope,
    proposal: Proposal,
    *,
    by: User | None,
    edition: int | None = None,
    known: ServiceStandard | None = None,
) -> ServiceStandard:
    """Write the draft of this scope, new or in place of the one that is there. Raises Refused.

    `known` is a draft that is to be for this scope from now on, whatever it was for. `edition` is that of the draft one
    has seen, 0 where there was none: raises StaleForm where it is another by now.
    """
    if scope.service is not None and not Service.objects.filter(pk=scope.service, provider=scope.department).exists():
        raise Refused(_("This service belongs to another department."))
    check(scope, proposal)
    _lock(scope.department)
    drafts = ServiceStandard.objects.drafts()
    if known is None:
        standard = drafts.of_scope(scope).first()
    elif (standard := drafts.select_for_update(no_key=True).filter(pk=known.pk).first()) is None:
        raise Refused(_("It is no draft any more."))
    if edition is not None and edition != (standard.edition if standard else 0):
        raise StaleForm
    before = draft_changes.said_by_standard(standard) if standard else None
    if standard is None:
        standard = ServiceStandard(created_by=by, number=_next_number(scope), **_columns(scope))
    elif standard.scope != scope:
        _move(standard, scope)
    _write(standard, proposal)
    draft_changes.standard_written(standard, before, by=by)
    return standard


def _write(standard: ServiceStandard, proposal: Proposal) -> None:
    standard.name, standard.pledge = Translated(proposal.name), Translated(proposal.pledge)
    standard.calendar, standard.pause_statuses = proposal.calendar, list(proposal.pause_statuses)
    standard.reopening, standard.checklist = proposal.reopening, list(proposal.checklist)
    standard.checked_by_another = proposal.checked_by_another
    standard.replay = None  # what a replay found was found of other targets
    standard.ready_at = None  # whoever handed it over meant what it said then
    standard.edition += 1
    standard.save()
    standard.targets.all().delete()
    StandardTarget.objects.bulk_create(
        StandardTarget(
            standard=standard,
            metric=metric,
            priority=priority,
            seconds=goal.seconds,
            steps=[step.as_json() for step in goal.steps],
        )
        for (metric, priority), goal in proposal.targets.items()
    )


def _columns(scope: Scope) -> dict[str, int | None]:
    return {name if name == "priority" else f"{name}_id": value for name, value in scope._asdict().items()}


def _next_number(scope: Scope) -> int:
    last = ServiceStandard.objects.of_scope(scope).order_by("-number").first()
    return last.number + 1 if last else 1


def _move(draft: ServiceStandard, scope: Scope) -> None:
    """The first version of another standard; whoever was asked about the old scope may be none of those it concerns."""
    if ServiceStandard.objects.of_scope(scope).exists():
        raise Refused(_("There is a standard for this already. Open it and make a new version."))
    for column, value in _columns(scope).items():
        setattr(draft, column, value)
    draft.number, draft.shared_at = 1, None
    draft.shared_with.clear()


def revise(standard: ServiceStandard, *, by: User | None) -> ServiceStandard:
    """The draft of the next version: the one that is there, else a new one that says what this version says."""
    present = ServiceStandard.objects.of_scope(standard.scope).drafts().first()
    if present is not None:
        return present
    return draft(standard.scope, said_by(standard), by=by)


@transaction.atomic
def publish(
    standard: ServiceStandard,
    *,
    by: User | None,
    now: datetime | None = None,
    since: datetime | None = None,
    edition: int | None = None,
) -> ServiceStandard:
    """Put a draft into force from `since` (by default now): the running version ends where this one begins.

    Requests filed before keep the version they were filed under. `edition` is that of the draft one has seen. Raises
    Refused where a later version is planned, StaleForm where the draft is another by now.
    """
    at = now or clock.now()
    since = since or at
    _lock(standard.department_id)
    standard = ServiceStandard.objects.select_for_update(no_key=True).get(pk=standard.pk)
    if standard.state != State.DRAFT:
        raise Refused(_("Only a draft can be published."))
    if edition not in (None, standard.edition):
        raise StaleForm
    _check_reachable(standard, since)
    others = ServiceStandard.objects.of_scope(standard.scope).announced()
    if others.filter(valid__startswith__gte=since).exists():
        raise Refused(_("A later version is already published. Retire it first, or choose a later moment."))
    running = others.in_force(since).first()
    if running is not None:
        running.valid = DateTimeTZRange(running.in_force_from, since)
        running.save(update_fields=["valid"])
    standard.state, standard.valid = State.PUBLISHED, DateTimeTZRange(since, None)
    standard.published_by, standard.published_at = by, at
    standard.save(update_fields=["state", "valid", "published_by", "published_at"])
    news.published(standard, by=by, at=at)
    changes.published(standard, running, by=by, at=at)
    return standard


def _check_reachable(standard: ServiceStandard, since: datetime) -> None:
    """Refuse targets for which the calendar has not the time: the clocks could never be due."""
    calendar = calendars.newest_version(standard.calendar_id).working_calendar
    calendars.usable(calendar.canonical_spec(), since)
    for target in standard.targets.order_by("seconds"):
        try:
            calendar.add(since, target.seconds)
        except NoWorkingTime:
            raise Refused(
                _("%(clock)s: the calendar has not that much working time within ten years.")
                % {"clock": Metric(target.metric).label}
            ) from None
        except ValueError as problem:  # due after the last year that calendars know
            raise Refused(_("Calendars know the years 1900 to 2199 only.")) from problem


@transaction.atomic
def retire(standard: ServiceStandard, *, by: User | None = None, now: datetime | None = None) -> ServiceStandard:
    """Promise nothing new from now on; a version that was only planned never comes into force at all.

    Where a planned version is withdrawn, the one before it goes on.
    """
    at = now or clock.now()
    _lock(standard.department_id)
    standard = ServiceStandard.objects.select_for_update(no_key=True).get(pk=standard.pk)
    since, until = standard.in_force_from, standard.in_force_until
    if standard.state != State.PUBLISHED or since is None or (until is not None and until <= at):
        raise Refused(_("Only a standard that is in force or planned can be retired."))
    standard.state = State.RETIRED
    standard.valid = DateTimeTZRange(since, at) if since < at else None
    standard.save(update_fields=["state", "valid"])
    if standard.valid is None:
        scope = ServiceStandard.objects.of_scope(standard.scope)
        before = scope.filter(state=State.PUBLISHED, valid__endswith=since).first()
        if before is not None:
            before.valid = DateTimeTZRange(before.in_force_from, None)
            before.save(update_fields=["valid"])
    changes.retired(standard, by=by, at=at)
    return standard


@transaction.atomic
def discard(standard: ServiceStandard, *, by: User | None) -> None:
    """Throw a draft away."""
    held = ServiceStandard.objects.drafts().select_for_update(no_key=True).filter(pk=standard.pk).first()
    if held is None:
        raise Refused(_("Only a draft can be thrown away."))
    draft_changes.standard_removed(held, by=by)
    held.delete()


def _lock(department_id: int) -> None:
    # One department's standards are changed by one person at a time; the constraint is the last guard, this the first.
    Department.objects.select_for_update(no_key=True).get(pk=department_id)
