"""Every write of a needs study. A step is left only when what it is for is there; else what is missing is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.models import Department, User
from requests_app.phrases import listed, sentences
from requests_app.transitions import Refused
from surveys.improving import verbs as improving
from surveys.models import Category, Improvement, NeedsStudy, StudyNeed, StudySource

from . import taking, telling

Step = NeedsStudy.Step
ORDER = list(Step)
TALKS = (StudySource.Kind.INTERVIEW, StudySource.Kind.FOCUS)
# What has to be looked at more closely: its absence hurts, or more of it pleases.
WEIGHTY = (Category.MUST, Category.ONE)


def begin(department: Department, title: str, *, by: User, now: datetime | None = None) -> NeedsStudy:
    at = now or clock.now()
    return NeedsStudy.objects.create(department=department, title=title, created_by=by, created_at=at)


@transaction.atomic
def write(study: NeedsStudy, **said: Any) -> NeedsStudy:
    """Set question, owner, day of the decision, notice, reason or message. Raises Refused once it is finished."""
    current = _locked(study)
    owner = said.get("owner")
    if owner is not None and not owner.works_in(current.department_id):
        raise Refused(_("%(person)s does not work in this department.") % {"person": owner})
    for name, value in said.items():
        setattr(current, name, value)
    current.save(update_fields=list(said))
    return current


@transaction.atomic
def add_source(study: NeedsStudy, **said: Any) -> StudySource:
    """Interviews and focus groups need a day, a place and notes; a survey or a suggestion has to be named."""
    current = _locked(study)
    kind = said["kind"]
    if kind in TALKS and not (said.get("day") and said.get("place") and said.get("notes")):
        raise Refused(_("Say when and where it was, and note what was said."))
    if kind == StudySource.Kind.CAMPAIGN and not said.get("campaign"):
        raise Refused(_("Choose the survey."))
    if kind == StudySource.Kind.SUGGESTION and not said.get("suggestion"):
        raise Refused(_("Choose the suggestion."))
    return StudySource.objects.create(study=current, **said)


@transaction.atomic
def add_need(study: NeedsStudy, text: str) -> StudyNeed:
    return StudyNeed.objects.create(study=_locked(study), text=text)


@transaction.atomic
def classify(need: StudyNeed, segment: Department | None, category: str, n: int | None) -> None:
    """What it is to everybody, or to one department; `n` None: judged by interview.

    Raises Refused over what a survey released, and for a number where a survey is a source: it would be nobody's.
    """
    study = _locked(need.study)
    if need.categories.filter(segment=segment, campaign__isnull=False).exists():
        raise Refused(_("A survey measured this. It is not typed over."))
    if n is not None and taking.surveys_of(study).exists():
        raise Refused(_("Numbers come from the survey. What you add here was judged by interview: leave it empty."))
    need.categories.update_or_create(segment=segment, defaults={"category": category, "n": n})


@transaction.atomic
def analyse(need: StudyNeed, stage: str, performance: int | None) -> None:
    """Where on the way of a request it is met, and how well today (0 to 100), unless a survey measured that."""
    _locked(need.study)
    need.stage = stage
    if need.measured_in_id is None:
        need.performance = performance
    need.save(update_fields=["stage", "performance"])


@transaction.atomic
def drop_need(need: StudyNeed) -> None:
    """Raises Refused for what is basic to anybody: it is never dropped for the others' sake."""
    _locked(need.study)
    if need.categories.filter(category=Category.MUST).exists():
        raise Refused(_("It is basic for somebody, so it stays."))
    need.delete()


@transaction.atomic
def drop_source(source: StudySource) -> None:
    """With what was taken over from it."""
    study, campaign = _locked(source.study), source.campaign
    source.delete()
    if campaign is not None and not study.sources.filter(campaign=campaign).exists():
        taking.forget(study, campaign)


@transaction.atomic
def make_improvement(need: StudyNeed, *, by: User, now: datetime | None = None) -> Improvement:
    """An idea of the department with the need as its finding."""
    study = _locked(need.study)
    plan = improving.Plan(title=_titled(need, by), kind=Improvement.Kind.PROCESS, finding=str(need), stage=need.stage)
    return improving.begin(study.department, plan, by=by, need=need, now=now)


def _titled(need: StudyNeed, by: User) -> dict[str, str]:
    """In every language in which a survey asked for it, else as it was written down."""
    said = dict(need.question.text) if need.question else {by.language: need.text}
    return {language: text[:120] for language, text in said.items()}


@transaction.atomic
def go_on(study: NeedsStudy, *, by: User | None = None, now: datetime | None = None) -> NeedsStudy:
    """To the next step; the last one tells those who were asked. Raises Refused with what is missing."""
    current, at = _locked(study), now or clock.now()
    missing = missing_in(current)
    if missing:
        raise Refused(sentences(missing))
    current.step = ORDER[ORDER.index(Step(current.step)) + 1]
    if current.step == Step.REVIEWED:
        current.reviewed_on = improving.today_of(current.department, at)
        telling.tell_those_asked(current, by=by, at=at)
    if current.step == Step.CLASSIFY:
        taking.take_over(current)
    current.save(update_fields=["step", "reviewed_on"])
    return current


@transaction.atomic
def go_back(study: NeedsStudy) -> NeedsStudy:
    """To the step before: something was learned."""
    current = _locked(study)
    at = ORDER.index(Step(current.step))
    if not at:
        raise Refused(_("This is the first step."))
    current.step = ORDER[at - 1]
    current.save(update_fields=["step"])
    return current


def missing_in(study: NeedsStudy) -> list[str]:
    """What this step still needs, in words; empty: it may be left."""
    return _GUARDS[Step(study.step)](study)


def _goal(study: NeedsStudy) -> list[str]:
    wanted = {
        _("Write the question."): study.question,
        _("Name an owner."): study.owner_id,
        _("Set the day of the decision."): study.decide_on,
    }
    return [words for words, there in wanted.items() if not there]


def _collect(study: NeedsStudy) -> list[str]:
    missing = [] if study.sources.exists() else [_("Name at least one source.")]
    return missing if study.notice else [*missing, _("Write a notice to those who take part.")]


def _classify(study: NeedsStudy) -> list[str]:
    needs = list(study.needs.select_related("question").prefetch_related("categories"))
    if not needs:
        return [_("Write down at least one need.")]
    return _of_needs(_("Say what it is to people: %(needs)s."), [one for one in needs if not one.categories.all()])


def _analyse(study: NeedsStudy) -> list[str]:
    weighty = study.needs.select_related("question").filter(categories__category__in=WEIGHTY).distinct()
    unknown = [one for one in weighty if not one.stage or one.performance is None]
    return _of_needs(_("Say where it is met, and how well: %(needs)s."), unknown)


def _plan(study: NeedsStudy) -> list[str]:
    planned = Improvement.objects.filter(need__study=study).exclude(state=Improvement.State.DROPPED).exists()
    return [] if planned or study.no_action else [_("Plan an improvement, or write why nothing is done.")]


def _implement(study: NeedsStudy) -> list[str]:
    unfinished = list(Improvement.objects.open().filter(need__study=study))
    missing = _of_needs(_("Review these improvements first: %(needs)s."), unfinished)
    return missing if study.message else [*missing, _("Write to those who took part what came of it.")]


def _finished(study: NeedsStudy) -> list[str]:
    return [_("It is finished.")]


_GUARDS: Mapping[Step, Callable[[NeedsStudy], list[str]]] = {
    Step.GOAL: _goal,
    Step.COLLECT: _collect,
    Step.CLASSIFY: _classify,
    Step.ANALYSE: _analyse,
    Step.PLAN: _plan,
    Step.IMPLEMENT: _implement,
    Step.REVIEWED: _finished,
}


def _of_needs(words: str, those: list[Any]) -> list[str]:
    return [words % {"needs": listed(those)}] if those else []


def _locked(study: NeedsStudy) -> NeedsStudy:
    rows = NeedsStudy.objects.select_for_update(of=("self",), no_key=True).select_related("department")
    current = rows.get(pk=study.pk)
    if not current.is_open:
        raise Refused(_("It is finished. Begin a new one."))
    return current
