"""Approvals that are hardly ever refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Q, QuerySet, Sum

from dashboards.asked import Asked
from requests_app.models import ApprovalRound
from requests_app.readings import Steps, reading

# So many decisions before anything is said, and at most one refusal in so many.
FEWEST, ONE_IN = 20, 50


@dataclass(frozen=True, slots=True)
class Formality:
    """Requests of one service that were decided about, and rejected; `hours` is the time they waited for it."""

    service: int
    decided: int
    rejected: int
    hours: float


def decided_rounds(asked: Asked) -> QuerySet[ApprovalRound]:
    """Approved or rejected, asked in the period about requests that the department holds."""
    rounds = ApprovalRound.objects.filter(
        asked.question.days.hold("asked_at", asked.scope.zone),
        request__department=asked.scope.department,
        outcome__in=[ApprovalRound.Outcome.APPROVED, ApprovalRound.Outcome.REJECTED],
    )
    return rounds if asked.scope.services is None else rounds.filter(request__service__in=asked.scope.services)


@reading
def formalities(asked: Asked) -> Steps[list[Formality]]:
    """Services whose approvals may be needless, most hours first."""
    decided = decided_rounds(asked).order_by().values("request__service").annotate(
        n=Count("request", distinct=True),
        no=Count("request", distinct=True, filter=Q(outcome=ApprovalRound.Outcome.REJECTED)),
        waited=Sum(F("ended_at") - F("asked_at")),
    )  # fmt: skip
    (rows,) = yield (decided,)
    found = [
        Formality(row["request__service"], row["n"], row["no"], row["waited"] / timedelta(hours=1))
        for row in rows
        if row["n"] >= FEWEST and row["no"] * ONE_IN <= row["n"]
    ]
    return sorted(found, key=lambda one: (-one.hours, one.service))
