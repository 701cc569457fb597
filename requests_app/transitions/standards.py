"""What a department promised changes while the request is open: only ever because somebody decided so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from requests_app.models import ServiceRequest, User
from requests_app.states import OPEN, Verb, check_status

from .base import Act, change, lock, moment


@dataclass(frozen=True, slots=True)
class Label:
    """How a journal line names a version of a standard, also once that is gone: by language, and its number."""

    name: Mapping[str, str]
    number: int


@transaction.atomic
def apply_standard(
    request: ServiceRequest, standard_id: int, label: Label, *, by: User | None, now: datetime | None = None
) -> ServiceRequest:
    """From now on this version of the service standard counts; what was consumed counts towards it."""
    request = lock(request)
    check_status(Verb.STANDARD_APPLIED, request.status, OPEN)
    data = {"standard": standard_id, "name": dict(label.name), "number": label.number}
    return change(request, Act(Verb.STANDARD_APPLIED, by, moment(now), data=data))
