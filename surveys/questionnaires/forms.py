"""A question, and the frame of a questionnaire, as forms. They translate; `library` and `building` decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from requests_app.forms.editions import Edited
from requests_app.forms.languages import LANGUAGES, InLanguages, Titled, initial_of, line_fields, text_fields
from requests_app.forms.offering import demand, offer
from requests_app.models import Department, User
from surveys.models import Question, Questionnaire

from . import building, library

WITHOUT_ANSWERS = (Question.Kind.TEXT, Question.Kind.KANO)


class OwnedForm(InLanguages):
    owner = forms.ModelChoiceField(
        Department.objects.none(), label=_("Whose it is"), required=False, empty_label=_("The company")
    )

    def offer_owners(self, by: User) -> None:
        mine = Department.objects.running() if by.is_admin else Department.objects.managed_by(by).running()
        offer(self, "owner", mine)
        if not by.is_admin:
            demand(self, "owner")


class StatementChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.text)


class QuestionForm(OwnedForm):
    """One question in every language. Answers and statements stand line by line, in the same order everywhere."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Question.Kind.choices, widget=forms.RadioSelect)
    measured_by = StatementChoice(
        Question.objects.none(), label=_("Measured by"), required=False, empty_label=_("Nothing yet")
    )

    def __init__(self, *args: Any, by: User, question: Question | None, **kwargs: Any) -> None:
        kwargs["initial"] = _said(question) if question else {"kind": Question.Kind.SCALE}
        super().__init__(*args, **kwargs)
        self.fields |= {
            **text_fields("text", most=500, rows=2),
            **text_fields("help", most=500, rows=2),
            **text_fields("answers", most=1500, rows=5),
            **text_fields("statements", most=3000, rows=5),
        }
        self.offer_owners(by)
        offer(self, "measured_by", library.statements_for(by).order_by("code"))
        self.question = question
        if question is not None:
            self.fields["kind"].disabled = True

    @property
    def groups(self) -> list[tuple[str, Any, Any, list[BoundField]]]:
        """Name, heading, explanation and fields, in the order of the page."""
        return [
            (
                "text",
                _("Question"),
                _("{department} becomes the department that is asked about."),
                self.in_languages("text"),
            ),
            ("help", _("Help"), _("A short explanation below the question."), self.in_languages("help")),
            (
                "answers",
                _("Answers"),
                _("One a line; of a scale every point, the best last. “I cannot judge this” is always there."),
                self.in_languages("answers"),
            ),
            ("statements", _("Statements of a matrix"), _("One a line."), self.in_languages("statements")),
            (
                "measured",
                _("How well the need is met"),
                _("The newest released mean of this statement decides how soon something has to be done."),
                [self["measured_by"]],
            ),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.translated("text"):
            self.add_error(self.in_languages("text")[0].name, _("Write it in at least one language."))
        for name in ("answers", "statements"):
            counts = {suffix: len(self._lines(name, suffix)) for _code, suffix, _language in LANGUAGES}
            if len(set(filter(None, counts.values()))) > 1:
                wrong = min((one for one in counts if counts[one]), key=lambda one: counts[one])
                self.add_error(f"{name}_{wrong}", _("Write as many lines in every language, in the same order."))
        return data

    def _lines(self, name: str, suffix: str) -> list[str]:
        lines = str(self.cleaned_data.get(f"{name}_{suffix}") or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def _texts(self, name: str) -> list[dict[str, str]]:
        by_language = {code: self._lines(name, suffix) for code, suffix, _language in LANGUAGES}
        said = {code: lines for code, lines in by_language.items() if lines}
        rows = zip(*said.values(), strict=True) if said else ()
        return [dict(zip(said, row, strict=True)) for row in rows]

    def wording(self) -> library.Wording:
        kind = self.cleaned_data["kind"]
        return library.Wording(
            kind=kind,
            owner=self.cleaned_data["owner"],
            text=self.translated("text"),
            help=self.translated("help"),
            answers=[] if kind in WITHOUT_ANSWERS else self._texts("answers"),
            statements=self._texts("statements") if kind == Question.Kind.MATRIX else [],
            measured_by=self.cleaned_data["measured_by"],
        )


def _said(question: Question) -> dict[str, Any]:
    return {
        "kind": question.kind,
        "owner": question.owner_id,
        "measured_by": question.measured_by_id,
        **initial_of("text", question.text),
        **initial_of("help", question.help),
        **initial_of("answers", _by_language(question.options)),
        **initial_of("statements", _by_language(question.rows)),
    }


def _by_language(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {code: "\n".join(row["text"].get(code, "") for row in rows).strip() for code, _s, _l in LANGUAGES}


class FrameForm(Edited, OwnedForm, Titled):
    """Title and instruction of a questionnaire, and of a new one its kind."""

    instrument = forms.ChoiceField(
        label=_("Kind"),
        choices=[(one.value, one.label) for one in building.OWN],
        widget=forms.RadioSelect,
        help_text=_("Kano finds out which needs are basic, expected or exciting; at most 12 of them."),
    )

    def __init__(self, *args: Any, by: User, questionnaire: Questionnaire | None, **kwargs: Any) -> None:
        kwargs["initial"] = _framed(questionnaire) if questionnaire else {"instrument": building.OWN[0]}
        super().__init__(*args, **kwargs)
        self.fields |= {
            **line_fields("title"),
            **text_fields("instruction", most=500, rows=2),
        }
        self.offer_owners(by)
        if questionnaire is not None:
            self.fields["instrument"].disabled = True

    @property
    def instructions(self) -> list[BoundField]:
        return self.in_languages("instruction")

    def frame(self) -> building.Frame:
        data = self.cleaned_data
        return building.Frame(
            instrument=data["instrument"],
            owner=data["owner"],
            title=self.translated("title"),
            instruction=self.translated("instruction"),
        )


def _framed(questionnaire: Questionnaire) -> dict[str, Any]:
    return {
        **{name: getattr(questionnaire, name) for name in ("edition", "instrument")},
        "owner": questionnaire.owner_id,
        **initial_of("title", questionnaire.title),
        **initial_of("instruction", questionnaire.instruction),
    }


class Arrangement:
    """The questions of a draft as they are sent: `items` lists them, `order-…`, `required-…`, `stage-…` tell the rest.

    A button of a row sends `rows` as well: up:…, down:…, drop:… or add:… with the key of a question.
    """

    def __init__(self, data: QueryDict, offered: Mapping[str, Question]) -> None:
        keys = [key for key in data.getlist("items") if key in offered]
        self.keys = sorted(dict.fromkeys(keys), key=lambda key: _number(data.get(f"order-{key}", "")))
        self.required = {key for key in keys if f"required-{key}" in data}
        self.stages = {key: data.getlist(f"stage-{key}") for key in keys}
        self.offered = offered
        self._act(str(data.get("rows", "")))

    def _act(self, act: str) -> None:
        what, _colon, key = act.partition(":")
        if what == "add" and key in self.offered and key not in self.keys and len(self.keys) < building.MOST_QUESTIONS:
            self.keys.append(key)
        if key not in self.keys:
            return
        at = self.keys.index(key)
        if what == "drop":
            self.keys.remove(key)
        elif what in ("up", "down"):
            to = max(at - 1, 0) if what == "up" else at + 1
            self.keys.insert(to, self.keys.pop(at))

    @property
    def asked(self) -> list[building.Asked]:
        return [building.Asked(self.offered[key], key in self.required, self.stages.get(key, ())) for key in self.keys]


def _number(sent: str) -> int:
    return int(sent) if sent.isdecimal() and len(sent) < 6 else 0
