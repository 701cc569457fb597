"""What surveys released about needs, taken over into a study as it is: nobody copies letters by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from surveys.models import Campaign, Instrument, NeedsStudy, Question, ReleasedGroup, StudyNeed

Kind = ReleasedGroup.Kind
# After the adjustment over all needs: only then a need of one department is another one.
DIFFERS_BELOW = 0.05


def surveys_of(study: NeedsStudy) -> QuerySet[Campaign]:
    """The released Kano surveys among its sources, the newest last: its words and letters stay."""
    named = Campaign.objects.filter(pk__in=study.sources.values("campaign"), releases__isnull=False)
    return named.filter(questionnaire__instrument=Instrument.KANO).distinct().order_by("closes_on", "pk")


def take_over(study: NeedsStudy) -> None:
    """Needs with their categories and how well they are met. Again: what was released since, in place of the former."""
    for campaign in surveys_of(study).select_related("questionnaire"):
        release = campaign.releases.order_by("number").last()
        group = _group_of(campaign, study) if release else None
        if release is None or group is None:
            continue
        segments = release.figures.get("segments", {}).get(Kind.ASKER.value, {})
        for question in campaign.questionnaire.in_order():
            figure = group.figures["questions"].get(str(question.pk))
            if figure and figure["decided"]:
                need = _need(study, question)
                _classify(need, campaign, figure, _differing(group, str(question.pk), segments))
                _measure(need, group.figures.get("met", {}).get(str(question.pk)))


def _group_of(campaign: Campaign, study: NeedsStudy) -> ReleasedGroup | None:
    """What was said of the department; of a survey about it alone that is everybody."""
    groups = ReleasedGroup.objects.filter(release__campaign=campaign, n__isnull=False).order_by("-release__number")
    own = groups.filter(kind=Kind.ABOUT, about=study.department_id).first()
    if own is None and campaign.about.count() == 1:
        own = groups.filter(kind=Kind.COMPANY).first()
    return own


def _need(study: NeedsStudy, question: Question) -> StudyNeed:
    """The same need in other words is still the same one."""
    known = study.needs.filter(question__code=question.code).first()
    need = known or StudyNeed(study=study)
    need.question, need.text = question, str(question.text)[:200]
    need.save()
    return need


def _classify(
    need: StudyNeed, campaign: Campaign, figure: Mapping[str, Any], differing: Mapping[int, tuple[str, int]]
) -> None:
    letters: list[tuple[int | None, tuple[str, int]]] = [(None, (figure["decided"], figure["n"])), *differing.items()]
    need.categories.filter(campaign__isnull=False).exclude(segment__in=differing).exclude(segment=None).delete()
    for segment, (letter, n) in letters:
        told = {"category": letter, "n": n, "campaign": campaign}
        need.categories.update_or_create(segment_id=segment, defaults=told)


def _differing(group: ReleasedGroup, question: str, segments: Mapping[str, Any]) -> dict[int, tuple[str, int]]:
    """Departments that answered, where they see this need in different ways, with their letters and numbers."""
    found = segments.get(question)
    if not found or found["adjusted"] is None or found["adjusted"] >= DIFFERS_BELOW:
        return {}
    letters = {int(pk): letter for pk, letter in found["departments"].items() if pk.isdecimal() and letter}
    groups = ReleasedGroup.objects.filter(release=group.release_id, kind=Kind.ASKER, asker__in=letters, n__isnull=False)
    return {
        one.asker_id: (letters[one.asker_id], one.figures["questions"][question]["n"])
        for one in groups
        if one.asker_id is not None and one.figures["questions"].get(question)
    }


def _measure(need: StudyNeed, met: Mapping[str, Any] | None) -> None:
    if met is not None:
        need.performance, need.measured_in_id = round(met["value"]), met["campaign"]
        need.save(update_fields=["performance", "measured_in"])


def forget(study: NeedsStudy, campaign: Campaign) -> None:
    """The survey is no source any more: what came from it may be typed again."""
    for need in study.needs.filter(categories__campaign=campaign).distinct():
        need.categories.filter(campaign=campaign).delete()
        need.question, need.measured_in = None, None
        need.save(update_fields=["question", "measured_in"])
