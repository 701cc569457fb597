"""The one place that decides whether answers fit a form: screens, programs and mails all come here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

from .conditions import Walk
from .questions import Question
from .reading import Unfit, World, check, is_blank, parse


class Form(Protocol):
    """What is asked: a FormVersion, or anything like it."""

    @property
    def pk(self) -> int | None: ...

    @property
    def questions(self) -> tuple[Question, ...]: ...


@dataclass(frozen=True, slots=True)
class Answered:
    """What `validate` made of what was sent. Filed only while `errors` is empty.

    `answers` is plain JSON by code of question, without what was not asked or not answered; `asked` are the codes that
    these answers bring up, sections among them; `errors` has one translated text a code.
    """

    form: int | None
    answers: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()


def validate(form: Form, raw: Mapping[str, Any], world: World, *, kept: Mapping[str, Any] | None = None) -> Answered:
    """Read answers as they were sent: `raw` by code, texts as from a form or values as from a program. Pure.

    What a condition hides is neither required nor taken, whatever was sent for it. An answer that is as in `kept`,
    those the request has already, is not held against the rules again: a day ahead may have passed since.
    """
    walk, errors, asked = Walk(), _unknown(form, raw), set()
    for question in form.questions:
        if not walk.asks(question):
            continue
        asked.add(question.code)
        if not question.asks:
            continue
        try:
            value = _answer(question, raw.get(question.code), world, (kept or {}).get(question.code))
        except Unfit as problem:
            errors[question.code] = str(problem)
        else:
            if value is not None:
                walk.answers[question.code] = value
    return Answered(form.pk, walk.answers, errors, frozenset(asked))


def _answer(question: Question, raw: Any, world: World, kept: Any) -> Any:
    if is_blank(raw):
        if question.required:
            raise Unfit(_("This is needed."))
        return None
    value = kept if kept is not None and raw == kept else parse(question, raw, world)
    if kept is None or value != kept:
        check(question, value, world)
    return value


def _unknown(form: Form, raw: Mapping[str, Any]) -> dict[str, str]:
    known = {question.code for question in form.questions if question.asks}
    return {code: _("The form has no such question.") for code, value in raw.items() if code not in known}
