"""Where open requests stand still at this moment, and why: live rows, as many as are open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import pgettext

from requests_app import name_order
from requests_app.models import ApprovalRound, Department, Leg, ServiceRequest, WaitingReason, WaitKind
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.readings import Steps, reading
from requests_app.states import Status

HOUR = timedelta(hours=1)
# Nobody has begun; on hold for somebody's verdict. Every other wait has a row that says why.
UNTOUCHED, APPROVAL = "received", "approval"
OF_THE_COMPANY = "reason-"


@dataclass(frozen=True, slots=True)
class Standing:
    """`n` requests of one department that wait for one thing; `hours` all together, `longest` of one of them."""

    department: Department
    why: str
    label: str
    n: int
    hours: float
    longest: float


@reading
def standing(departments: Mapping[int, Department], now: datetime) -> Steps[list[Standing]]:
    """What waits now in these departments, most hours first."""
    still: Any = waiting().filter(department__in=departments).order_by()
    waits = still.values("department", "why").annotate(n=Count("pk"), waited=Sum(_waited(now)), first=Min("since"))
    rows, reasons = yield waits, WaitingReason.objects.all()
    labels = labels_of({row["why"] for row in rows}, reasons)
    found = [
        Standing(
            department=departments[row["department"]],
            why=row["why"],
            label=labels[row["why"]],
            n=row["n"],
            hours=row["waited"] / HOUR,
            longest=(now - row["first"]) / HOUR,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.hours, name_order.key(one.label)))


def waiting_for(why: str) -> ServiceRequestQuerySet:
    """The requests that `standing` counts under this key."""
    return waiting().filter(Q(("why", why)))


def waiting() -> ServiceRequestQuerySet:
    """Open requests that nobody works on, with `why` and `since` when."""
    asked = ApprovalRound.objects.open().filter(request=OuterRef("pk")).values("asked_at")[:1]
    arrived = Leg.objects.filter(request=OuterRef("pk")).order_by("-to_at").values("to_at")[:1]
    since = Coalesce("wait__since", Subquery(asked), Subquery(arrived), "filed_at", output_field=DateTimeField())
    still = ServiceRequest.objects.open().live().exclude(status=Status.IN_PROGRESS)
    return still.annotate(since=since, why=_why())


def _why() -> Case:
    reason = Concat(Value(OF_THE_COMPANY), Cast("wait__reason", CharField()))
    return Case(
        When(status=Status.NEW, then=Value(UNTOUCHED)),
        When(wait__reason__isnull=False, then=reason),
        When(wait__kind__isnull=False, then=F("wait__kind")),
        # Only waits for a verdict, and questions of an import, have no row of their own.
        When(status=Status.WAITING, then=Value(WaitKind.REQUESTER.value)),
        default=Value(APPROVAL),
        output_field=CharField(),
    )


def _waited(now: datetime) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(Value(now, DateTimeField()) - F("since"), output_field=DurationField())


def labels_of(whys: Iterable[str], own: Iterable[WaitingReason]) -> dict[str, str]:
    """What these are called, where the company has these words of its own for some."""
    wanted = set(whys)
    reasons = {f"{OF_THE_COMPANY}{one.pk}": one for one in own}
    words = {
        **{kind.value: str(kind.label) for kind in WaitKind},
        UNTOUCHED: pgettext("waits for", "Nobody has begun"),
        APPROVAL: pgettext("waits for", "An approval"),
        WaitKind.OTHER.value: pgettext("waits for", "Something said in words only"),
    }
    return {why: str(reasons.get(why) or words[why]) for why in wanted if why in reasons or why in words}


def waiting_label(why: str) -> str | None:
    """The words for one of them, None for what nothing can wait for. A statement where they are the company's own."""
    own = WaitingReason.objects.all() if why.startswith(OF_THE_COMPANY) else ()
    return labels_of([why], own).get(why)
