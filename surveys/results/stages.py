"""What people said of a department's stages: released figures of its newest survey along the way of a request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


def said_of_stages(department: Department) -> SaidOfStages | None:
    """The newest closed survey about this very department whose questions are linked to stages; two statements.

    Whoever leads the department, or runs the survey, may read it; that is for the caller to see to.
    """
    group = (
        ReleasedGroup.objects.filter(
            kind=ReleasedGroup.Kind.ABOUT, about=department, release__campaign__about=department
        )
        .filter(release__campaign__questionnaire__in=_with_stages())
        .select_related("release__campaign__questionnaire")
        .order_by("-release__campaign__closes_on", "-release__number")
        .first()
    )
    if group is None:
        return None
    campaign, by_stage = group.release.campaign, defaultdict(list)
    items = campaign.questionnaire.items.exclude(stages=[]).select_related("question").order_by("position")
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
