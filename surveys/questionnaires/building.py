"""The verbs of own questionnaires: begin, arrange, publish, revise, retire. What was published never changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from requests_app.configuration import Action, changing
from requests_app.models import Department, User
from requests_app.transitions import Refused, StaleForm
from surveys import access
from surveys.models import MOST_NEEDS, Instrument, Question, Questionnaire, QuestionnaireItem, Stage

OWN = (Instrument.OWN, Instrument.KANO)
MOST_QUESTIONS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the questions."""

    instrument: str
    owner: Department | None
    title: Mapping[str, str]
    instruction: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    question: Question
    required: bool = False
    stages: Sequence[str] = ()


def begin(frame: Frame, *, by: User) -> Questionnaire:
    """A draft without questions. Raises Refused."""
    _check(frame, by)
    words = slugify(str(frame.title.get("en", "")))[:40].strip("-") or "questionnaire"
    taken = set(Questionnaire.objects.filter(code__startswith=words).values_list("code", flat=True))
    numbers = (f"{words}-{number}" for number in range(2, len(taken) + 3))
    code = words if words not in taken else next(one for one in numbers if one not in taken)
    made = Questionnaire(code=code, instrument=frame.instrument)
    with changing(made, by=by):
        return _say(made, frame)


@transaction.atomic
def save(
    questionnaire: Questionnaire, frame: Frame, asked: Sequence[Asked], *, edition: int, by: User
) -> Questionnaire:
    """Frame and questions of a draft, in their order. Raises Refused, StaleForm."""
    draft = _draft(questionnaire, edition)
    _check(frame, by)
    with changing(draft, by=by):
        _say(draft, frame)
        draft.items.all().delete()
        QuestionnaireItem.objects.bulk_create(
            QuestionnaireItem(
                questionnaire=draft,
                question=one.question,
                position=position,
                required=one.required,
                stages=_stages_of(one),
            )
            for position, one in enumerate(asked, 1)
        )
    return draft


def _stages_of(asked: Asked) -> list[str]:
    # Only a scale says how satisfied people are; a choice or a text beside a stage would not.
    if asked.question.kind != Question.Kind.SCALE:
        return []
    return [stage.value for stage in Stage if stage.value in asked.stages]


@transaction.atomic
def publish(questionnaire: Questionnaire, *, edition: int, by: User) -> Questionnaire:
    """Offer it to surveys; the version before it is offered no longer. Raises Refused, StaleForm."""
    draft = _draft(questionnaire, edition)
    problems = problems_of(draft)
    if problems:
        raise Refused(problems[0])
    with changing(draft, by=by, action=Action.PUBLISHED):
        draft.state = Questionnaire.State.PUBLISHED
        draft.edition += 1
        draft.save(update_fields=["state", "edition"])
    former = Questionnaire.objects.filter(code=draft.code, state=Questionnaire.State.PUBLISHED).exclude(pk=draft.pk)
    former.update(state=Questionnaire.State.RETIRED)
    return draft


def problems_of(draft: Questionnaire) -> list[str]:
    """What keeps it from being published."""
    questions = draft.in_order()
    kinds = [one.kind for one in questions]
    found = []
    if not questions:
        found.append(_("Choose at least one question."))
    if draft.instrument == Instrument.KANO and len(questions) > MOST_NEEDS:
        found.append(_("Nobody can judge more than %(most)s needs. Take some away.") % {"most": MOST_NEEDS})
    if draft.instrument == Instrument.KANO and any(kind != Question.Kind.KANO for kind in kinds):
        found.append(_("A Kano questionnaire holds needs only."))
    if draft.instrument == Instrument.OWN and Question.Kind.KANO in kinds:
        found.append(_("Needs belong into a Kano questionnaire."))
    return found


@transaction.atomic
def revise(questionnaire: Questionnaire, *, by: User) -> Questionnaire:
    """The draft of its next version, with the newest wordings; the one there is, where somebody began it already."""
    versions = Questionnaire.objects.select_for_update().filter(code=questionnaire.code).order_by("version")
    newest = list(versions)[-1]
    if newest.state == Questionnaire.State.DRAFT:
        return newest
    fresh = Questionnaire(
        code=newest.code,
        version=newest.version + 1,
        instrument=newest.instrument,
        title=newest.title,
        instruction=newest.instruction,
        owner=newest.owner,
    )
    with changing(fresh, by=by):
        fresh.save()
        items = newest.items.select_related("question").order_by("position")
        current = {one.code: one for one in Question.objects.in_library()}
        QuestionnaireItem.objects.bulk_create(
            QuestionnaireItem(
                questionnaire=fresh,
                question=current.get(item.question.code, item.question),
                position=item.position,
                required=item.required,
                stages=item.stages,
            )
            for item in items
        )
    return fresh


@transaction.atomic
def retire(questionnaire: Questionnaire, *, edition: int, by: User) -> None:
    """Offer it no longer; surveys that run with it go on. A draft is thrown away. Raises StaleForm."""
    found = _locked(questionnaire, edition)
    if found.state == Questionnaire.State.DRAFT:
        with changing(found, by=by):
            found.delete()
        return
    with changing(found, by=by, action=Action.RETIRED):
        found.state = Questionnaire.State.RETIRED
        found.edition += 1
        found.save(update_fields=["state", "edition"])


def _say(draft: Questionnaire, frame: Frame) -> Questionnaire:
    draft.owner, draft.title, draft.instruction = frame.owner, frame.title, frame.instruction
    draft.edition += 1
    draft.save()
    return draft


def _check(frame: Frame, by: User) -> None:
    if frame.instrument not in OWN:
        raise Refused(_("Only own questionnaires and Kano questionnaires can be written here."))
    if not access.can_run_for(by, frame.owner):
        raise Refused(_("You cannot write questionnaires for this department."))


def _draft(questionnaire: Questionnaire, edition: int) -> Questionnaire:
    found = _locked(questionnaire, edition)
    if found.state != Questionnaire.State.DRAFT:
        raise Refused(_("What was published never changes. Begin a new version."))
    return found


def _locked(questionnaire: Questionnaire, edition: int) -> Questionnaire:
    found = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if found.edition != edition:
        raise StaleForm
    return found
