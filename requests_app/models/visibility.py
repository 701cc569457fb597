"""Who sees which requests, as conditions on a queryset of requests: what `visible_to`, the one rule, is made of."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from .approvals import Approval
from .covering import is_any
from .journal import Leg
from .participants import Participant

if TYPE_CHECKING:
    from .people import User


def seen_by(user: User) -> Q:
    """Of an active person who is no superuser; what the condition means, `visible_to` says."""
    served = _served_by(user)
    return _concerning(user) | reduce(or_, served) & ~hidden_from(user) if served else _concerning(user)


def ways_to_see(user: User) -> list[Q]:
    """The same as conditions of which one has to hold, each answered by indexes of its own.

    Joined by OR, PostgreSQL can only guess how many rows they let through, and reads the whole table for a few.
    """
    if not user.roles:
        return [_concerning(user)]
    # What somebody works on is among their departments' own: of ten years of work a way of its own would read each row.
    held, *others = _served_by(user)
    held &= ~hidden_from(user) | Q(assignee=user)
    return [_invited_to(user), held, *(one & ~hidden_from(user) for one in others)]


def _concerning(user: User) -> Q:
    """Asked, filed, approved, followed or worked on by this person."""
    invited = _invited_to(user)
    return invited | Q(assignee=user, department__in=user.roles) if user.roles else invited


def _invited_to(user: User) -> Q:
    """Asked, filed, approved or followed by this person."""
    asked = Q(requester=user) | Q(filed_by=user)
    return asked | Q(Approval.objects.of(user).cover_request()) | Q(Participant.objects.of(user).cover_request())


def _served_by(user: User) -> list[Q]:
    """Held or asked by departments in which this person serves, or held by them before."""
    if not user.roles:
        return []
    former = Leg.objects.filter(department__in=user.roles).values("request")
    return [Q(department__in=user.roles), Q(asking_department__in=user.roles), Q(pk__in=former)]


def hidden_from(user: User) -> Q:
    """Is the service confidential, and handled by others only?"""
    from .catalogue import Service

    return Q(is_any("service_id", Service.objects.hidden_from(user).order_by().values("pk")))


def notes_open_to(user: User) -> Q:
    """Of visible requests: does this person read their internal notes? The rule of `access.sees_notes`."""
    former = Leg.objects.filter(department__in=user.roles, request=OuterRef("pk"))
    handled = ~hidden_from(user) | Q(assignee=user)
    return (Q(department__in=user.roles) | Exists(former)) & ~Q(requester=user) & handled
