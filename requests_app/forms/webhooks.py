"""Where another program is told, and which hosts admins allow for that."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app import webhooks
from requests_app.models import WebhookHost


class WebhookForm(forms.Form):
    url = forms.URLField(
        label=_("Address"),
        max_length=500,
        assume_scheme="https",
        help_text=_("The page of your program that takes messages, beginning with https://."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            webhooks.check_url(url)
        except webhooks.NotAllowed as problem:
            raise forms.ValidationError(str(problem)) from problem
        return url


class HostForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = WebhookHost
        fields = ("name", "note")
        help_texts = {
            "name": _("hooks.example.com, or *.example.com for every host below it."),
        }

    def clean_name(self) -> Any:
        return self.cleaned_data["name"].lower()
