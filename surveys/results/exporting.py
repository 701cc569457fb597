"""Released figures as rows of a file; they say no more than the page does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from surveys.models import Question, ReleasedGroup

from . import words
from .reading import Reading, title_of

Line = list[Any]


def lines(reading: Reading) -> Iterator[Line]:
    """A heading, then one line per group, question and figure; hidden groups have one line that says so."""
    yield [
        _("Group"), _("Question"), _("Figure"), _("Value"), _("Exact or beyond"), _("From"), _("To"), _("Answers"),
    ]  # fmt: skip
    questions = reading.campaign.questionnaire.in_order()
    for group in reading.groups:
        if group.n is None:
            yield [title_of(group), "", _("hidden"), "", "", "", "", ""]
        else:
            yield from _group(group, questions)


def _group(group: ReleasedGroup, questions: list[Question]) -> Iterator[Line]:
    title = title_of(group)
    for name, part in group.figures.get("parts", {}).items():
        for side, label in _sides():
            if part[side]:
                yield [title, words.dimension(name), label, *_cells(part[side]), part["n"]]
    for question in questions:
        found = group.figures["questions"].get(str(question.pk))
        if found:
            yield from ([title, *line] for line in _question(question, found))


def _sides() -> list[tuple[str, str]]:
    return [("got", _("Mean")), ("needed", _("Needed")), ("gap", _("Gap"))]


def _question(question: Question, found: Mapping[str, Any]) -> Iterator[Line]:
    text = str(question.text)
    if question.kind == Question.Kind.SCALE:
        yield from ([text, *line] for line in _item(found))
    elif question.kind == Question.Kind.MATRIX:
        for key, item in found["statements"].items():
            yield from ([f"{text} · {question.statements[key]}", *line] for line in _item(item))
    elif question.kind == Question.Kind.KANO:
        yield [text, words.letter(found["decided"]), "", "", "", "", found["n"]]
        for name, label in (("better", _("Pleases when met")), ("worse", _("Annoys when missing"))):
            yield [text, label, *_cells(found[name]), found["n"]]
    else:
        for key, value in found["options"].items():
            yield [f"{text} · {question.labels[key]}", _("Share"), *_cells(value), found["n"]]


def _item(item: Mapping[str, Any]) -> Iterator[Line]:
    if item["n"] is None:
        yield [_("hidden"), "", "", "", "", ""]
        return
    yield [_("Mean"), *_cells(item["got"]["mean"]), item["n"]]
    yield [_("Favourable"), *_cells(item["got"]["favourable"]), item["n"]]
    if item["needed"]:
        yield [_("Needed"), *_cells(item["needed"]["mean"]), item["n"]]
        yield [_("Gap"), *_cells(item["gap"]), item["n"]]


def _cells(value: Mapping[str, Any]) -> Line:
    beyond = {"over": _("or more"), "under": _("or less")}.get(value["beyond"], "")
    return [_plain(value["value"]), beyond, _plain(value["low"]), _plain(value["high"])]


def _plain(value: float | None) -> Any:
    return "" if value is None else round(value, 3)
