"""A session as a form, and the reason why one is called off."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.forms.editions import Edited
from requests_app.forms.languages import Titled, initial_of, line_fields, text_fields
from requests_app.forms.offering import offer
from requests_app.forms.verbs import moment_field, name_zone
from requests_app.models import Department, User
from surveys.models import TrainingSession
from surveys.models.training import MOST_SEATS

from .verbs import Outline

TRANSLATED = ("title", "text")


class SessionForm(Edited, Titled):
    """Topic and text in every language; when, where, for whom, how many."""

    starts_at = moment_field(_("Begins"))
    ends_at = moment_field(_("Ends"))
    place = forms.CharField(label=pgettext_lazy("training", "Place"), max_length=200, required=False)
    link = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS)
    offered_to = forms.ChoiceField(
        label=_("Offered to"), choices=TrainingSession.Offered.choices, widget=forms.RadioSelect
    )
    led_by = forms.ModelChoiceField(User.objects.none(), label=_("Led by"), empty_label=None)

    def __init__(self, *args: Any, department: Department, session: TrainingSession | None, **kwargs: Any) -> None:
        known = _said(session) if session else {"seats": 12, "offered_to": TrainingSession.Offered.COLLEAGUES}
        kwargs["initial"] = {**known, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields |= {**line_fields("title"), **text_fields("text", most=2000, rows=4)}
        people = User.objects.active().working_in(department)
        if session is not None:  # whoever leads it stays a choice, although they serve elsewhere by now
            people = people | User.objects.filter(pk=session.led_by_id)
        offer(self, "led_by", people.distinct().by_name())
        name_zone(self.fields["starts_at"])

    @property
    def texts(self) -> list[BoundField]:
        return self.in_languages("text")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It ends before it begins."))
        if not data.get("place") and not data.get("link") and "link" not in self.errors:
            self.add_error("place", _("Say where it is: a place, a link, or both."))
        return data

    def outline(self) -> Outline:
        said = {one.name: self.cleaned_data[one.name] for one in fields(Outline) if one.name not in TRANSLATED}
        return Outline(title=self.translated("title"), text=self.translated("text"), **said)


def _said(session: TrainingSession) -> dict[str, Any]:
    told = {one.name: getattr(session, one.name) for one in fields(Outline) if one.name not in TRANSLATED}
    texts = {**initial_of("title", session.title), **initial_of("text", session.text)}
    return {**told, **texts, "edition": session.edition}


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Why it does not take place"), max_length=500)
