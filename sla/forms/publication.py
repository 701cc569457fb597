"""From when a standard counts, and for which request one wants to know its standard."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.forms.offering import offer
from requests_app.models import Department, Priority, Service, User
from requests_app.moments import locale
from sla.models import StandardComment

NOW, TOMORROW, CHOSEN = "now", "tomorrow", "chosen"
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


def moment_field(label: Any, help_text: Any = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=MOMENT_FORMATS,
        help_text=help_text,
    )


class PublicationForm(forms.Form):
    """`since` is None for “from now on”. Days begin in the zone of the calendar, a chosen moment is the reader's."""

    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)
    when = forms.ChoiceField(label=_("In force"), required=False, widget=forms.RadioSelect)
    since = moment_field(_("Chosen moment"))

    def __init__(self, *args: Any, now: datetime, zone: ZoneInfo, **kwargs: Any) -> None:
        kwargs["initial"] = {"when": NOW} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.now = now
        day = now.astimezone(zone).date() + timedelta(days=1)
        self.tomorrow = datetime.combine(day, time(), zone)
        words = {"day": format_skeleton("MMMMEEEEd", self.tomorrow, tzinfo=zone, locale=locale()), "zone": zone.key}
        when = [
            (NOW, _("from now on")),
            (TOMORROW, _("from tomorrow on: %(day)s 00:00, %(zone)s") % words),
            (CHOSEN, _("from the moment below on")),
        ]
        offer(self, "when", when)
        self.fields["since"].help_text = _("In your time zone, %(zone)s.") % {"zone": timezone.get_current_timezone()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = data.get("since")
        when = data.get("when") or (CHOSEN if chosen else NOW)
        if when == CHOSEN and chosen is None and "since" not in self.errors:
            self.add_error("since", _("Say from when."))
        elif when == CHOSEN and chosen is not None and chosen < self.now:
            self.add_error("since", _("This moment is over. What was promised in the past cannot change."))
        data["since"] = {NOW: None, TOMORROW: self.tomorrow}.get(when, chosen)
        return data


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Your comment"),
        max_length=StandardComment._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class QuestionForm(forms.Form):
    """“Which standard would this request get?” What is left open is the usual thing: normal priority, now."""

    service = forms.ModelChoiceField(
        Service.objects.published().for_list(), label=_("Service"), empty_label=_("Choose …")
    )
    requester_department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Department of whoever asks"), required=False, empty_label=_("None")
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Priority.choices, coerce=int, required=False, empty_value=None
    )
    at = moment_field(_("Filed"), _("Empty means now. In your time zone."))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"requester_department": by.department_id, "priority": Priority.NORMAL.value}
        super().__init__(*args, **kwargs)
