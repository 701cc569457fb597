"""Answers as people read them, and as a table or a search takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from requests_app.moments import locale
from requests_app.phrases import listed

from .names import Names
from .questions import CHOOSING, WRITING, Kind, Question
from .words import yes_no


def text_of(question: Question, value: Any, names: Names) -> str:
    """The answer in the reader's language; empty for None."""
    match question.kind:
        case _ if value is None:
            return ""
        case Kind.NUMBER:
            return _with_unit(format_decimal(value, locale=locale(), decimal_quantization=False), str(question.unit))
        case Kind.DATE:
            return _day(value)
        case Kind.RANGE:
            return _("%(first)s to %(last)s") % {"first": _day(value["from"]), "last": _day(value["until"])}
        case Kind.CHOICE | Kind.SEVERAL:
            return listed(_labels(question, value))
        case Kind.YES_NO:
            return yes_no(value)
        case Kind.PERSON:
            return names.people.get(value, "?")
        case Kind.DEPARTMENT:
            return names.departments.get(value, "?")
        case Kind.FILE:
            return listed(names.files.get(pk, "?") for pk in value)
    return str(value)


def plain_of(question: Question, value: Any, names: Names) -> str | float | date | None:
    """For a cell of an export: numbers and days stay what they are, everything else is its text."""
    if question.kind == Kind.NUMBER:
        number: float | None = value
        return number
    if question.kind == Kind.DATE and value is not None:
        return date.fromisoformat(value)
    return text_of(question, value, names) or None


def words_of(questions: Iterable[Question], answers: Mapping[str, Any], names: Names) -> str:
    """What a search may find of the answers: texts, names, and the labels of choices in every language."""
    found: list[str] = []
    for question in questions:
        value = answers.get(question.code)
        if value is None:
            continue
        if question.kind in CHOOSING:
            chosen = [value] if isinstance(value, str) else value
            labels = [choice.label for code in chosen if (choice := question.choice(code))]
            found.extend(text for label in labels for text in label.values() if text)
        elif question.kind in WRITING | {Kind.PERSON, Kind.DEPARTMENT, Kind.FILE}:
            found.append(text_of(question, value, names))
    return "\n".join(dict.fromkeys(found))


def _labels(question: Question, value: Any) -> list[str]:
    # An answer keeps its code where an import brought one that the form does not know.
    chosen = [value] if isinstance(value, str) else value
    return [str(choice.label) if (choice := question.choice(code)) else code for code in chosen]


def _with_unit(number: str, unit: str) -> str:
    if not unit:
        return number
    return pgettext("a number and its unit", "%(number)s %(unit)s") % {"number": number, "unit": unit}


def _day(value: str) -> str:
    return format_date(date.fromisoformat(value), "medium", locale=locale())
