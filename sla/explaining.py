"""Why a request has the standard it has: every standard of the department in the order in which they are looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from requests_app.models import Priority, ServiceRequest
from requests_app.moments import phrase
from requests_app.states import Verb
from sla import checklists, terms
from sla.models import Scope, ServiceStandard
from sla.standards import Asked, precedence


@dataclass(frozen=True, slots=True)
class Reason:
    """One standard, and in a sentence why it applies or does not."""

    standard: ServiceStandard
    applies: bool
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    at: datetime
    reasons: list[Reason]

    @property
    def standard(self) -> ServiceStandard | None:
        return next((reason.standard for reason in self.reasons if reason.applies), None)


@dataclass(frozen=True, slots=True)
class Story:
    """What a request was given, and what would have been chosen at the moment `explanation` speaks of."""

    given: ServiceStandard | None
    applied_at: datetime | None
    explanation: Explanation

    @property
    def is_as_chosen(self) -> bool:
        return self.given == self.explanation.standard


def explain(asked: Asked, at: datetime, *, now: datetime | None = None) -> Explanation:
    """Every published standard of the department with its reason; moments are said as from `now`, by default `at`."""
    announced = ServiceStandard.objects.announced().filter(department=asked.department, valid__isnull=False)
    versions = announced.exclude(valid__isempty=True).for_list()
    reasons: list[Reason] = []
    for standard in sorted(_nearest(versions, at), key=precedence):
        taken = any(reason.applies for reason in reasons)
        why = _against(standard, asked, at, now or at)
        if why:
            reasons.append(Reason(standard, applies=False, why=why))
        elif taken:
            reasons.append(Reason(standard, applies=False, why=_("It would fit, but a more specific one came first.")))
        else:
            reasons.append(Reason(standard, applies=True, why=_for(standard)))
    return Explanation(at, reasons)


def of_request(request: ServiceRequest, *, now: datetime) -> Story:
    """Why this request has its standard: explained for the moment at which it was last chosen."""
    chosen, applied_at = request.filed_at, None
    for event in request.events.filter(verb__in=(Verb.AMENDED, Verb.STANDARD_APPLIED)).order_by("at", "pk"):
        if event.verb == Verb.STANDARD_APPLIED:
            chosen = applied_at = event.at
        elif "priority" in event.data.get("changes", {}):
            applied_at = None  # looked for once more, among those that were in force when it was chosen
    asked = Asked.by(request.service, request.requester, request.priority)
    return Story(checklists.standard_of(request), applied_at, explain(asked, chosen, now=now))


def _nearest(versions: Iterable[ServiceStandard], at: datetime) -> list[ServiceStandard]:
    """Of each standard one version: the one in force, else the next to come, else the last that was."""
    best: dict[Scope, ServiceStandard] = {}
    for one in versions:
        rival = best.get(one.scope)
        if rival is None or _distance(one, at) < _distance(rival, at):
            best[one.scope] = one
    return list(best.values())


def _distance(standard: ServiceStandard, at: datetime) -> tuple[int, float]:
    since, until = standard.in_force_from, standard.in_force_until
    if since is not None and since > at:
        return 1, (since - at).total_seconds()
    if until is not None and until <= at:
        return 2, (at - until).total_seconds()
    return 0, 0


def _against(standard: ServiceStandard, asked: Asked, at: datetime, now: datetime) -> str:
    """The first reason why it is not for such a request; empty where it is."""
    scope, since, until = standard.scope, standard.in_force_from, standard.in_force_until
    if scope.service not in (None, asked.service):
        return _("It is for the service “%(service)s” only.") % {"service": standard.service}
    if scope.requester_department not in (None, asked.requester_department):
        return _("It is for requests from %(department)s only.") % {"department": standard.requester_department}
    if scope.priority not in (None, asked.priority):
        return _("It is for priority %(priority)s only.") % {"priority": standard.get_priority_display()}
    if since is not None and since > at:
        return _("It is not in force before %(when)s.") % {"when": phrase(since, now)}
    if until is not None and until <= at:
        return _("It was in force until %(when)s.") % {"when": phrase(until, now)}
    if not terms.read(standard).promise_anything(asked.priority):
        return _("It promises nothing for priority %(priority)s.") % {"priority": Priority(asked.priority).label}
    return ""


def _for(standard: ServiceStandard) -> str:
    if standard.service_id is not None:
        return _("It applies: it is the most specific one that fits, made for this service.")
    if standard.requester_department_id is not None or standard.priority is not None:
        return _("It applies: the service has none of its own that fits, and this is the most specific of the others.")
    return _("It applies: no more specific one fits, and this is what the department promises in general.")
