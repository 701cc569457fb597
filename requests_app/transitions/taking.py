"""Taking what comes next."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from requests_app.models import Department, ServiceRequest, User

from .work import assign


@transaction.atomic
def take_next(department: Department, *, by: User, now: datetime | None = None) -> ServiceRequest | None:
    """Assign the most urgent request that nobody has and that somebody could go on with; None when there is none.

    Two colleagues who ask at once get two requests: the row that one of them is taking is passed over by the other.
    """
    held = ServiceRequest.objects.held_by(department.pk).handled_by(by)
    waiting = held.actionable().unassigned().exclude(requester=by)
    free = waiting.most_urgent_first().select_for_update(skip_locked=True).first()
    return assign(free, to=by, by=by, now=now) if free else None
