"""What is about to break its promise, or has: live rows, since a warning of yesterday helps nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

from dashboards.counting import Scope, held
from requests_app.models import ServiceRequest, User
from requests_app.readings import Steps, reading

AHEAD = timedelta(days=1)
SHOWN = 8


@reading
def at_risk(scope: Scope, user: User, now: datetime) -> Steps[list[ServiceRequest]]:
    """Open requests whose soonest promise is due within a day or overdue, worst first; those this person may open."""
    near = held(scope).visible_to(user).due_within(AHEAD, now)
    (rows,) = yield (near.select_related("service").most_urgent_first()[:SHOWN],)
    return rows
