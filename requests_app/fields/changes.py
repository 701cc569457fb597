"""What an amendment changed among the answers, for the journal's line about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from requests_app.models import RequestEvent

from .display import text_of
from .names import Names
from .questions import Kind, Question

Changed = tuple[Question, Any, Any]


def changed(event: RequestEvent) -> list[Changed]:
    """Each question whose answer changed, in the form's order, with the old and the new answer."""
    told: dict[str, list[Any]] = event.data.get("answers", {})
    form = event.request.form if told else None
    questions = form.questions if form else ()
    return [(one, *told[one.code]) for one in questions if one.code in told]


def names_in(events: Iterable[RequestEvent]) -> Names:
    """Of everybody whom these lines mention as an answer: at most two statements, mostly none."""
    found = [line for event in events for line in changed(event)]
    return Names.of((question, value) for question, *values in found for value in values)


def phrases(event: RequestEvent, names: Names) -> list[str]:
    """“Model: Light → With a large screen” for every changed answer; long texts only by their question."""
    return [
        _phrase(question, text_of(question, old, names), text_of(question, new, names))
        for question, old, new in changed(event)
    ]


def _phrase(question: Question, old: str, new: str) -> str:
    if question.kind == Kind.LONG:
        return str(question.label)
    nothing = _("no answer")
    told = {"question": str(question.label), "old": old or nothing, "new": new or nothing}
    return _("%(question)s: %(old)s → %(new)s") % told
