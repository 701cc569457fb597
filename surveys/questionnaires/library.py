"""The verbs of questions. What was asked is never changed: another wording is another version, counted by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from requests_app.configuration import changing
from requests_app.models import Department, User
from requests_app.transitions import Refused
from surveys import access
from surveys.models import Instrument, Question, Questionnaire, QuestionnaireItem

FIXED = (Instrument.PULSE, Instrument.SERVQUAL)
Kind = Question.Kind
# Scale and matrix: two to ten points; choices: at least two, and no more than fit on a phone.
FEWEST_ANSWERS, MOST_POINTS, MOST_CHOICES, MOST_STATEMENTS = 2, 10, 12, 12
Texts = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a question says. `answers` from worst to best, or what can be chosen; `statements` of a matrix."""

    kind: str
    owner: Department | None
    text: Mapping[str, str]
    help: Mapping[str, str]
    answers: Texts = ()
    statements: Texts = ()
    measured_by: Question | None = None


def of(user: User) -> QuerySet[Question]:
    """The newest wording of each question that this person may put into a questionnaire; fixed items are not."""
    mine = Question.objects.in_library().exclude(Exists(_fixed()))
    if user.is_admin:
        return mine
    return mine.filter(owner=None) | mine.filter(owner__in=Department.objects.managed_by(user))


def statements_for(user: User) -> QuerySet[Question]:
    """By which needs can be measured: statements on a scale, also those of the fixed instruments."""
    scales = Question.objects.in_library().filter(kind=Kind.SCALE)
    if user.is_admin:
        return scales
    return scales.filter(owner=None) | scales.filter(owner__in=Department.objects.managed_by(user))


def may_edit(user: User, question: Question) -> bool:
    return access.can_run_for(user, question.owner)


def _fixed() -> QuerySet[QuestionnaireItem]:
    return QuestionnaireItem.objects.filter(question=OuterRef("pk"), questionnaire__instrument__in=FIXED)


def write(wording: Wording, *, by: User) -> Question:
    """A new question. Raises Refused."""
    _check(wording, by)
    question = Question(code=_code_for(wording), kind=wording.kind)
    with changing(question, by=by):
        _say(question, wording).save(force_insert=True)
    return question


@transaction.atomic
def reword(question: Question, wording: Wording, *, by: User) -> Question:
    """Say it in other words: in place while nobody can have been asked, else as the next version. Raises Refused."""
    _check(wording, by)
    known = Question.objects.select_for_update().filter(code=question.code).order_by("version").last()
    if known is None or known.pk != question.pk or known.retired:
        raise Refused(_("There is a newer wording of this question. Look at it first."))
    if known.kind != wording.kind:
        raise Refused(_("A question stays of its kind. Write a new one."))
    asked = QuestionnaireItem.objects.filter(question=known).exclude(questionnaire__state=Questionnaire.State.DRAFT)
    # By what it is measured nobody was asked: that changes no version.
    if _says(known, wording) or not asked.exists():
        with changing(known, by=by):
            _say(known, wording).save()
        return known
    newer = Question(code=known.code, version=known.version + 1, kind=known.kind, dimension=known.dimension)
    with changing(newer, by=by):
        _say(newer, wording).save(force_insert=True)
    # Drafts go on with the newest words.
    drafts = QuestionnaireItem.objects.filter(question=known, questionnaire__state=Questionnaire.State.DRAFT)
    drafts.update(question=newer)
    return newer


def retire(question: Question, *, by: User) -> None:
    """Offer it no longer; where it is asked, it stays."""
    with changing(question, by=by):
        Question.objects.filter(pk=question.pk).update(retired=True)


def _says(question: Question, wording: Wording) -> bool:
    """Would every word stay as it is?"""
    words = (wording.owner, wording.text, wording.help, _keyed(wording.answers), _keyed(wording.statements))
    return words == (question.owner, question.text, question.help, question.options, question.rows)


def _say(question: Question, wording: Wording) -> Question:
    question.measured_by = wording.measured_by if wording.kind == Kind.KANO else None
    question.owner, question.text, question.help = wording.owner, wording.text, wording.help
    question.options, question.rows = _keyed(wording.answers), _keyed(wording.statements)
    if wording.kind in (Kind.SCALE, Kind.MATRIX):
        question.scale_max = len(wording.answers)
    return question


def _keyed(texts: Texts) -> list[dict[str, Any]]:
    return [{"key": str(number), "text": dict(text)} for number, text in enumerate(texts, 1)]


def _check(wording: Wording, by: User) -> None:
    if not access.can_run_for(by, wording.owner):
        raise Refused(_("You cannot write questions for this department."))
    most = MOST_POINTS if wording.kind in (Kind.SCALE, Kind.MATRIX) else MOST_CHOICES
    needs_answers = wording.kind not in (Kind.TEXT, Kind.KANO)
    if needs_answers and not FEWEST_ANSWERS <= len(wording.answers) <= most:
        told = {"fewest": FEWEST_ANSWERS, "most": most}
        raise Refused(_("Write %(fewest)s to %(most)s answers, each on a line of its own.") % told)
    if wording.kind == Kind.MATRIX and not 1 <= len(wording.statements) <= MOST_STATEMENTS:
        raise Refused(_("Write 1 to %(most)s statements, each on a line of its own.") % {"most": MOST_STATEMENTS})


def _code_for(wording: Wording) -> str:
    """From the first words in a language that has letters for it, with a number where it is taken."""
    words = slugify(str(wording.text.get("en", "")))[:40].strip("-") or "question"
    taken = set(Question.objects.filter(code__startswith=words).values_list("code", flat=True))
    numbers = (f"{words}-{number}" for number in range(2, len(taken) + 3))
    return words if words not in taken else next(code for code in numbers if code not in taken)
