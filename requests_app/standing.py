"""Where a request stands, in the words of whoever reads it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from . import access
from .models import ServiceRequest, User
from .models.levels import STATUS_LABELS
from .moments import phrase
from .states import Status


def state_of(ticket: ServiceRequest, user: User) -> str:
    """A request waits for “you”, or for “the requester”."""
    if ticket.status == Status.WAITING and access.asks(user, ticket):
        return pgettext("request state", "Waiting for you")
    return str(STATUS_LABELS[Status(ticket.status)])


def next_promise(ticket: ServiceRequest, now: datetime) -> str:
    """What one may count on next, as a short phrase; empty where nothing runs."""
    if not ticket.is_open or ticket.promised_at is None:
        return ""
    if ticket.promised_at < now:
        return _("Was promised for %(when)s") % {"when": phrase(ticket.promised_at, now)}
    return _("Promised for %(when)s") % {"when": phrase(ticket.promised_at, now)}
