"""What a form still lacks before it can be published, and the codes its questions get."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from . import masks
from .conditions import TESTS
from .questions import CHOOSING, WRITING, Kind, Question, Test
from .reading import Day, Unfit, check, is_blank, parse

MOST_QUESTIONS, MOST_CHOICES = 60, 60
CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
# Kinds whose answer may be there before anybody answers.
PREFILLED = WRITING | {Kind.NUMBER, Kind.CHOICE, Kind.YES_NO}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with which part of which question: `label`, `choices`, `when` … The text is translated."""

    code: str
    part: str
    text: str


def problems(questions: Sequence[Question], *, kinds: Mapping[str, Kind]) -> list[Problem]:
    """What keeps the form from being published. `kinds`: of the questions that earlier versions asked."""
    found = []
    if len(questions) > MOST_QUESTIONS:
        text = _("At most %(most)d questions: nobody answers more.") % {"most": MOST_QUESTIONS}
        found.append(Problem("", "", text))
    for at, question in enumerate(questions):
        earlier = questions[:at]
        told = [*_of_names(question, earlier, kinds), *_of_rules(question), *_of_condition(question, earlier)]
        found.extend(Problem(question.code, part, text) for part, text in told)
    return found


def _of_names(question: Question, earlier: Sequence[Question], kinds: Mapping[str, Kind]) -> Iterator[tuple[str, str]]:
    if not question.label:
        yield "label", _("Write the question in at least one language.")
    if not CODE.fullmatch(question.code):
        yield "code", _("Small letters, digits and hyphens, beginning with a letter.")
    if any(one.code == question.code for one in earlier):
        yield "code", _("Another question has this short name.")
    if kinds.get(question.code, question.kind) != question.kind:
        yield "code", _("An earlier version asked something of another kind by this short name. Give another one.")
    if question.kind in CHOOSING and len(question.choices) < 2:
        yield "choices", _("Give at least two answers to choose from.")
    if len(question.choices) > MOST_CHOICES:
        yield "choices", _("At most %(most)d answers to choose from.") % {"most": MOST_CHOICES}
    if any(not choice.label for choice in question.choices):
        yield "choices", _("Every answer needs a text in at least one language.")


def _of_rules(question: Question) -> Iterator[tuple[str, str]]:
    if question.least is not None and question.most is not None and question.least > question.most:
        yield "most", _("This is less than the least.")
    try:
        masks.compiled(question.mask)
    except masks.BadMask:
        yield "mask", _("One * at most, and nothing ends with a backslash.")
        return
    if not is_blank(question.default):
        world = Day.min()
        try:
            check(question, parse(question, question.default, world), world)
        except Unfit as problem:
            yield "default", str(problem)


def _of_condition(question: Question, earlier: Sequence[Question]) -> Iterator[tuple[str, str]]:
    condition = question.when
    if condition is None:
        return
    source = next((one for one in earlier if one.code == condition.field and one.asks), None)
    if source is None:
        yield "when", _("The question it depends on is gone or comes later.")
    elif condition.test not in TESTS[source.kind]:
        yield "when", _("This cannot be asked about such a question.")
    elif condition.test != Test.ANSWERED and is_blank(condition.values):
        yield "when", _("Say which answer it depends on.")
    elif not all(_fits(source, value) for value in condition.values):
        yield "when", _("There is no such answer to the question it depends on.")


def _fits(source: Question, value: str) -> bool:
    if source.kind in CHOOSING:
        return source.choice(value) is not None
    if source.kind == Kind.YES_NO:
        return value in ("yes", "no")
    if source.kind == Kind.NUMBER:
        try:
            parse(replace(source, whole=False), value, Day.min())
        except Unfit:
            return False
    return True


# Codes


def new_code(kind: str, taken: Iterable[str]) -> str:
    """For a question nobody has named yet: `choice-1`."""
    used = set(taken)
    stem = kind.replace("_", "-")
    return next(f"{stem}-{number}" for number in range(1, len(used) + 2) if f"{stem}-{number}" not in used)


def is_made_up(question: Question) -> bool:
    return re.fullmatch(rf"{question.kind.replace('_', '-')}-\d+", question.code) is not None


def with_spoken_codes(questions: Sequence[Question], *, fixed: Iterable[str]) -> list[Question]:
    """Gives questions a code that says what they ask, while no version with them was published."""
    taken, renamed = {one.code for one in questions} | set(fixed), {}
    for question in questions:
        stem = slugify(question.label.get(settings.LANGUAGE_CODE, ""))[:36].strip("-_")
        if question.code not in fixed and is_made_up(question) and CODE.fullmatch(stem):
            code = (
                stem
                if stem not in taken
                else next(f"{stem}-{number}" for number in range(2, len(taken) + 3) if f"{stem}-{number}" not in taken)
            )
            taken.add(code)
            renamed[question.code] = code
    return [_renamed(question, renamed) for question in questions]


def _renamed(question: Question, codes: Mapping[str, str]) -> Question:
    when = question.when
    if when is not None and when.field in codes:
        when = replace(when, field=codes[when.field])
    return replace(question, code=codes.get(question.code, question.code), when=when)
