"""A colleague, named by address or full name, with suggestions while one types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from requests_app.models import User

SUGGESTIONS_ID = "colleagues"  # of the page's datalist


class ColleagueInput(forms.TextInput):
    """An address or a name; the page holds the datalist with the suggestions."""

    def __init__(self) -> None:
        super().__init__(
            attrs={
                "list": SUGGESTIONS_ID,
                "autocomplete": "off",
                "hx-get": reverse_lazy("colleagues"),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": f"#{SUGGESTIONS_ID}",
                "hx-swap": "innerHTML",
            }
        )


class ColleagueField(forms.CharField):
    """Cleans to the User it names, or to None where it may be empty and is."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = ColleagueInput()
        super().__init__(max_length=254, **kwargs)

    def clean(self, value: Any) -> Any:
        wanted = super().clean(value)
        return named_colleague(wanted) if wanted else None


def named_colleague(wanted: str) -> User:
    """Raises ValidationError where nobody, or more than one person, has this address or name."""
    colleagues: list[User] = list(User.objects.active().named(wanted)[:2])
    if not colleagues:
        raise forms.ValidationError(_("Nobody with this address or name works here."))
    if len(colleagues) > 1:
        raise forms.ValidationError(_("Several colleagues have this name. Give the e-mail address."))
    return colleagues[0]
