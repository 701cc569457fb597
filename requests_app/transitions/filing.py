"""What the requester does: file, amend, ask for news, cancel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from requests_app.models import Channel, Message, Service, ServiceRequest, User, priority_of
from requests_app.states import OPEN, Status, Verb, check_status

from .base import Act, Refused, change, lock, moment, record, write

AMENDABLE = ("title", "description", "needed_by", "impact", "urgency", "outside_party")


@dataclass(frozen=True, slots=True)
class Filing:
    """What somebody writes when filing. Impact and urgency left out are the service's usual ones."""

    title: str
    description: str = ""
    impact: int | None = None
    urgency: int | None = None
    needed_by: date | None = None
    outside_party: str = ""
    channel: str = Channel.PORTAL
    # Of the form: with it, `submit_once` files the same form only once.
    key: UUID | None = None


@transaction.atomic
def submit(
    service: Service, filing: Filing, *, requester: User, by: User, now: datetime | None = None
) -> ServiceRequest:
    """File a request with the department that provides the service. `by` differs from `requester` on behalf."""
    if not service.is_published:
        raise Refused(_("This service is no longer offered."))
    at = moment(now)
    impact = filing.impact or service.default_impact
    urgency = filing.urgency or service.default_urgency
    request = ServiceRequest.objects.create(
        title=filing.title.strip(),
        description=filing.description.strip(),
        service=service,
        department=service.provider,
        requester=requester,
        filed_by=by,
        impact=impact,
        urgency=urgency,
        priority=priority_of(impact, urgency),
        channel=filing.channel,
        needed_by=filing.needed_by,
        outside_party=filing.outside_party.strip(),
        filing_key=filing.key,
        filed_at=at,
        updated_at=at,
    )
    record(request, Act(Verb.SUBMITTED, by, at), old_status="")
    return request


def submit_once(service: Service, filing: Filing, *, requester: User, by: User) -> ServiceRequest:
    """As `submit`; a form that was sent before, or is being sent twice at once, gives the request it filed."""
    try:
        return submit(service, filing, requester=requester, by=by)
    except IntegrityError:
        filed = ServiceRequest.objects.filter(filing_key=filing.key).first() if filing.key else None
        if filed is None:
            raise
        if filed.filed_by_id != by.pk:
            raise Refused(_("This form was sent before. Load the page again.")) from None
        return filed


@transaction.atomic
def amend(
    request: ServiceRequest, changes: Mapping[str, Any], *, by: User, now: datetime | None = None
) -> ServiceRequest:
    """Change what was filed; priority follows impact and urgency. Nothing changed, nothing recorded."""
    request = lock(request)
    check_status(Verb.AMENDED, request.status, OPEN)
    if unknown := set(changes) - set(AMENDABLE):
        raise Refused(_("These fields cannot be amended: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    new = {name: value for name, value in changes.items() if getattr(request, name) != value}
    if not new:
        return request
    priority = priority_of(new.get("impact", request.impact), new.get("urgency", request.urgency))
    if priority != request.priority:
        new["priority"] = priority
    told = {name: [_plain(getattr(request, name)), _plain(value)] for name, value in new.items()}
    return change(request, Act(Verb.AMENDED, by, moment(now), data={"changes": told}), **new)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def chase(request: ServiceRequest, text: str = "", *, by: User, now: datetime | None = None) -> ServiceRequest:
    """The requester's “any news?”: counted as a sign that the department was silent for too long."""
    request = lock(request)
    check_status(Verb.CHASED, request.status, OPEN)
    at = moment(now)
    message = write(request, Message.Kind.CHASE, text, by=by, at=at) if text.strip() else None
    return change(request, Act(Verb.CHASED, by, at, message))


@transaction.atomic
def cancel(request: ServiceRequest, reason: str = "", *, by: User, now: datetime | None = None) -> ServiceRequest:
    request = lock(request)
    at = moment(now)
    return change(request, Act(Verb.CANCELLED, by, at, data={"reason": reason.strip()}), Status.CANCELLED, closed_at=at)
