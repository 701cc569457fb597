"""What people type about their own account."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import User

REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


class SignInForm(AuthenticationForm):
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("This address and password do not belong together. Check both and try again."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"] = forms.EmailField(
            label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
        )

    def clean_username(self) -> str:
        """Small letters, so that attempts on `Ann@` and `ann@` are counted together."""
        email: str = self.cleaned_data["username"]
        return email.lower()


class ForgottenPasswordForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


def zone_choices(current: str) -> list[tuple[str, str]]:
    """Names as people know them, without the old aliases; whatever is set now stays choosable."""
    names = {name for name in available_timezones() if name.split("/")[0] in REGIONS} | {"UTC", current}
    return [(name, name.replace("_", " ")) for name in sorted(names)]


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("display_name", "language", "time_zone", "theme")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].widget.attrs["autocomplete"] = "name"
        self.fields["time_zone"].widget = forms.Select(choices=zone_choices(self.instance.time_zone))
        self.fields["time_zone"].help_text = _("Every time on every page and in every mail is shown in it.")
