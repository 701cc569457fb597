"""A service's questions as fields of a form. They only carry what was typed: `fields.validation` decides about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from requests_app.fields.conditions import asked
from requests_app.fields.directory import here
from requests_app.fields.questions import Kind, Question
from requests_app.fields.reading import plain_number
from requests_app.fields.validation import Answered, validate
from requests_app.fields.words import condition_words, yes_no
from requests_app.models import Department, FormVersion, User
from requests_app.phrases import listed

from .colleague import ColleagueInput
from .files import FilesField

PREFIX = "q_"
# More answers than these are chosen from a list that opens.
MOST_RADIOS = 7


class QuestionField(forms.Field):
    """Hands on what was sent; also `required` only says so."""

    def clean(self, value: Any) -> Any:
        return value


class QuestionFilesField(FilesField):
    """Its answer are the ids of what was uploaded; whether any is needed, `fields.validation` says."""

    def clean(self, value: Any) -> list[Any]:
        needed, self.required = self.required, False
        try:
            return [str(pk) for pk in super().clean(value)]
        finally:
            self.required = needed


class NumberInput(forms.TextInput):
    """A number as people type it, with a comma or a point, and its unit behind it."""

    template_name = "requests_app/widgets/number.html"

    def __init__(self, unit: str, *, whole: bool) -> None:
        super().__init__(attrs={"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"})
        self.unit = unit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "unit": self.unit}


class RangeInput(forms.MultiWidget):
    """The first and the last day."""

    template_name = "requests_app/widgets/range.html"
    use_fieldset = True

    def __init__(self) -> None:
        super().__init__([_day_input(_("First day")), _day_input(_("Last day"))])

    def decompress(self, value: Any) -> list[Any]:
        return [value["from"], value["until"]] if isinstance(value, dict) else [None, None]


def _day_input(label: str | None = None) -> forms.DateInput:
    attrs = {"type": "date"} | ({"aria-label": label} if label else {})
    return forms.DateInput(format="%Y-%m-%d", attrs=attrs)


def _radios(question: Question, choices: list[tuple[str, str]]) -> forms.Widget:
    return forms.RadioSelect(choices=choices if question.required else [*choices, ("", _("No answer"))])


def _choice(question: Question, departments: Mapping[int, str]) -> forms.Widget:
    choices = [(one.code, str(one.label)) for one in question.choices]
    if len(choices) > MOST_RADIOS:
        return forms.Select(choices=[("", _("Choose one")), *choices])
    return _radios(question, choices)


def widget_of(question: Question, departments: Mapping[int, str]) -> forms.Widget:
    """How it is answered on a screen. Departments by id are read only where they are needed."""
    match question.kind:
        case Kind.LONG:
            return forms.Textarea(attrs={"rows": 4})
        case Kind.NUMBER:
            return NumberInput(str(question.unit), whole=question.whole)
        case Kind.DATE:
            return _day_input()
        case Kind.RANGE:
            return RangeInput()
        case Kind.CHOICE:
            return _choice(question, departments)
        case Kind.SEVERAL:
            return forms.CheckboxSelectMultiple(choices=[(one.code, str(one.label)) for one in question.choices])
        case Kind.YES_NO:
            return _radios(question, [("yes", yes_no(True)), ("no", yes_no(False))])
        case Kind.PERSON:
            return ColleagueInput()
        case Kind.DEPARTMENT:
            return forms.Select(choices=[("", _("Choose one")), *departments.items()])
    return forms.TextInput()


def typed(question: Question, value: Any, people: Mapping[int, str]) -> Any:
    """An answer as its widget shows it, before anybody changes it."""
    if value is None:
        return None
    if question.kind == Kind.NUMBER:
        return plain_number(value)
    if question.kind == Kind.YES_NO:
        return "yes" if value else "no"
    return people.get(value, "") if question.kind == Kind.PERSON else value


def sent_for(question: Question, data: Mapping[str, Any]) -> str:
    """What a form sent for a question it does not ask any more, in words."""
    if question.kind == Kind.FILE:
        return ""
    raw = widget_of(question, {}).value_from_datadict(data, MultiValueDict(), PREFIX + question.code)
    parts = [str(one) for one in (raw if isinstance(raw, list) else [raw]) if one]
    return listed(str(choice.label) if (choice := question.choice(one)) else one for one in parts)


@dataclass(frozen=True, slots=True)
class Item:
    """A question with its field; a section has none. `shown` is the server's word at the moment the page is made."""

    question: Question
    field: BoundField | None
    shown: bool
    only_if: str

    @property
    def values_json(self) -> str:
        """The values of its condition, for the script."""
        return json.dumps(self.question.when.values if self.question.when else ())


@dataclass(slots=True)
class Group:
    """A section with the questions below it; the first group may have no section."""

    section: Item | None = None
    items: list[Item] = field(default_factory=list)


class AskingForm(forms.Form):
    """A form that asks the questions of a version beside its own fields. `asked_form` None: it asks nothing more."""

    asked_form: FormVersion | None = None
    answered: Answered | None = None

    def ask(
        self,
        version: FormVersion | None,
        *,
        kept: dict[str, Any] | None = None,
        begins: dict[str, Any] | None = None,
        by: User | None = None,
    ) -> None:
        """Add the questions. `kept`: answers the request has already; `begins`: what else they begin with."""
        self._by = by
        self.asked_form, self._kept, self._begins = version, kept or {}, begins or {}
        self._people = _addresses(self.questions, self._kept | self._begins)
        for question in self.questions:
            # Files that answered once belong to the request; more of them come with a message.
            if question.asks and not (question.kind == Kind.FILE and question.code in self._kept):
                self.fields[PREFIX + question.code] = self._field(question)

    def _field(self, question: Question) -> forms.Field:
        told: dict[str, Any] = {
            "label": str(question.label) or "…",
            "help_text": str(question.help),
            "required": question.required,
        }
        if question.kind == Kind.FILE:
            field = QuestionFilesField(most=int(question.most) if question.most else None, **told)
            if self._by is not None:
                field.by = self._by
            return field
        begins = typed(question, self._begins_with(question), self._people)
        return QuestionField(widget=widget_of(question, self._departments), initial=begins, **told)

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.asked_form.questions if self.asked_form else ()

    def _begins_with(self, question: Question) -> Any:
        return self._kept.get(question.code, self._begins.get(question.code))

    @cached_property
    def _departments(self) -> dict[int, str]:
        if not any(question.kind == Kind.DEPARTMENT for question in self.questions):
            return {}
        return {one.pk: str(one) for one in Department.objects.only("code", "name")}

    def validate_answers(self) -> None:
        """For `clean`: holds what was typed against the version, and says beside each question what does not fit."""
        if self.asked_form is None:
            return
        self.answered = validate(self.asked_form, self._raw(), here(self._by), kept=self._kept)
        for question in self.questions:
            name = PREFIX + question.code
            if question.code not in self.answered.asked:
                self.errors.pop(name, None)  # of a file that nobody asks for any more
            elif question.code in self.answered.errors and name not in self.errors:
                self.add_error(name, self.answered.errors[question.code])

    def _raw(self) -> dict[str, Any]:
        raw = {one.code: self._sent_for(one) for one in self.questions if one.asks}
        for question in self.questions:
            value = self._kept.get(question.code)
            # Somebody who left meanwhile stays the answer, while nobody names another.
            if question.kind == Kind.PERSON and value and raw[question.code] == self._people.get(value):
                raw[question.code] = value
        return raw

    def _sent_for(self, question: Question) -> Any:
        name = PREFIX + question.code
        return self.cleaned_data.get(name) if name in self.fields else self._kept.get(question.code)

    def own_fields(self) -> list[BoundField]:
        """Without the questions."""
        return [self[name] for name in self.fields if not name.startswith(PREFIX)]

    @cached_property
    def groups(self) -> list[Group]:
        """The questions for `requests_app/_questions.html`."""
        shown = self._shown()
        groups: list[Group] = []
        for question in self.questions:
            if question.asks and PREFIX + question.code not in self.fields:
                continue
            item = Item(
                question,
                self[PREFIX + question.code] if question.asks else None,
                question.code in shown,
                condition_words(question.when, self.questions, self._departments) if question.when else "",
            )
            if not question.asks or not groups:
                groups.append(Group())
            if question.asks:
                groups[-1].items.append(item)
            else:
                groups[-1].section = item
        return groups

    def _shown(self) -> set[str] | frozenset[str]:
        if self.answered is not None:
            return self.answered.asked
        begun = {question.code: self._begins_with(question) for question in self.questions}
        answers = {code: value for code, value in begun.items() if value is not None}
        return {question.code for question in asked(self.questions, answers)}


def _addresses(questions: tuple[Question, ...], answers: Mapping[str, Any]) -> dict[int, str]:
    wanted = {answers.get(question.code) for question in questions if question.kind == Kind.PERSON} - {None}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "email")) if wanted else {}
