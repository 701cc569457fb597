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


def standing(departments: Mapping[int, Department], now: datetime) -> list[Standing]:
    """What waits now in these departments, most hours first. Two statements."""
    still: Any = waiting().filter(department__in=departments).order_by()
    rows: list[Any] = list(
        still.values("department", "why").annotate(n=Count("pk"), waited=Sum(_waited(now)), first=Min("since"))
    )
    labels = labels_of({row["why"] for row in rows})
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


def labels_of(whys: Iterable[str]) -> dict[str, str]:
    """What these are called; one statement where the company has words of its own for some."""
    wanted = set(whys)
    own = {why: why.removeprefix(OF_THE_COMPANY) for why in wanted if why.startswith(OF_THE_COMPANY)}
    known = WaitingReason.objects.in_bulk([int(pk) for pk in own.values() if _is_key(pk)]) if own else {}
    reasons = {why: known[int(pk)] for why, pk in own.items() if _is_key(pk) and int(pk) in known}
    words = {
        **{kind.value: str(kind.label) for kind in WaitKind},
        UNTOUCHED: pgettext("waits for", "Nobody has begun"),
        APPROVAL: pgettext("waits for", "An approval"),
        WaitKind.OTHER.value: pgettext("waits for", "Something said in words only"),
    }
    return {why: str(reasons.get(why) or words[why]) for why in wanted if why in reasons or why in words}


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 10


def waiting_label(why: str) -> str | None:
    """The words for one of them, None for what nothing can wait for."""
    return labels_of([why]).get(why)
