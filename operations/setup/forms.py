"""What the first admin says about themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from requests_app.account_forms import password_rules, zone_choices
from requests_app.forms.offering import offer
from requests_app.models import User

from .first_admin import Account

NEW = {"autocomplete": "new-password"}


class FirstAdminForm(forms.Form):
    display_name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"))
    password = forms.CharField(label=_("Password"), strip=False, widget=forms.PasswordInput(attrs=NEW))
    again = forms.CharField(label=_("Password again"), strip=False, widget=forms.PasswordInput(attrs=NEW))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": get_language(), "time_zone": settings.TIME_ZONE}
        super().__init__(*args, **kwargs)
        offer(self, "time_zone", zone_choices(settings.TIME_ZONE))
        self.fields["password"].help_text = password_rules()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        password = data.get("password")
        if password and "again" in data and data["again"] != password:
            self.add_error("again", _("The two passwords are not the same."))
        elif password:
            self._check(password, data)
        return data

    def _check(self, password: str, data: dict[str, Any]) -> None:
        person = User(email=data.get("email", ""), display_name=data.get("display_name", ""))
        try:
            validate_password(password, person)
        except ValidationError as problem:
            self.add_error("password", problem)

    def account(self) -> Account:
        return Account(**{name: value for name, value in self.cleaned_data.items() if name != "again"})
