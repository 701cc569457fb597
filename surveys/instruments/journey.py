"""A questionnaire along the way of a request: which of the fixed questions speaks of which stage."""

from __future__ import annotations

from typing import Any

from .languages import text
from .wording import PERCEIVED

CODE = "journey"
COMMENT = "pulse-comment"
# One question may speak of two stages; of two questions of one stage, both are shown and never averaged.
STAGES_OF = {
    "T2": ["filing"],
    "S1": ["triage", "answer"],
    "R4": ["handover"],
    "S2": ["waiting"],
    "E5": ["waiting"],
    "A1": ["work"],
    "R2": ["work"],
    "R3": ["result"],
}
TITLE = text("Journey of a request", "请求全程体验", "Путь заявки")


def install(apps: Any) -> None:
    """Version 1, of questions that `installing` brought before; what is there already stays as it is."""
    questions = apps.get_model("surveys", "Question").objects.filter(version=1, code__in=[*STAGES_OF, COMMENT])
    by_code = {one.code: one for one in questions}
    fixed = {"instrument": "O", "title": TITLE, "instruction": PERCEIVED, "state": "published"}
    of_all = apps.get_model("surveys", "Questionnaire").objects
    questionnaire, is_new = of_all.get_or_create(code=CODE, version=1, defaults=fixed)
    if not is_new:
        return
    item = apps.get_model("surveys", "QuestionnaireItem")
    item.objects.bulk_create(
        item(questionnaire=questionnaire, question=by_code[code], position=position, stages=STAGES_OF.get(code, []))
        for position, code in enumerate([*STAGES_OF, COMMENT], 1)
    )
