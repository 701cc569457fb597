"""Making tokens for programs, and the accounts of programs that act for themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.api_tokens import VALIDITIES, Wish
from requests_app.models import ApiToken, Department, User

from .offering import offer

ABILITIES = [
    (ApiToken.Scope.READ, _("Only read")),
    (ApiToken.Scope.WRITE, _("Read and write")),
    (ApiToken.Scope.ADMIN, _("Also what only admins may do")),
]


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What is it for?"),
        max_length=ApiToken._meta.get_field("name").max_length,
        help_text=_("So that you still know it in a year: “Stock list, every night”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scope = forms.ChoiceField(label=_("What may it do?"), widget=forms.RadioSelect, initial=ApiToken.Scope.READ)
    days = forms.TypedChoiceField(
        label=pgettext_lazy("token", "Valid for"), choices=list(VALIDITIES.items()), coerce=int, initial=90
    )
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label=_("Only for requests with these departments"),
        required=False,
        help_text=_("None chosen: with all whose requests the account sees."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "scope", ABILITIES if person.is_admin else ABILITIES[:2])
        offer(self, "departments", Department.objects.running())

    def wish(self) -> Wish:
        data = self.cleaned_data
        return Wish(data["name"], data["scope"], data["days"], list(data["departments"]))


class ServiceAccountForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("program", "Name"),
        max_length=User._meta.get_field("display_name").max_length,
        help_text=_("As colleagues read it beside what it does: “Monitoring”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
