"""Kinds of questions and conditions in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from requests_app.phrases import listed

from .questions import CHOOSING, Condition, Days, Kind, Question, Test

KINDS = {
    Kind.SHORT: (pgettext_lazy("kind of question", "Short text"), "pencil"),
    Kind.LONG: (pgettext_lazy("kind of question", "Long text"), "bars-3-bottom-left"),
    Kind.NUMBER: (pgettext_lazy("kind of question", "Number"), "calculator"),
    Kind.DATE: (pgettext_lazy("kind of question", "Date"), "calendar"),
    Kind.RANGE: (pgettext_lazy("kind of question", "First and last day"), "calendar-days"),
    Kind.CHOICE: (pgettext_lazy("kind of question", "One of several"), "check-circle"),
    Kind.SEVERAL: (pgettext_lazy("kind of question", "Any of several"), "check"),
    Kind.YES_NO: (pgettext_lazy("kind of question", "Yes or no"), "hand-thumb-up"),
    Kind.PERSON: (pgettext_lazy("kind of question", "Person"), "user"),
    Kind.DEPARTMENT: (pgettext_lazy("kind of question", "Department"), "building-office"),
    Kind.FILE: (pgettext_lazy("kind of question", "File"), "paper-clip"),
    Kind.SECTION: (pgettext_lazy("kind of question", "Heading with a text"), "hashtag"),
}
TESTS = {
    Test.IS: gettext_lazy("is"),
    Test.IS_NOT: gettext_lazy("is not"),
    Test.CONTAINS: gettext_lazy("contains"),
    Test.OVER: gettext_lazy("is more than"),
    Test.UNDER: gettext_lazy("is less than"),
    Test.ANSWERED: gettext_lazy("is answered"),
}
DAYS = {
    Days.ANY: pgettext_lazy("which days", "Any day"),
    Days.AHEAD: pgettext_lazy("which days", "Today or later"),
    Days.PAST: pgettext_lazy("which days", "Today or earlier"),
}
SENTENCES = {
    Test.IS: gettext_lazy("Only if “%(question)s” is: %(values)s"),
    Test.IS_NOT: gettext_lazy("Only if “%(question)s” is not: %(values)s"),
    Test.CONTAINS: gettext_lazy("Only if “%(question)s” contains: %(values)s"),
    Test.OVER: gettext_lazy("Only if “%(question)s” is more than %(values)s"),
    Test.UNDER: gettext_lazy("Only if “%(question)s” is less than %(values)s"),
    Test.ANSWERED: gettext_lazy("Only if “%(question)s” is answered"),
}


def yes_no(answer: bool) -> str:
    return _("Yes") if answer else _("No")


def condition_words(condition: Condition, questions: Iterable[Question], departments: dict[int, str]) -> str:
    """“Only if “Kind” is: travel, training”; empty where it asks about a question that is gone."""
    source = next((one for one in questions if one.code == condition.field), None)
    if source is None:
        return ""
    values = listed(_value(source, value, departments) for value in condition.values)
    return SENTENCES[condition.test] % {"question": str(source.label), "values": values}


def _value(source: Question, value: str, departments: dict[int, str]) -> str:
    if source.kind in CHOOSING:
        choice = source.choice(value)
        return str(choice.label) if choice else value
    if source.kind == Kind.YES_NO:
        return yes_no(value == "yes")
    if source.kind == Kind.DEPARTMENT and value.isdecimal():
        return departments.get(int(value), value)
    return value
