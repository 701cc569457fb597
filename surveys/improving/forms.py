"""An improvement as it is written, put in place and reviewed. The forms translate; `verbs` decides."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from requests_app.forms.editions import Edited
from requests_app.forms.languages import InLanguages, Titled, initial_of, line_fields, text_fields
from requests_app.forms.levels import day_field
from requests_app.forms.offering import offer
from requests_app.models import Department, Service, User
from surveys.models import Campaign, Improvement, Indicator, Stage

from . import metrics
from .verbs import Plan

NOTHING = ("", "—")


def _text(label: Any, help_text: Any, *, rows: int = 3, required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=2000, required=required, widget=widget)


def _number(label: Any) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"})
    return forms.FloatField(label=label, required=False, min_value=0, max_value=100_000, widget=widget)


class ImprovementForm(Edited, Titled):
    """What was found, what is done about it by whom, and how one will see whether it helped."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Improvement.Kind.choices)
    finding = _text(
        _("What was found"), _("What people say or what the figures show, in a sentence or two."), required=True
    )
    indicator = forms.ChoiceField(label=_("Indicator"), choices=[NOTHING, *Indicator.choices], required=False)
    stage = forms.ChoiceField(label=_("Stage of a request"), choices=[NOTHING, *Stage.choices], required=False)
    campaign = forms.ModelChoiceField(Campaign.objects.none(), label=_("Survey"), required=False, empty_label="—")
    cause = _text(_("Root cause"), _("Why it is so. Ask “why” until an answer can be changed."))
    action = _text(_("What is done"), "")
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), required=False, empty_label="—")
    metric = forms.ChoiceField(label=_("Measured by"), required=False)
    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Only this service"), required=False, empty_label=_("The whole department")
    )
    baseline_from = day_field(label=_("Before: from"), required=False)
    baseline_until = day_field(label=_("Before: until"), required=False)
    target = _number(_("Target"))
    least = _number(_("Smallest change that counts"))
    review_on = day_field(label=_("Look again on"), required=False)

    def __init__(self, *args: Any, department: Department, improvement: Improvement | None, **kwargs: Any) -> None:
        kwargs["initial"] = {**(kwargs.get("initial") or {}), **(_said(improvement) if improvement else {})}
        super().__init__(*args, **kwargs)
        self.fields |= line_fields("title")
        self._offer(department)
        self.fields["target"].help_text = _("Shares in percent, times in hours, means in points of their scale.")
        self.fields["least"].help_text = _(
            "Percentage points, hours or points of a scale. Less than this is not called better."
        )
        self.fields["baseline_until"].help_text = _("Of a survey, leave both empty: then the last one before counts.")
        self.fields["review_on"].help_text = _("All days from when it is in place to this one count as after.")

    def _offer(self, department: Department) -> None:
        people = User.objects.active().working_in(department).by_name()
        services = Service.objects.published().filter(provider=department).order_by("code")
        closed = Campaign.objects.filter(about=department, state=Campaign.State.CLOSED)
        offered = {"owner": people, "service": services, "campaign": closed}
        for name, rows in offered.items():
            offer(self, name, rows)
        families = [(_("Requests and ratings"), metrics.every_metric()), *metrics.families_for(department)]
        known = [(name, [(one.code, one.name) for one in members]) for name, members in families]
        offer(self, "metric", [NOTHING, *known])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, until = data.get("baseline_from"), data.get("baseline_until")
        if start and until and until < start:
            self.add_error("baseline_until", _("It ends before it begins."))
        return data

    def plan(self) -> Plan:
        said = {one.name: self.cleaned_data[one.name] for one in fields(Plan) if one.name != "title"}
        return Plan(title=self.translated("title"), **said)


def _said(improvement: Improvement) -> dict[str, Any]:
    told = {one.name: getattr(improvement, one.name) for one in fields(Plan) if one.name != "title"}
    return {**told, "edition": improvement.edition, **initial_of("title", improvement.title)}


class InPlaceForm(forms.Form):
    on = day_field(label=_("In place since"))


class ReviewForm(InLanguages):
    """The verdict, and a word to those who were asked."""

    verdict = forms.ChoiceField(
        label=_("What became of it?"), choices=Improvement.Verdict.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, improvement: Improvement, **kwargs: Any) -> None:
        kwargs["initial"] = initial_of("message", improvement.message)
        super().__init__(*args, **kwargs)
        self.fields |= text_fields("message", most=1000, rows=3)

    @property
    def messages(self) -> list[BoundField]:
        return self.in_languages("message")
