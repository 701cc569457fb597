"""What comes by phone or at the desk: somebody who serves files it for the caller, and what follows at once."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from requests_app.models import Service, ServiceRequest, User
from requests_app.states import Status

from .base import Refused, moment
from .filing import AT_ONCE, DONE, TAKEN, Filing, filed_before, submit
from .finishing import resolve
from .work import assign

QUEUE = ""  # nothing follows: it waits for whoever takes it

__all__ = ["DONE", "QUEUE", "TAKEN", "note_down", "note_down_once"]


@transaction.atomic
def note_down(
    service: Service, filing: Filing, *, requester: User, by: User, result: str = "", now: datetime | None = None
) -> ServiceRequest:
    """File it as `submit` does; what is TAKEN is theirs who noted it down, what is DONE is resolved as well.

    All of it at one moment, the one it was written down at: nobody's clock begins or ends in the past.
    """
    at = moment(now)
    request = submit(service, filing, requester=requester, by=by, now=at)
    if filing.at_once not in AT_ONCE:
        return request
    if request.status == Status.ON_HOLD and filing.at_once == DONE:
        raise Refused(_("Somebody has to approve this first. Note it down for the queue, or for yourself."))
    request = assign(request, to=by, by=by, now=at)
    return resolve(request, result, by=by, now=at) if filing.at_once == DONE else request


def note_down_once(service: Service, filing: Filing, *, requester: User, by: User, result: str = "") -> ServiceRequest:
    """As `note_down`; a form that is sent twice, by a double click or a shaky network, gives what it filed."""
    try:
        return note_down(service, filing, requester=requester, by=by, result=result)
    except IntegrityError:
        if (filed := filed_before(filing, by=by)) is None:
            raise
        return filed
