"""Questions and questionnaires in the list of changes."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.configuration import Kind, register
from surveys.models import Question, Questionnaire

OWNER = {"owner": _("Whose it is")}


def register_all() -> None:
    register(
        Kind(
            code="survey_question",
            label=pgettext_lazy("configuration", "Question of surveys"),
            model=Question,
            fields=("owner", "text", "help", "options", "rows", "measured_by", "retired"),
            labels=OWNER,
            page=lambda pk: reverse("questions:edit", args=[pk]),
        ),
        Kind(
            code="questionnaire",
            label=pgettext_lazy("configuration", "Questionnaire"),
            model=Questionnaire,
            fields=("owner", "title", "instruction", "state"),
            labels=OWNER,
            further={"asked": (_("Questions"), _questions)},
            page=lambda pk: reverse("questionnaires:detail", args=[pk]),
        ),
    )


def _questions(questionnaire: Questionnaire) -> list[dict[str, str]]:
    return [dict(one.text) for one in questionnaire.in_order()]
