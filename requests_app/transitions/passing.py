"""Triage: what somebody did not know where to bring goes on to the service that it is for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app.models import Service, ServiceRequest, User
from requests_app.states import OPEN, Status, Verb, check_status

from .approving import begin_by_rule
from .base import Act, Refused, change, lock, moment
from .placing import place
from .work import leave_department


@transaction.atomic
def pass_on(
    request: ServiceRequest, service: Service, reason: str, *, by: User | None, now: datetime | None = None
) -> ServiceRequest:
    """Hand it over as a request for `service`: from now on it is that department's, with its standard and approvals.

    In the journal it is a hand-over that names both services; where the department stays the same, it is amended. What
    it says stays as it was filed.
    """
    if not reason.strip():
        raise Refused(_("Say why it belongs there."))
    request = lock(request)
    check_status(Verb.HANDED_OVER, request.status, OPEN)
    if not request.service.is_triage:
        raise Refused(_("It was filed for a service already. Hand it over to a department instead."))
    if service.is_triage or not service.is_published:
        raise Refused(_("This service is no longer offered."))
    at = moment(now)
    data: dict[str, Any] = {"from_service": request.service_id, "service": service.pk, "reason": reason.strip()}
    data["service_name"] = dict(service.name)
    moved = None if request.status == Status.NEW else Status.NEW
    verb, fields = Verb.AMENDED, dict[str, Any](service=service, assignee=None)
    if service.provider_id != request.department_id:
        leave_department(request, at)
        data |= {"from": request.department_id, "to": service.provider_id}
        verb, fields["department"] = Verb.HANDED_OVER, service.provider
    request = change(request, Act(verb, by, at, data=data), moved, **fields)
    return place(begin_by_rule(request, at=at), at=at)
