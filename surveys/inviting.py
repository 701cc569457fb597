"""Who is invited to rate a request: decided once a resolution, after the verb, in a transaction of its own.

Asked is the requester alone, when they have confirmed or a day after the resolution, about what was resolved: a request
that was declined or cancelled has no result to be satisfied with. Missed decisions are found again in the journal.
"""

from __future__ import annotations

import logging
import random
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from requests_app.models import RequestEvent, Service, ServiceRequest, User
from requests_app.notifications import notify
from requests_app.states import Verb
from surveys.stats import invitation_allowed

from . import rules
from .models import RATED_IN, Invitation, NotAsked, SurveyPreference
from .patience import asked_around, is_used_up

logger = logging.getLogger(__name__)
draw = random.SystemRandom().random


def invite_due(*, now: datetime, limit: int = 500) -> int:
    """Decide about everything that is due; the number of invitations. Safe to run twice and by many at once."""
    invited = 0
    for pk in due(now).order_by("resolved_at", "pk").values_list("pk", flat=True)[:limit]:
        invited += invite_robustly(pk, now=now)
    return invited


def invite_robustly(request_id: int, *, now: datetime) -> bool:
    """Invite if due. Whatever goes wrong is logged: asking is a courtesy, and the next round tries again."""
    try:
        return decide(request_id, now=now) is not None
    except Exception:
        logger.exception("Nobody could be invited to rate request %s", request_id)
        return False


def due(now: datetime) -> QuerySet[ServiceRequest]:
    """Live requests whose present resolution was confirmed, or is a day old, and about which nothing is decided."""
    recent = RequestEvent.objects.filter(at__gt=now - rules.REPAIR_WITHIN, at__lte=now)
    heard = recent.filter(
        Q(verb=Verb.CONFIRMED) | Q(verb=Verb.RESOLVED, at__lte=now - rules.WAIT_AFTER_RESOLUTION),
        at__gte=F("request__resolved_at"),
    )
    undecided = Q(not_asked=None) | Q(not_asked__decided_at__lt=F("resolved_at"))
    return ServiceRequest.objects.live().filter(
        undecided, status__in=RATED_IN, invitation=None, pk__in=heard.values("request")
    )


@transaction.atomic
def decide(request_id: int, *, now: datetime) -> Invitation | None:
    """Invite the requester, or note why not; None also where nothing is due or somebody else is deciding."""
    known = ServiceRequest.objects.select_related("service").filter(pk=request_id)
    locked = known.select_for_update(skip_locked=True, no_key=True, of=("self",))
    # Asked again behind the lock: another worker may have decided since this one looked.
    if not locked or not due(now).filter(pk=request_id).exists():
        return None
    request = locked[0]
    # Two requests of one person must not pass the throttle side by side.
    person = User.objects.select_for_update(no_key=True).get(pk=request.requester_id)
    handler = handler_of(request)
    reason = why_not(person, request, handler, now=now) or _not_drawn(request.service)
    if reason is not None:
        NotAsked.objects.update_or_create(request=request, defaults={"reason": reason, "decided_at": now})
        return None
    return _invite(person, request, handler, now=now)


def handler_of(request: ServiceRequest) -> User | None:
    """Whoever works on it; where nobody does, who said that it is done. None: the system or an unknown person."""
    if request.assignee is not None:
        return request.assignee
    resolved = request.events.filter(verb=Verb.RESOLVED).select_related("actor").order_by("at", "id").last()
    return resolved.actor if resolved else None


def why_not(person: User, request: ServiceRequest, handler: User | None, *, now: datetime) -> str | None:
    """The first reason against asking this person about this request, as in NotAsked.Reason; None to ask."""
    if person == handler:
        return NotAsked.Reason.OWN_WORK
    if not person.is_active:
        return NotAsked.Reason.INACTIVE
    if request.service.asking == Service.Asking.NEVER:
        return NotAsked.Reason.SERVICE_OFF
    today = now.astimezone(UTC).date()
    asked = asked_around([person.pk], today).get(person.pk, [])
    refused = invitation_allowed(
        now=today.isoformat(),
        past_invitations=[
            {"at": sent_on.isoformat(), "department": str(department or "")}
            for sent_on, department in asked
            if sent_on < today + rules.RESERVED_AHEAD
        ],
        department=str(request.department_id),
        opt_out=SurveyPreference.objects.filter(person=person, opted_out=True).exists(),
        config=rules.THROTTLE,
    )["reason"]
    if refused is None and is_used_up([sent_on for sent_on, _department in asked], today):
        return NotAsked.Reason.MAX_PER_365_DAYS
    return refused


def _not_drawn(service: Service) -> str | None:
    """The last question of all: so the chance is that of everybody who could have been asked."""
    return None if draw() < service.asking_chance else NotAsked.Reason.NOT_DRAWN


def _invite(person: User, request: ServiceRequest, handler: User | None, *, now: datetime) -> Invitation:
    invitation = Invitation.objects.create(
        person=person,
        request=request,
        department=request.department,
        handler=handler,
        sent_on=now.astimezone(UTC).date(),
        probability=rules.PROBABILITY * request.service.asking_chance,
    )
    notify(
        "rating_invitation",
        [person],
        key=f"rating:{request.pk}",
        at=now,
        request=request,
        params={"department": dict(request.department.name) or {"en": request.department.code}},
    )
    return invitation
