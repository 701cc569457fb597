"""A service review and its meetings as forms."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.forms.colleague import ColleagueField
from requests_app.forms.editions import Edited
from requests_app.forms.offering import offer
from requests_app.forms.verbs import moment_field, name_zone
from requests_app.models import Department, User

from .models import ReviewMeeting, ServiceReview
from .verbs import Decided, Outline


class MeetingForm(Edited):
    """When and where."""

    starts_at = moment_field(_("Begins"))
    ends_at = moment_field(_("Ends"))
    place = forms.CharField(label=pgettext_lazy("meeting", "Place"), max_length=200, required=False)
    link = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")

    def __init__(self, *args: Any, meeting: ReviewMeeting | None = None, **kwargs: Any) -> None:
        if meeting is not None:
            known = {one.name: getattr(meeting, one.name) for one in fields(Outline)}
            kwargs["initial"] = {**known, "edition": meeting.edition, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        name_zone(self.fields["starts_at"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It ends before it begins."))
        if not data.get("place") and not data.get("link") and "link" not in self.errors:
            self.add_error("place", _("Say where it is: a place, a link, or both."))
        return data

    def outline(self) -> Outline:
        return Outline(**{one.name: self.cleaned_data[one.name] for one in fields(Outline)})


class ReviewForm(MeetingForm):
    """The departments, the rhythm, and the first meeting."""

    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(), label=_("Departments"), widget=forms.CheckboxSelectMultiple
    )
    every_weeks = forms.TypedChoiceField(
        label=_("How often"), choices=ServiceReview.Rhythm.choices, coerce=int, initial=ServiceReview.Rhythm.MONTH
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "departments", Department.objects.running().order_by("code"))


class InviteForm(forms.Form):
    person = ColleagueField(label=_("Who else should come"))


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Why it does not take place"), max_length=500)


class HeldForm(forms.Form):
    """Who was there, and what was said."""

    came = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Who was there"), widget=forms.CheckboxSelectMultiple, required=False
    )
    notes = forms.CharField(
        label=_("What was said"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, meeting: ReviewMeeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = meeting.people.by_name()
        offer(self, "came", people)
        self.fields["came"].initial = people


class DecisionForm(forms.Form):
    text = forms.CharField(label=_("What was decided"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Who does it"), empty_label=None)
    owner = ColleagueField(label=_("Owner"))
    until_on = forms.DateField(label=_("Done by"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, meeting: ReviewMeeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "department", meeting.review.departments.order_by("code"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        owner, department = data.get("owner"), data.get("department")
        if owner and department and not owner.works_in(department.pk):
            self.add_error("owner", _("The owner has to serve in the department that does it."))
        return data

    def decided(self) -> Decided:
        return Decided(**{one.name: self.cleaned_data[one.name] for one in fields(Decided)})
