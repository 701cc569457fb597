"""What one fills in at each step of a needs study. The forms translate; `verbs` decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from requests_app.forms.languages import InLanguages, initial_of, text_fields
from requests_app.forms.levels import day_field
from requests_app.forms.offering import offer
from requests_app.models import Department, User
from surveys.models import Campaign, Category, NeedsStudy, Stage, StudyNeed, StudySource, Suggestion

from . import taking, verbs

NOTHING = ("", "—")


def _long(label: Any, *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class TitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)


class StudyForm(InLanguages):
    """Of one study; `save` calls the verb."""

    def __init__(self, *args: Any, study: NeedsStudy, **kwargs: Any) -> None:
        self.study = study
        super().__init__(*args, **kwargs)

    def save(self) -> None:
        verbs.write(self.study, **self.cleaned_data)

    def offer(self, name: str, rows: Any) -> None:
        offer(self, name, rows)


class GoalForm(StudyForm):
    question = _long(_("What do you want to find out?"), required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), required=False, empty_label="—")
    decide_on = day_field(label=_("Decided on"), required=False)

    def __init__(self, *args: Any, study: NeedsStudy, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(study, name) for name in ("question", "owner", "decide_on")}
        super().__init__(*args, study=study, **kwargs)
        self.offer("owner", User.objects.active().working_in(study.department).by_name())


class NoticeForm(StudyForm):
    notice = _long(
        _("Notice to those who take part"),
        required=False,
        help_text=_("What for, what is kept, who reads it, and what becomes of it."),
    )

    def __init__(self, *args: Any, study: NeedsStudy, **kwargs: Any) -> None:
        super().__init__(*args, study=study, initial={"notice": study.notice}, **kwargs)


class SourceForm(StudyForm):
    kind = forms.ChoiceField(label=_("Source"), choices=StudySource.Kind.choices)
    day = day_field(label=_("Day"), required=False)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    campaign = forms.ModelChoiceField(Campaign.objects.none(), label=_("Survey"), required=False, empty_label="—")
    suggestion = forms.ModelChoiceField(
        Suggestion.objects.none(), label=_("Suggestion"), required=False, empty_label="—"
    )
    notes = _long(_("Notes"), required=False, help_text=_("What was said, not by whom."))

    def __init__(self, *args: Any, study: NeedsStudy, **kwargs: Any) -> None:
        super().__init__(*args, study=study, **kwargs)
        department = study.department_id
        self.offer("campaign", Campaign.objects.filter(about=department, state=Campaign.State.CLOSED))
        shown = Suggestion.objects.filter(department=department).exclude(state=Suggestion.State.ASIDE)
        self.offer("suggestion", shown)

    def save(self) -> None:
        verbs.add_source(self.study, **self.cleaned_data)


class NeedForm(StudyForm):
    text = forms.CharField(label=_("Need"), max_length=200, help_text=_("In the words of those who have it."))

    def save(self) -> None:
        verbs.add_need(self.study, self.cleaned_data["text"])


class OfNeedForm(StudyForm):
    need = forms.ModelChoiceField(StudyNeed.objects.none(), label=_("Need"), empty_label=None)

    def __init__(self, *args: Any, study: NeedsStudy, **kwargs: Any) -> None:
        super().__init__(*args, study=study, **kwargs)
        self.offer("need", study.needs.select_related("question"))


class CategoryForm(OfNeedForm):
    segment = forms.ModelChoiceField(
        Department.objects.none(), label=_("To whom"), required=False, empty_label=_("Everybody")
    )
    category = forms.ChoiceField(label=_("What it is to them"), choices=Category.choices)
    n = forms.IntegerField(
        label=_("Answers"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("Left empty: judged by interview."),
    )

    def __init__(self, *args: Any, study: NeedsStudy, **kwargs: Any) -> None:
        super().__init__(*args, study=study, **kwargs)
        self.offer("segment", Department.objects.running().order_by("code"))
        if taking.surveys_of(study).exists():
            del self.fields["n"]

    def save(self) -> None:
        verbs.classify(**{"n": None, **self.cleaned_data})


class AnalysisForm(OfNeedForm):
    stage = forms.ChoiceField(label=_("Stage of a request"), choices=[NOTHING, *Stage.choices], required=False)
    performance = forms.IntegerField(
        label=_("How well it is met today"), required=False, min_value=0, max_value=100, help_text=_("0 to 100")
    )

    def save(self) -> None:
        verbs.analyse(**self.cleaned_data)


class NoActionForm(StudyForm):
    no_action = _long(_("Why nothing is done"), required=False, help_text=_("Only where no improvement is planned."))

    def __init__(self, *args: Any, study: NeedsStudy, **kwargs: Any) -> None:
        super().__init__(*args, study=study, initial={"no_action": study.no_action}, **kwargs)


class MessageForm(StudyForm):
    def __init__(self, *args: Any, study: NeedsStudy, **kwargs: Any) -> None:
        super().__init__(*args, study=study, initial=initial_of("message", study.message), **kwargs)
        self.fields |= text_fields("message", most=1000, rows=3)

    @property
    def messages(self) -> list[BoundField]:
        return self.in_languages("message")

    def save(self) -> None:
        verbs.write(self.study, message=self.translated("message"))


FORMS: dict[str, type[StudyForm]] = {
    "goal": GoalForm,
    "notice": NoticeForm,
    "source": SourceForm,
    "need": NeedForm,
    "category": CategoryForm,
    "analysis": AnalysisForm,
    "no-action": NoActionForm,
    "message": MessageForm,
}
# Which of them belong to a step.
OF_STEP = {
    "goal": ["goal"],
    "collect": ["source", "notice"],
    "classify": ["need", "category"],
    "analyse": ["analysis"],
    "plan": ["no-action"],
    "implement": ["message"],
}
