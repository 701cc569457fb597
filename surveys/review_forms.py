"""A review as its reviewer fills it in, and a rubric as a manager writes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.forms.languages import LANGUAGES, shown_fields
from requests_app.forms.offering import offer
from requests_app.models import Service, User

from .models import Review, Rubric
from .rubrics import FEWEST_CRITERIA, MOST_CRITERIA, Plan

DOES_NOT_APPLY = "n"
WORDS = {
    2: pgettext_lazy("review", "Good"),
    1: pgettext_lazy("review", "In part"),
    0: pgettext_lazy("review", "Missing"),
}
NOT_JUDGED = pgettext_lazy("review", "Does not apply")


class ScoreForm(forms.Form):
    """One choice a criterion, and a word of coaching."""

    coaching = forms.CharField(
        label=_("A word to your colleague"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was good, and one thing to try next time. Only the two of you read it."),
    )
    field_order = ("coaching",)

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coaching"].widget.attrs["data-draft"] = f"review-{review.pk}"
        self.keys = list(review.rubric.texts)
        for key, text in review.rubric.texts.items():
            choices = [*((str(score), words) for score, words in WORDS.items()), (DOES_NOT_APPLY, NOT_JUDGED)]
            self.fields[f"score_{key}"] = forms.ChoiceField(label=str(text), choices=choices, widget=forms.RadioSelect)

    @property
    def criteria(self) -> list[BoundField]:
        return [self[f"score_{key}"] for key in self.keys]

    def scores(self) -> dict[str, int | None]:
        said = {key: self.cleaned_data[f"score_{key}"] for key in self.keys}
        return {key: None if score == DOES_NOT_APPLY else int(score) for key, score in said.items()}


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Once, to the reviewer only."),
    )


class RubricForm(forms.Form):
    """Three to six criteria in every language; none at all: nothing is reviewed."""

    percent = forms.IntegerField(
        label=_("Of 100 finished requests, review"),
        min_value=1,
        max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    reviewers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Reviewers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They take turns. Nobody reviews their own work."),
    )

    def __init__(self, *args: Any, service: Service, rubric: Rubric | None, **kwargs: Any) -> None:
        kwargs["initial"] = _said(rubric)
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_CRITERIA + 1):
            for _code, suffix, language in LANGUAGES:
                self.fields[f"c{number}_{suffix}"] = forms.CharField(label=language, max_length=200, required=False)
        offer(self, "reviewers", User.objects.active().working_in(service.provider).by_name())

    @property
    def rows(self) -> list[list[BoundField]]:
        return [shown_fields(self, f"c{number}") for number in range(1, MOST_CRITERIA + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        written = len(self._criteria())
        if written and written < FEWEST_CRITERIA:
            self.add_error(shown_fields(self, f"c{written + 1}")[0].name, _("Write at least three criteria, or none."))
        if written and len(data.get("reviewers", ())) < 2:
            self.add_error("reviewers", _("Name at least two reviewers: nobody reviews their own work."))
        return data

    def _criteria(self) -> list[dict[str, str]]:
        texts = (
            {code: self.cleaned_data.get(f"c{number}_{suffix}", "") for code, suffix, _language in LANGUAGES}
            for number in range(1, MOST_CRITERIA + 1)
        )
        return [{code: text for code, text in one.items() if text} for one in texts if any(one.values())]

    def plan(self) -> Plan | None:
        criteria = self._criteria()
        if not criteria:
            return None
        return Plan(criteria, self.cleaned_data["percent"], list(self.cleaned_data["reviewers"]))


def _said(rubric: Rubric | None) -> dict[str, Any]:
    if rubric is None:
        return {"percent": 10}
    said: dict[str, Any] = {
        f"c{number}_{suffix}": text.get(code, "")
        for number, text in enumerate(rubric.texts.values(), 1)
        for code, suffix, _language in LANGUAGES
    }
    reviewers = list(rubric.reviewers.values_list("pk", flat=True))
    return {**said, "percent": rubric.percent, "reviewers": reviewers}
