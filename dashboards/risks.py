"""What is about to break its promise, or has: live rows, since a warning of yesterday helps nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from dashboards.counting import Scope, held
from dashboards.words import span
from requests_app.models import ServiceRequest, User

AHEAD = timedelta(days=1)
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Risk:
    request: ServiceRequest
    late: bool
    text: str


def at_risk(scope: Scope, user: User, now: datetime) -> list[Risk]:
    """Open requests whose soonest promise is due within a day or overdue, worst first; those this person may open."""
    near = held(scope).visible_to(user).open().filter(due_at__lte=now + AHEAD)
    requests = near.select_related("service").most_urgent_first()[:SHOWN]
    return [_risk(request, request.due_at, now) for request in requests if request.due_at]


def _risk(request: ServiceRequest, due_at: datetime, now: datetime) -> Risk:
    duration = span(abs((due_at - now).total_seconds()) / 3600)
    text = _("%(duration)s late") if due_at <= now else _("%(duration)s left")
    return Risk(request, due_at <= now, text % {"duration": duration})
