"""Every “may this person …” about ratings and surveys.

A rating only the requester gives: not who filed it for them, nor any admin.
"""

from __future__ import annotations

from datetime import datetime

from requests_app import access, transitions
from requests_app.models import Department, Membership, User

from .models import RATED_IN, Invitation, Rating


def can_answer(invitation: Invitation, *, now: datetime) -> bool:
    """Give the answer while the request is done, or change it within the window; that outlasts a reopening."""
    given = rating_of(invitation)
    if given is not None:
        return given.can_be_changed(now)
    return invitation.request is not None and invitation.request.status in RATED_IN


def can_reopen(user: User, invitation: Invitation, *, now: datetime) -> bool:
    request = invitation.request
    return (
        request is not None
        and request.status in RATED_IN
        and access.can_reopen(user, request)
        and transitions.can_still_reopen(request, now=now)
    )


def rating_of(invitation: Invitation) -> Rating | None:
    """The answer to it; no query where the invitation was read with `for_answering`."""
    return getattr(invitation.request, "rating", None)


def can_run_surveys(user: User) -> bool:
    """Set up surveys, own questions and questionnaires: whoever leads a department, for it; admins for all."""
    return user.is_admin or Membership.Role.MANAGER in user.roles.values()


def can_run_for(user: User, owner: Department | None) -> bool:
    """Run a survey of this department; None: of the company."""
    return user.is_admin or (owner is not None and user.manages(owner.pk))


def can_ask_about(user: User, department: Department) -> bool:
    return user.is_admin or user.manages(department.pk)
