"""What people type about their own account."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .forms.offering import offer
from .models import User, company
from .phrases import sentences

REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


class SignInForm(AuthenticationForm):
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("This address and password do not belong together. Check both and try again."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        # Where the demo's people are offered above the form, jumping to the form would hide them.
        attrs = {"autocomplete": "username"} | ({} if settings.DEMO else {"autofocus": ""})
        self.fields["username"] = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs=attrs))

    def clean_username(self) -> str:
        """Small letters, so that attempts on `Ann@` and `ann@` are counted together.

        By way of capitals, as PostgreSQL compares them: the form takes the long s, the dotless i and the Kelvin sign
        for letters too, and each would begin a count of its own for the same account.
        """
        email: str = self.cleaned_data["username"]
        return email.upper().lower()


class ForgottenPasswordForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


def password_rules() -> str:
    """What the configured validators ask for, in one paragraph instead of Django's list."""
    return sentences(password_validators_help_texts())


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = password_rules()


class ChangePasswordForm(PasswordChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = password_rules()


class CodeForm(forms.Form):
    code = forms.CharField(
        label=pgettext_lazy("second step", "Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": ""}),
    )


class PasswordForm(forms.Form):
    """Asks who is signed in for the password once more."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.person.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password


class SetUpForm(PasswordForm):
    code = forms.CharField(
        label=pgettext_lazy("second step", "Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    field_order = ("code", "password")


def zone_choices(current: str) -> list[tuple[str, str]]:
    """Names as people know them, without the old aliases; whatever is set now stays choosable."""
    names = {name for name in available_timezones() if name.split("/")[0] in REGIONS} | {"UTC", current}
    return [(name, name.replace("_", " ")) for name in sorted(names)]


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("display_name", "language", "time_zone", "theme", "has_shortcuts")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].widget.attrs["autocomplete"] = "name"
        offer(self, "language", company.said().choices_beside(self.instance.language))
        self.fields["time_zone"].widget = forms.Select(choices=zone_choices(self.instance.time_zone))
        self.fields["has_shortcuts"].help_text = _("Single keys such as j and k. The question mark lists them all.")
        self.fields["time_zone"].help_text = _("Every time on every page and in every mail is shown in it.")
