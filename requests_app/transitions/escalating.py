"""What the portal does by itself when time runs short."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app.models import Level, ServiceRequest, User, priority_of
from requests_app.states import OPEN, Verb, check_status

from .base import Act, Refused, change, lock, moment

ESCALATION = "escalation"  # the reason in journal lines of what a service standard does about requests that run late


@transaction.atomic
def raise_priority(request: ServiceRequest, *, by: User | None, now: datetime | None = None) -> ServiceRequest:
    """One level up, by the smallest change of urgency, else of impact, that means it. Raises Refused at the top."""
    request = lock(request)
    check_status(Verb.AMENDED, request.status, OPEN)
    new = _next_level(request)
    changes = {name: [getattr(request, name), value] for name, value in new.items()}
    data = {"changes": changes} | ({} if by else {"reason": ESCALATION})
    return change(request, Act(Verb.AMENDED, by, moment(now), data=data), **new)


def _next_level(request: ServiceRequest) -> dict[str, Any]:
    """The fields that change: urgency, impact, and the priority that follows from them."""
    higher = [
        (impact - request.impact + urgency - request.urgency, impact, urgency)
        for impact in range(request.impact, Level.HIGH + 1)
        for urgency in range(request.urgency, Level.HIGH + 1)
        if priority_of(impact, urgency) < request.priority
    ]
    if not higher:
        raise Refused(_("The priority is as high as it can be."))
    _steps, impact, urgency = min(higher)
    wanted = {"impact": impact, "urgency": urgency, "priority": int(priority_of(impact, urgency))}
    return {name: value for name, value in wanted.items() if getattr(request, name) != value}
