"""A part of the work is another department's: a request of its own below the one it is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests_app.models import Service, ServiceRequest, User, Wait, WaitKind
from requests_app.states import OPEN, Status, Verb, check_status

from .base import Act, Refused, change, lock, moment, refuse_while_asked
from .filing import Filing, submit
from .waits import begin

# A part of a part of a part: deeper than that nobody sees any more who waits for whom.
DEEPEST = 3


@transaction.atomic
def ask_department(
    request: ServiceRequest,
    service: Service,
    filing: Filing,
    policy: str = "",
    *,
    by: User,
    now: datetime | None = None,
) -> ServiceRequest:
    """File a part of the work with another department; with a policy the request rests until that lets it go on.

    Returns the part: a request with its own standard and clocks, asked for by `by` and open to their department.
    """
    request, at = lock(request), moment(now)
    check_status(Verb.ASKED_DEPARTMENT, request.status, OPEN)
    refuse_while_asked(request)
    _check_place(request, service)
    if policy and request.status == Status.WAITING:
        raise Refused(_("The request waits for an answer of the requester already. Ask without waiting for the part."))
    belonging = replace(filing, parent=request, asking_department=request.department)
    part = submit(service, belonging, requester=by, by=by, now=at)
    data = {"part": part.pk, "name": dict(service.provider.name), "policy": policy}
    act = Act(Verb.ASKED_DEPARTMENT, by, at, data=data)
    change(request, act, Status.ON_HOLD if policy else None)
    if policy:
        begin(request, WaitKind.DEPARTMENT, at, policy=Wait.Policy(policy))
    return part


def _check_place(request: ServiceRequest, service: Service) -> None:
    if service.provider_id == request.department_id:
        raise Refused(_("Your own department has the request already. Choose a service of another one."))
    if depth_of(request) >= DEEPEST:
        raise Refused(
            ngettext(
                "A part may have parts of its own, but no more than %(number)s level deep.",
                "A part may have parts of its own, but no more than %(number)s levels deep.",
                DEEPEST,
            )
            % {"number": DEEPEST}
        )


def depth_of(request: ServiceRequest) -> int:
    """How many requests it is a part of, one inside the other; counted to DEEPEST, whatever the rows say."""
    depth, above = 0, request.parent_id
    while above is not None and depth < DEEPEST:
        depth += 1
        above = ServiceRequest.objects.values_list("parent", flat=True).get(pk=above)
    return depth


def lets_go_on(wait: Wait) -> Mapping[str, Any] | None:
    """Why a request that waits for its parts goes on now, for its journal line; None while it has to wait."""
    parts = list(ServiceRequest.objects.filter(parent=wait.request_id).select_related("department").order_by("pk"))
    failed = [part for part in parts if part.status in (Status.DECLINED, Status.CANCELLED)]
    if any(part.is_open for part in parts) and not (wait.policy == Wait.Policy.FIRST_FAILED and failed):
        return None
    ended = sorted(
        (part for part in (failed or parts) if not part.is_open), key=lambda part: part.closed_at or part.updated_at
    )
    if not ended:
        return {"because": "parts"}
    last = ended[-1]
    return {"because": "part", "part": last.pk, "outcome": last.status, "name": dict(last.department.name)}
