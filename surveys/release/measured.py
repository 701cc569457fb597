"""How well needs are met, as other surveys released it: a need names the statement it is measured by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from surveys.models import Campaign, Question, ReleasedGroup

Kind = ReleasedGroup.Kind
# Of a statement that was asked so often that none of its newest releases shows it, nothing older is looked for.
NEWEST = 10


class Measured(TypedDict):
    """`value` on 0..100; `campaign` is the key of the survey that measured it, with `n` answers."""

    value: float
    n: int
    campaign: str


def measured_needs(questions: Iterable[Question], about: int | None) -> dict[str, Measured]:
    """By key of the need, from the newest release that shows its statement for this department; None: for everybody.

    Needs that name no statement, and statements nobody released, are left out.
    """
    found: dict[str, Measured] = {}
    for need in questions:
        if need.measured_by_id is not None and (measured := _newest(need.measured_by_id, about)):
            found[str(need.pk)] = measured
    return found


def _newest(statement: UUID, about: int | None) -> Measured | None:
    for group in groups_about(statement, about)[:NEWEST]:
        figure = group.figures.get("questions", {}).get(str(statement))
        if (value := _of_hundred(figure)) is not None and figure is not None:
            return {"value": value, "n": figure["n"], "campaign": str(group.release.campaign_id)}
    return None


def groups_about(statement: UUID, about: int | None) -> QuerySet[ReleasedGroup]:
    """Shown groups of this department, None: of everybody, in which a question was asked, the newest first.

    A survey about one department alone keeps its figures under everybody.
    """
    asked = Campaign.objects.filter(questionnaire__items__question=statement, state=Campaign.State.CLOSED)
    whole = Q(kind=Kind.COMPANY, release__campaign__in=asked)
    if about is not None:
        of_it = asked.filter(about=about).values_list("pk", flat=True)
        counted = Campaign.objects.filter(pk__in=list(of_it)).annotate(subjects=Count("about"))
        whole = Q(kind=Kind.COMPANY, release__campaign__in=counted.filter(subjects=1).values("pk"))
        whole |= Q(kind=Kind.ABOUT, about=about, release__campaign__in=counted.filter(subjects__gt=1).values("pk"))
    shown = ReleasedGroup.objects.filter(whole, n__isnull=False).select_related("release")
    return shown.order_by("-release__released_at")


def _of_hundred(figure: Mapping[str, Any] | None) -> float | None:
    """A mean on its scale as 0 to 100, so that scales of several lengths can be compared."""
    if not figure or figure.get("n") is None or figure["got"]["mean"]["value"] is None:
        return None
    return float(100 * (figure["got"]["mean"]["value"] - 1) / (figure["points"] - 1))
