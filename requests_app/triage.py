"""The queue of what people did not know where to bring: how long it takes until it is where it belongs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import F

from .models import Department, RequestEvent, Service, ServiceRequest, User
from .models.requests import ServiceRequestQuerySet
from .states import Verb

LOOKED_BACK = timedelta(days=30)
SHOWN = 50
SHOWN_DEPARTMENTS = 5


def service() -> Service | None:
    """The one that takes it in; None where the company has none."""
    return Service.objects.for_triage().for_list().first()


def waiting(triage: Service, user: User) -> ServiceRequestQuerySet:
    """What is still at the wrong door and open, oldest first."""
    rows = ServiceRequest.objects.held_by(triage.provider_id).handled_by(user).for_service(triage).open()
    return rows.for_list().order_by("pk")


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the last LOOKED_BACK. `median` and `longest` are real time from filing until it was passed on."""

    passed_on: int
    median: timedelta | None
    longest: timedelta | None
    to: list[tuple[Department, int]]


def figures(triage: Service, *, now: datetime) -> Figures:
    """How many were passed on, how long it took, and where they went."""
    since = now - LOOKED_BACK
    passed = RequestEvent.objects.filter(
        at__gte=since, verb__in=(Verb.HANDED_OVER, Verb.AMENDED), data__from_service=triage.pk
    )
    rows = list(passed.order_by().values_list("department", F("at") - F("request__filed_at")))
    took = [span for _department, span in rows]
    most = Counter(department for department, _span in rows).most_common(SHOWN_DEPARTMENTS)
    names = Department.objects.in_bulk([pk for pk, _count in most])
    return Figures(
        passed_on=len(rows),
        median=median(took) if took else None,
        longest=max(took, default=None),
        to=[(names[pk], count) for pk, count in most],
    )
