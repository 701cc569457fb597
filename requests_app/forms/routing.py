"""What a manager says about who gets new requests. The form translates; `assignment_rules` decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.assignment_rules import Way
from requests_app.models import AssignmentRule, Department, Service, Strategy, User

from .offering import offer

FOLLOW = ""


class RoutingForm(forms.Form):
    """For one service, or without a service for all that say nothing themselves."""

    strategy = forms.ChoiceField(label=_("Who gets a new request?"), widget=forms.RadioSelect, required=False)
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("Always this person"), required=False, empty_label=_("Choose …")
    )
    members = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Only among"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody ticked: everybody who serves in the department."),
    )

    def __init__(
        self, *args: Any, department: Department, service: Service | None, rule: AssignmentRule | None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = _said(rule, service)
        super().__init__(*args, **kwargs)
        usual = [(FOLLOW, pgettext_lazy("assignment", "As usual in the department"))] if service else []
        offer(self, "strategy", [*usual, *Strategy.choices])
        people = User.objects.active().working_in(department).by_name()
        for name in ("owner", "members"):
            offer(self, name, people)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("strategy") == Strategy.OWNER and not data.get("owner") and "owner" not in self.errors:
            self.add_error("owner", _("Say who gets it."))
        return data

    def way(self) -> Way | None:
        """None: as usual."""
        data = self.cleaned_data
        if not data["strategy"]:
            return None
        return Way(data["strategy"], data["owner"], list(data["members"]))


def _said(rule: AssignmentRule | None, service: Service | None) -> dict[str, Any]:
    if rule is None:
        return {"strategy": FOLLOW if service else Strategy.MANUAL.value}
    members = list(rule.members.values_list("pk", flat=True))
    return {"strategy": rule.strategy, "owner": rule.owner_id, "members": members}
