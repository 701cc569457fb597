"""“Ask only if …”: which questions a set of answers brings up. `static/js/questions.js` knows the same tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from unicodedata import normalize

from .questions import Condition, Kind, Question, Test

# What may be asked about the answer to a question of this kind.
TESTS: dict[Kind, tuple[Test, ...]] = {
    Kind.SHORT: (Test.IS, Test.IS_NOT, Test.CONTAINS, Test.ANSWERED),
    Kind.LONG: (Test.CONTAINS, Test.ANSWERED),
    Kind.NUMBER: (Test.IS, Test.IS_NOT, Test.OVER, Test.UNDER, Test.ANSWERED),
    Kind.DATE: (Test.ANSWERED,),
    Kind.RANGE: (Test.ANSWERED,),
    Kind.CHOICE: (Test.IS, Test.IS_NOT, Test.ANSWERED),
    Kind.SEVERAL: (Test.CONTAINS, Test.ANSWERED),
    Kind.YES_NO: (Test.IS, Test.ANSWERED),
    Kind.PERSON: (Test.ANSWERED,),
    Kind.DEPARTMENT: (Test.IS, Test.IS_NOT, Test.ANSWERED),
    Kind.FILE: (Test.ANSWERED,),
    Kind.SECTION: (),
}


class Walk:
    """Goes through the questions in their order and says of each whether it is asked.

    A section takes the questions below it along, up to the next section. What is not asked has no answer, and a
    question without an answer fulfils no condition, also not “is not”.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self._section_is_asked = True

    def asks(self, question: Question) -> bool:
        fulfilled = question.when is None or fulfils(self.answers.get(question.when.field), question.when)
        if question.kind == Kind.SECTION:
            self._section_is_asked = fulfilled
        return fulfilled and self._section_is_asked


def asked(questions: Iterable[Question], answers: Mapping[str, Any]) -> list[Question]:
    """Those that these answers bring up, sections among them."""
    walk, found = Walk(), []
    for question in questions:
        if walk.asks(question):
            found.append(question)
            if question.code in answers:
                walk.answers[question.code] = answers[question.code]
    return found


def fulfils(answer: Any, condition: Condition) -> bool:
    """Does this answer, as it is stored, fulfil the condition? No answer fulfils none."""
    return answer is not None and CHECKS[condition.test](answer, condition.values)


def as_text(answer: Any) -> str:
    """How a condition reads one answer: `yes`, `3.5`, the text without its capitals."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return folded(str(answer))


def folded(text: str) -> str:
    return normalize("NFKC", text).strip().lower()


def _is(answer: Any, values: tuple[str, ...]) -> bool:
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        return any(answer == number for number in map(_number, values) if number is not None)
    return as_text(answer) in map(folded, values)


def _contains(answer: Any, values: tuple[str, ...]) -> bool:
    if isinstance(answer, list):
        return not {str(one) for one in answer}.isdisjoint(values)
    return any(folded(value) in as_text(answer) for value in values)


def _compared(over: bool) -> Callable[[Any, tuple[str, ...]], bool]:
    def check(answer: Any, values: tuple[str, ...]) -> bool:
        bound = _number(values[0]) if values else None
        return bound is not None and isinstance(answer, int | float) and (answer > bound if over else answer < bound)

    return check


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


CHECKS: dict[Test, Callable[[Any, tuple[str, ...]], bool]] = {
    Test.IS: _is,
    Test.IS_NOT: lambda answer, values: not _is(answer, values),
    Test.CONTAINS: _contains,
    Test.OVER: _compared(over=True),
    Test.UNDER: _compared(over=False),
    Test.ANSWERED: lambda answer, values: True,
}
