"""Every “may this person …” about ratings. Only the requester answers: not who filed it for them, nor any admin."""

from __future__ import annotations

from datetime import datetime

from requests_app import access, transitions
from requests_app.models import User

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
