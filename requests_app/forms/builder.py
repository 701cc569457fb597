"""The page on which a service's form is built: its rows as the template draws them, and what they would ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from requests_app.fields.conditions import TESTS
from requests_app.fields.drafting import PREFILLED, problems, with_spoken_codes
from requests_app.fields.questions import CHOOSING, DAYS, WRITING, Condition, Days, Kind, Question, Test
from requests_app.fields.words import DAYS as DAYS_WORDS
from requests_app.fields.words import KINDS, condition_words, yes_no
from requests_app.fields.words import TESTS as TEST_WORDS
from requests_app.models import Department, FormVersion, Service, company

from .form_rows import LANGUAGES, Row, Typed, questions_of, read, rearranged, rows_of
from .questions import AskingForm

LIMITS = {
    Kind.SHORT: (_lazy("Characters, at least"), _lazy("Characters, at most")),
    Kind.NUMBER: (_lazy("At least"), _lazy("At most")),
    Kind.SEVERAL: (_lazy("Answers chosen, at least"), _lazy("Answers chosen, at most")),
    Kind.FILE: (_lazy("Files, at least"), _lazy("Files, at most")),
}
Option = tuple[str, str, bool]  # value, label, chosen


@dataclass(frozen=True, slots=True)
class Text:
    """One input of a text in one language."""

    name: str
    language: str
    lang: str
    value: str


@dataclass(frozen=True, slots=True)
class RowView:
    """What `_form_row.html` draws."""

    at: int
    row: Row
    question: Question
    is_fixed: bool  # asked by a published version: its short name stays
    is_first: bool
    is_last: bool
    sources: list[Option]
    tests: list[Option]
    values: list[Option]  # to tick; empty where the value is typed
    only_if: str

    @property
    def name(self) -> str:
        return f"q-{self.at}-"

    @property
    def kind(self) -> Any:
        return KINDS[self.row.kind][0]

    @property
    def icon(self) -> str:
        return KINDS[self.row.kind][1]

    @property
    def title(self) -> str:
        return str(self.question.label) or _("New question")

    def _texts(self, name: str) -> list[Text]:
        return _asked_for(name, self.row.texts, begins=f"{name}_")

    @property
    def labels(self) -> list[Text]:
        return self._texts("label")

    @property
    def helps(self) -> list[Text]:
        return self._texts("help")

    @property
    def units(self) -> list[Text]:
        return self._texts("unit")

    @property
    def mask_helps(self) -> list[Text]:
        return self._texts("mask_help")

    @property
    def choices(self) -> list[tuple[int, str, list[Text]]]:
        """Number, code, and a text a language."""
        return [
            (at, choice.get("code", ""), _asked_for("label", choice, begins=f"choice-{at}-label_"))
            for at, choice in enumerate(self.row.choices)
        ]

    @property
    def has_choices(self) -> bool:
        return self.row.kind in CHOOSING

    @property
    def has_limits(self) -> bool:
        return self.row.kind in WRITING | {Kind.NUMBER, Kind.SEVERAL, Kind.FILE}

    @property
    def has_days(self) -> bool:
        return self.row.kind in DAYS

    @property
    def days(self) -> list[Option]:
        chosen = self.row.texts.get("days", "")
        return [(one.value, str(DAYS_WORDS[one]), one.value == chosen) for one in Days]

    @property
    def has_default(self) -> bool:
        return self.row.kind in PREFILLED

    @property
    def defaults(self) -> list[Option]:
        """To choose from; empty where the default is typed."""
        chosen = self.row.texts.get("default", "")
        if self.row.kind == Kind.YES_NO:
            return [(value, label, value == chosen) for value, label in _yes_no_options()]
        return [(one.code, str(one.label), one.code == chosen) for one in self.question.choices]

    @property
    def is_astray(self) -> bool:
        """It depends on a question that does not stand above it."""
        return self.question.when is not None and not self.tests

    @property
    def types_value(self) -> bool:
        """The condition compares with something that has to be typed."""
        when = self.question.when
        return when is not None and bool(self.tests) and when.test != Test.ANSWERED

    @property
    def least_label(self) -> Any:
        return LIMITS.get(self.row.kind, LIMITS[Kind.SHORT])[0]

    @property
    def most_label(self) -> Any:
        return LIMITS.get(self.row.kind, LIMITS[Kind.SHORT])[1]

    @property
    def has_more(self) -> bool:
        """Something in the part that is folded away needs attention."""
        return bool(self.row.texts.get("more")) or not self.row.errors.keys() <= {"label", "choices", "when"}

    @property
    def texts(self) -> dict[str, str]:
        return self.row.texts

    @property
    def is_open(self) -> bool:
        return bool(self.row.is_unfolded or self.row.texts.get("open") or self.row.errors)


def _asked_for(name: str, typed: Typed, *, begins: str) -> list[Text]:
    """An input for each language that the company offers, and for those in which something is said already."""
    offered = company.said().languages
    texts = [Text(f"{begins}{s}", own, code, typed.get(f"{name}_{s}", "")) for code, s, own in LANGUAGES]
    return [text for text in texts if text.lang in offered or text.value]


def _yes_no_options() -> list[tuple[str, str]]:
    return [("yes", yes_no(True)), ("no", yes_no(False))]


class PreviewForm(AskingForm):
    """The questions as whoever files a request sees them; never filed. `data` are the answers tried out so far."""

    def __init__(self, version: FormVersion, data: QueryDict | None = None) -> None:
        tried = data if data and any(name.startswith("preview-") for name in data) else None
        super().__init__(tried, prefix="preview", auto_id="%s")
        begins = {one.code: one.default for one in version.questions if one.default is not None}
        self.ask(version, begins=begins)


class Builder:
    """The draft of a service's form with what somebody typed into the page, where they did."""

    def __init__(self, service: Service, data: QueryDict | None = None) -> None:
        self.service = service
        self.versions = list(FormVersion.objects.of(service).newest_first().with_request_count())
        self.draft = next((one for one in self.versions if not one.is_published), None)
        self.in_force = next((one for one in self.versions if one.is_published), None)
        self.edition = self.draft.edition if self.draft else 0
        self.is_stale = self.is_saved = False
        self.general: list[str] = []
        begun = self.draft or self.in_force
        if data is None:
            self.rows = rows_of(begun.questions) if begun else []
        else:
            sent = data.get("edition", "")
            self.is_stale = sent != str(self.edition)
            self.rows = rearranged(read(data), data.get("rows", ""))

    @cached_property
    def questions(self) -> list[Question]:
        return with_spoken_codes(questions_of(self.rows), fixed=self.kinds)

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Of every question that a published version asks or asked."""
        published = [one for one in self.versions if one.is_published]
        return {question.code: question.kind for form in published for question in form.questions}

    @property
    def is_readable(self) -> bool:
        """Nothing was typed that cannot be saved."""
        questions_of(self.rows)  # says beside each row what cannot be read
        return not any(row.errors for row in self.rows)

    def find_problems(self) -> bool:
        """Put what keeps it from being published beside its row; is there anything?"""
        found = problems(self.questions, kinds=self.kinds)
        by_code = {question.code: row for question, row in zip(self.questions, self.rows, strict=True)}
        for problem in found:
            if problem.code in by_code:
                by_code[problem.code].complain(problem.part, problem.text)
        self.general = [problem.text for problem in found if problem.code not in by_code]
        return bool(found)

    @property
    def complaints(self) -> list[tuple[int, str, str]]:
        """For the summary: number of the row, what it asks, what is wrong."""
        return [
            (view.at, view.title, text) for view in self.views for texts in view.row.errors.values() for text in texts
        ]

    @cached_property
    def views(self) -> list[RowView]:
        return [self._view(at, row) for at, row in enumerate(self.rows)]

    def _view(self, at: int, row: Row) -> RowView:
        question, earlier = self.questions[at], [one for one in self.questions[:at] if one.asks]
        row.texts["code"] = question.code
        when = question.when
        source = next((one for one in earlier if when and one.code == when.field), None)
        return RowView(
            at, row, question,
            is_fixed=question.code in self.kinds,
            is_first=at == 0,
            is_last=at == len(self.rows) - 1,
            sources=self._sources(earlier, source, when),
            tests=[(test.value, str(TEST_WORDS[test]), bool(when and when.test == test)) for test in _tests(source)],
            values=self._values(source, when.test if when else None, when.values if when else ()),
            only_if=condition_words(when, earlier, self._departments(source)) if when else "",
        )  # fmt: skip

    def _sources(self, earlier: list[Question], source: Question | None, when: Condition | None) -> list[Option]:
        found = [(one.code, str(one.label) or one.code, one is source) for one in earlier]
        if when is not None and source is None:  # it was moved below, or is gone: nobody has to choose it all again
            gone = next((str(one.label) for one in self.questions if one.code == when.field), "") or when.field
            found.append((when.field, _("%(question)s (not above)") % {"question": gone}, True))
        return found

    def _values(self, source: Question | None, test: Test | None, chosen: Iterable[str]) -> list[Option]:
        if source is None or test == Test.ANSWERED:
            return []
        told = {Kind.YES_NO: _yes_no_options(), Kind.DEPARTMENT: self._department_options(source)}
        options = told.get(source.kind) or [(one.code, str(one.label)) for one in source.choices]
        return [(value, label, value in chosen) for value, label in options]

    def _department_options(self, source: Question) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in self._departments(source).items()]

    def _departments(self, source: Question | None) -> dict[int, str]:
        return self._all_departments if source is not None and source.kind == Kind.DEPARTMENT else {}

    @cached_property
    def _all_departments(self) -> dict[int, str]:
        return {one.pk: str(one) for one in Department.objects.only("code", "name")}

    def preview(self, tried: QueryDict | None = None) -> PreviewForm:
        fields = [question.as_json() for question in self.questions]
        return PreviewForm(FormVersion(service=self.service, fields=fields), tried)


def _tests(source: Question | None) -> tuple[Test, ...]:
    return TESTS[source.kind] if source else ()


def kinds_to_add() -> list[tuple[str, Any, str]]:
    """Value, name and icon of every kind."""
    return [(kind.value, *KINDS[kind]) for kind in Kind]
