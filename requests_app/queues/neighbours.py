"""What comes before and after a request in the queue one came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from requests_app.models import Department, ServiceRequest, User
from requests_app.pagination import beyond

from .orders import sortable
from .place import Place


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Numbers of requests; None at either end."""

    place: Place
    previous: int | None
    next: int | None


def neighbours(ticket: ServiceRequest, place: Place, user: User, now: datetime) -> Neighbours | None:
    """By the place the request has in the order, also once it no longer belongs to the view: so one gets on.

    None where this person has no such queue.
    """
    department = Department.objects.with_role_of(user).filter(code=place.dept).first()
    if department is None:
        return None
    selection = place.selection
    selection = selection.knowing(selection.questions(department))
    anchor = sortable(ServiceRequest.objects.filter(pk=ticket.pk), selection.order).get()
    rows = selection.rows(department, user, now).exclude(pk=ticket.pk)
    before, after = (
        beyond(rows, selection.order, anchor, backwards=backwards).values_list("pk", flat=True).first()
        for backwards in (True, False)
    )
    return Neighbours(place, before, after)
