"""Who works on it; of colleagues who are away one sees it, and is asked once more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from requests_app import clock
from requests_app.models import User
from requests_app.moments import date_phrase

from .verbs import VerbForm


class ColleagueChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Of people `with_absence`: who is away says until when."""

    now: datetime

    def label_from_instance(self, obj: Any) -> str:
        return with_absence(obj, self.now)


def with_absence(person: Any, now: datetime) -> str:
    """The name of one of people `with_absence`, until when who is away is away, and whether it is a program."""
    if person.is_service_account or person.away_until is None:
        return str(person.label)
    return gettext("%(name)s (away until %(until)s)") % {"name": person, "until": date_phrase(person.away_until, now)}


class AssignForm(VerbForm):
    to = ColleagueChoice(
        User.objects.none(), label=_("Who works on it?"), required=False, empty_label=_("Nobody: back to the queue")
    )
    anyway = forms.BooleanField(label=_("Assign it anyway: it can wait until they are back"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("to", self.request.assignee_id)
        now, to = clock.now(), self.fields["to"]
        assert isinstance(to, ColleagueChoice)  # noqa: S101 - declared above
        people = User.objects.active().working_in(self.request.department).exclude(pk=self.request.requester_id)
        to.now, to.queryset = now, people.with_absence(now).by_name()
        # Asked only once somebody was chosen who is away.
        chosen = str(self.data.get("to", "")) if self.is_bound else ""
        if not (chosen.isdecimal() and people.away_at(now).filter(pk=chosen).exclude(pk=self.by.pk).exists()):
            del self.fields["anyway"]
