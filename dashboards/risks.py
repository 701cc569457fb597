"""What is about to break its promise, or has: live rows, since a warning of yesterday helps nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

from dashboards.counting import Scope, held
from requests_app.models import ServiceRequest, User

AHEAD = timedelta(days=1)
SHOWN = 8


def at_risk(scope: Scope, user: User, now: datetime) -> list[ServiceRequest]:
    """Open requests whose soonest promise is due within a day or overdue, worst first; those this person may open."""
    near = held(scope).visible_to(user).due_within(AHEAD, now)
    return list(near.select_related("service").most_urgent_first()[:SHOWN])
