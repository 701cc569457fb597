"""The first three steps as forms. They translate; `writing` decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.forms.editions import Edited
from requests_app.forms.languages import InLanguages, Titled, initial_of, line_fields, text_fields
from requests_app.forms.levels import day_field
from requests_app.forms.offering import demand, offer
from requests_app.models import Department, Service, User
from surveys.models import Campaign, Instrument, Questionnaire
from surveys.rules import K_COMMENTS, MOST_REMINDERS, K

from . import writing
from .audience import Whom

LARGEST_K = 100
OPTIONS_OF_SERVQUAL = ("with_expectation", "importance", "storage")


class StepForm(Edited, InLanguages):
    """A step of a draft, which two people may have open at once."""


class QuestionnaireChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return _("%(title)s, version %(number)s") % {"title": obj, "number": obj.version}


class WhatForm(StepForm, Titled):
    """Step 1: what is asked, in whose name, and about whom."""

    questionnaire = QuestionnaireChoice(
        Questionnaire.objects.none(), label=_("What is asked"), widget=forms.RadioSelect, empty_label=None
    )
    owner = forms.ModelChoiceField(
        Department.objects.none(), label=_("Who runs it"), required=False, empty_label=_("The company")
    )
    about = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label=_("Departments the survey is about"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody who is asked is asked about one of them: the one whose services they use most."),
    )

    def __init__(self, *args: Any, by: User, campaign: Campaign | None, **kwargs: Any) -> None:
        kwargs["initial"] = _what(campaign) if campaign else {"edition": 0, "owner": _only_one(by)}
        super().__init__(*args, **kwargs)
        self.fields |= {
            **line_fields("title"),
            **text_fields("purpose", most=600, rows=2),
            **text_fields("changed_since", most=600, rows=2),
        }
        offered = Questionnaire.objects.offered_to(by).order_by("instrument", "code", "version")
        mine = Department.objects.running() if by.is_admin else Department.objects.managed_by(by).running()
        _choose_from(self, "questionnaire", offered)
        _choose_from(self, "owner", mine)
        _choose_from(self, "about", mine)
        if not by.is_admin:
            demand(self, "owner")

    @property
    def purposes(self) -> list[BoundField]:
        return self.in_languages("purpose")

    @property
    def changes(self) -> list[BoundField]:
        return self.in_languages("changed_since")

    def what(self) -> writing.What:
        data = self.cleaned_data
        return writing.What(
            questionnaire=data["questionnaire"],
            owner=data["owner"],
            about=list(data["about"]),
            title=self.translated("title"),
            purpose=self.translated("purpose"),
            changed_since=self.translated("changed_since"),
        )


def _only_one(by: User) -> int | None:
    mine = list(Department.objects.managed_by(by).values_list("pk", flat=True)[:2])
    return mine[0] if len(mine) == 1 else None


def _what(campaign: Campaign) -> dict[str, Any]:
    return {
        "edition": campaign.edition,
        "questionnaire": campaign.questionnaire_id,
        "owner": campaign.owner_id,
        "about": list(campaign.about.values_list("pk", flat=True)),
        **initial_of("title", campaign.title),
        **initial_of("purpose", campaign.purpose),
        **initial_of("changed_since", campaign.changed_since),
    }


class AudienceForm(StepForm):
    """Step 2: whom it asks, and how their answers are kept."""

    departments = forms.ModelMultipleChoiceField(
        Department.objects.running(),
        label=_("People of these departments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: people of all departments."),
    )
    services = forms.ModelMultipleChoiceField(
        Service.objects.none(),
        label=_("Only who used one of these services"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: whatever they used."),
    )
    used_from = day_field(label=pgettext_lazy("first day", "From"), required=False)
    used_until = day_field(label=pgettext_lazy("last day", "Until"), required=False)
    sample_size = forms.IntegerField(
        label=_("Ask only so many of them"),
        required=False,
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=_("Drawn by chance, the same chance for everybody. Left empty: all of them."),
    )
    with_expectation = forms.BooleanField(
        label=_("Ask also which level people need"),
        required=False,
        help_text=_("Twice as many answers of everybody; fewer people will finish."),
    )
    importance = forms.ChoiceField(
        label=_("How important the five dimensions are"),
        choices=Campaign.Importance.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    storage = forms.ChoiceField(
        label=_("How answers are kept"),
        choices=Campaign.Storage.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Only answers kept together tell how reliable the scale is (alpha)."),
    )
    attribute = forms.ChoiceField(
        label=_("What is kept of who answers"),
        choices=Campaign.Attribute.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    k = forms.IntegerField(
        label=_("Answers a group needs before its figures are shown"), min_value=K, max_value=LARGEST_K
    )
    k_comments = forms.IntegerField(
        label=_("Answers before comments are shown"), min_value=K_COMMENTS, max_value=LARGEST_K
    )

    results_for = forms.ChoiceField(
        label=_("Who reads the results"),
        choices=Campaign.Readers.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Invited people read the figures of everybody, never those of single departments."),
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        kwargs["initial"] = _audience(campaign)
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        services = Service.objects.filter(provider__in=campaign.about.all()).select_related("provider")
        _choose_from(self, "services", services.order_by("provider__code", "code"))
        if campaign.questionnaire.instrument != Instrument.SERVQUAL:
            for name in OPTIONS_OF_SERVQUAL:
                del self.fields[name]

    @property
    def options(self) -> list[BoundField]:
        return [self[name] for name in OPTIONS_OF_SERVQUAL if name in self.fields]

    def audience(self) -> writing.Audience:
        said = {name: value for name, value in self.cleaned_data.items() if name != "edition"}
        defaults = writing.Audience()
        for name in ("importance", "storage", "attribute", "results_for"):
            said[name] = said.get(name) or getattr(defaults, name)
        return writing.Audience(
            **{**said, "departments": list(said["departments"]), "services": list(said["services"])}
        )

    def whom(self) -> Whom:
        """What is typed, for counting before anything is saved."""
        said = self.audience()
        return Whom(
            about=tuple(self.campaign.about.order_by("pk").values_list("pk", flat=True)),
            day=self.campaign.opens_on,
            seed=str(self.campaign.pk),
            departments=tuple(one.pk for one in said.departments),
            services=tuple(one.pk for one in said.services),
            used_from=said.used_from,
            used_until=said.used_until,
            sample_size=said.sample_size,
        )


def _audience(campaign: Campaign) -> dict[str, Any]:
    said = ("edition", "used_from", "used_until", "sample_size", "attribute", "k", "k_comments", "results_for")
    names = (*said, *OPTIONS_OF_SERVQUAL)
    return {
        **{name: getattr(campaign, name) for name in names},
        "departments": list(campaign.audience_departments.values_list("pk", flat=True)),
        "services": list(campaign.used_services.values_list("pk", flat=True)),
    }


class DaysForm(StepForm):
    """Step 3: when, how often it reminds, and in which words."""

    opens_on = day_field(label=_("First day"))
    closes_on = day_field(label=_("Last day"))
    reminders = forms.TypedChoiceField(
        label=_("Reminders"),
        choices=[(0, _("None")), (1, _("One")), (2, _("Two"))],
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("Only to who has not answered, and none in the last 24 hours."),
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        names = ("edition", "opens_on", "closes_on", "reminders")
        kwargs["initial"] = {
            **{name: getattr(campaign, name) for name in names},
            **initial_of("reminder_text", campaign.reminder_text),
        }
        super().__init__(*args, **kwargs)
        self.fields |= text_fields("reminder_text", most=600, rows=2)

    @property
    def reminder_texts(self) -> list[BoundField]:
        return self.in_languages("reminder_text")

    def days(self) -> writing.Days:
        data = self.cleaned_data
        return writing.Days(
            opens_on=data["opens_on"],
            closes_on=data["closes_on"],
            reminders=min(data["reminders"], MOST_REMINDERS),
            reminder_text=self.translated("reminder_text"),
        )


class ExtensionForm(forms.Form):
    edition = forms.IntegerField(widget=forms.HiddenInput)
    closes_on = day_field(label=_("New last day"))


def _choose_from(form: forms.Form, name: str, rows: Any) -> None:
    offer(form, name, rows)
