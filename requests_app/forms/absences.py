"""When somebody is away, and who stands in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.absences import Away
from requests_app.models import Absence, User

from .colleague import ColleagueField
from .levels import day_field
from .offering import offer


class AbsenceForm(forms.Form):
    """Whole days; `team` are the people whose absence this person may enter besides their own."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Who is away?"))
    from_day = day_field(label=_("First day away"))
    until_day = day_field(label=_("Last day away"))
    stand_in = ColleagueField(
        label=_("Stand-in"),
        required=False,
        help_text=_("Their e-mail address or full name. They are asked to approve as well, and told why."),
    )
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("Read by you and by whoever leads you.")
    )

    def __init__(self, *args: Any, absence: Absence, by: User, **kwargs: Any) -> None:
        known = {name: getattr(absence, name) for name in ("from_day", "until_day", "note")} if absence.pk else {}
        known |= {"stand_in": absence.stand_in.email} if absence.stand_in else {}
        kwargs["initial"] = {"person": by.pk, **known}
        super().__init__(*args, **kwargs)
        people = User.objects.active().in_team_of(by) | User.objects.filter(pk=by.pk)
        offer(self, "person", people.by_name())
        if absence.pk or not people.exclude(pk=by.pk).exists():
            del self.fields["person"]
        self.absence, self.by = absence, by

    @property
    def who(self) -> User:
        chosen: User = self.cleaned_data.get("person") or self.by
        return chosen

    def away(self) -> Away:
        data = self.cleaned_data
        return Away(data["from_day"], data["until_day"], data["stand_in"], data["note"])
