"""Who sees which requests, as conditions on a queryset of requests: what `visible_to`, the one rule, is made of."""

from __future__ import annotations

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
    mine = Q(requester=user) | Q(filed_by=user) | Q(Approval.objects.of(user).cover_request())
    mine |= Q(Participant.objects.of(user).cover_request())
    if user.roles:
        former = Leg.objects.filter(department__in=user.roles).values("request")
        served = Q(department__in=user.roles) | Q(asking_department__in=user.roles) | Q(pk__in=former)
        mine |= Q(assignee=user, department__in=user.roles) | served & ~hidden_from(user)
    return mine


def hidden_from(user: User) -> Q:
    """Is the service confidential, and handled by others only?"""
    from .catalogue import Service

    return Q(is_any("service_id", Service.objects.hidden_from(user).order_by().values("pk")))


def notes_open_to(user: User) -> Q:
    """Of visible requests: does this person read their internal notes? The rule of `access.sees_notes`."""
    former = Leg.objects.filter(department__in=user.roles, request=OuterRef("pk"))
    handled = ~hidden_from(user) | Q(assignee=user)
    return (Q(department__in=user.roles) | Exists(former)) & ~Q(requester=user) & handled
