"""Bring the fixed questions and questionnaires into the database. Called by a migration, so it is given the models."""

from __future__ import annotations

from typing import Any

from .items import ITEMS, PULSE, PULSE_OF_THE_YEAR
from .wording import AGREEMENT, PERCEIVED, PULSE_COMMENT, TITLES, points

COMMENT = "pulse-comment"
QUESTIONNAIRES = {
    "pulse": ("P", [*PULSE, COMMENT]),
    "pulse-of-the-year": ("P", [*PULSE_OF_THE_YEAR, COMMENT]),
    "service-quality": ("S", list(ITEMS)),
}


def install(apps: Any) -> None:
    """Version 1 of all of them; what is there already stays as it is."""
    questions = apps.get_model("surveys", "Question").objects
    for code, wording in ITEMS.items():
        fixed = {"kind": "scale", "text": wording, "scale_max": 5, "options": points(AGREEMENT), "dimension": code[0]}
        questions.get_or_create(code=code, version=1, defaults=fixed)
    questions.get_or_create(code=COMMENT, version=1, defaults={"kind": "text", "text": PULSE_COMMENT})
    by_code = {one.code: one for one in questions.filter(version=1, code__in=[*ITEMS, COMMENT])}
    for code, (instrument, asked) in QUESTIONNAIRES.items():
        _questionnaire(apps, code, instrument, [by_code[name] for name in asked])


def _questionnaire(apps: Any, code: str, instrument: str, asked: list[Any]) -> None:
    fixed = {"instrument": instrument, "title": TITLES[code], "instruction": PERCEIVED, "state": "published"}
    of_all = apps.get_model("surveys", "Questionnaire").objects
    questionnaire, is_new = of_all.get_or_create(code=code, version=1, defaults=fixed)
    if is_new:
        item = apps.get_model("surveys", "QuestionnaireItem")
        item.objects.bulk_create(
            item(questionnaire=questionnaire, question=question, position=position)
            for position, question in enumerate(asked, 1)
        )
