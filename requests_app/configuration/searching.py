"""Which changes an admin asks for: the list's address, and the rows it names."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.forms.levels import day_field
from requests_app.forms.offering import offer
from requests_app.models import ConfigurationChange, User

from .kinds import KINDS


class ChangesFilter(forms.Form):
    """What it does not know it ignores."""

    q = forms.CharField(label=_("Text"), required=False, max_length=200)
    who = forms.CharField(label=_("Changed by"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    thing = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    since = day_field(label=_("From day"), required=False)
    until = day_field(label=_("To day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = sorted((str(kind.label), kind.code) for kind in KINDS.values())
        offer(self, "kind", [("", _("All kinds")), *((code, label) for label, code in kinds)])

    def rows(self) -> QuerySet[ConfigurationChange]:
        """Newest first."""
        self.is_valid()
        asked = self.cleaned_data
        found = ConfigurationChange.objects.for_list().newest_first().mentioning(asked.get("q") or "")
        if who := asked.get("who"):
            found = found.by_any_of(User.objects.suggested_for(who))
        if kind := asked.get("kind"):
            found = found.of_kind(kind, asked.get("thing") or "")
        if since := asked.get("since"):
            found = found.since(_midnight(since))
        if until := asked.get("until"):
            found = found.before(_midnight(until + timedelta(days=1)))
        return found

    @property
    def is_used(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())
