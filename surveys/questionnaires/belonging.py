"""Questionnaires and questions of a department's own go along when it is merged or split."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from requests_app.belongings import Belonging
from requests_app.configuration import Action, changing
from requests_app.models import Department, User
from surveys.models import Question, Questionnaire


def _questionnaires(department: Department) -> QuerySet[Questionnaire]:
    """Each once, as its latest version."""
    later = Questionnaire.objects.filter(code=OuterRef("code"), version__gt=OuterRef("version"))
    return Questionnaire.objects.filter(~Exists(later), owner=department)


def _move_questionnaire(questionnaire: Questionnaire, into: Department, by: User) -> None:
    """With its other versions, and the questions that only it asks."""
    former = questionnaire.owner
    versions = Questionnaire.objects.filter(code=questionnaire.code, owner=former)
    of_others = Questionnaire.objects.filter(owner=former).exclude(code=questionnaire.code)
    own = Question.objects.filter(owner=former, questionnaires__in=versions)
    for question in own.exclude(questionnaires__in=of_others).distinct():
        _move_question(question, into, by)
    for one in versions:
        with changing(one, by=by, action=Action.MOVED):
            one.owner = into
            one.edition += 1
            one.save(update_fields=["owner", "edition"])


def _move_question(question: Question, into: Department, by: User) -> None:
    with changing(question, by=by, action=Action.MOVED):
        question.owner = into
        question.save(update_fields=["owner"])


OURS = (
    Belonging(code="questionnaire", label=_("Questionnaires"), rows=_questionnaires, move=_move_questionnaire),
    Belonging(
        code="question",
        label=_("Questions of surveys"),
        rows=lambda department: Question.objects.filter(owner=department),
        move=_move_question,
        is_chosen=False,
    ),
)
