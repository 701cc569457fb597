"""What people said of a department's stages: released figures of its newest survey along the way of a request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from requests_app.models import Department
from surveys.models import Campaign, Question, QuestionnaireItem, ReleasedGroup

from .caution import FULL_FROM, grade


@dataclass(frozen=True, slots=True)
class Said:
    """Of one question: how favourable (`caution.Value`, share 0 to 1) and how many could judge; None is hidden."""

    question: Question
    favourable: Mapping[str, Any] | None
    n: int | None

    @property
    def is_early(self) -> bool:
        return grade(self.n) == "early"

    @property
    def is_sure(self) -> bool:
        return (self.n or 0) >= FULL_FROM


@dataclass(frozen=True, slots=True)
class SaidOfStages:
    """`by_stage` names questions one by one: two wordings are never averaged. `shown`: the group may be shown."""

    campaign: Campaign
    shown: bool
    by_stage: Mapping[str, Sequence[Said]]


def stages_asked(department: Department) -> tuple[QuerySet[ReleasedGroup], QuerySet[QuestionnaireItem]]:
    """The newest closed survey about this very department whose questions are linked to stages, and these questions.

    Whoever leads the department, or runs the survey, may read it; that is for the caller to see to.
    """
    about = ReleasedGroup.objects.filter(
        kind=ReleasedGroup.Kind.ABOUT, about=department, release__campaign__about=department
    ).filter(release__campaign__questionnaire__in=_with_stages())
    newest = about.order_by("-release__campaign__closes_on", "-release__number")[:1]
    asked = QuestionnaireItem.objects.filter(questionnaire__in=newest.values("release__campaign__questionnaire"))
    return (
        newest.select_related("release__campaign__questionnaire"),
        asked.exclude(stages=[]).select_related("question").order_by("position"),
    )


def stages_said(groups: Sequence[ReleasedGroup], items: Sequence[QuestionnaireItem]) -> SaidOfStages | None:
    """What the rows of `stages_asked` come to; None where nobody was asked."""
    if not groups:
        return None
    (group,) = groups
    campaign, by_stage = group.release.campaign, defaultdict(list)
    for item in items:
        said = _said(item.question, group)
        for stage in item.stages:
            by_stage[stage].append(said)
    return SaidOfStages(campaign, group.n is not None, dict(by_stage))


def _with_stages() -> Any:
    return QuestionnaireItem.objects.exclude(stages=[]).values("questionnaire")


def _said(question: Question, group: ReleasedGroup) -> Said:
    found = group.figures.get("questions", {}).get(str(question.pk)) or {}
    got = found.get("got")
    return Said(question, got["favourable"] if got else None, found.get("n"))
