"""Impact and urgency, asked in words that need no explanation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.models import Level

HOW_MUCH = [
    (Level.LOW, _("One person, or only a detail")),
    (Level.MEDIUM, _("A team, or a part of everyday work")),
    (Level.HIGH, _("A whole department, the company, or a customer")),
]
HOW_SOON = [
    (Level.LOW, _("It can wait")),
    (Level.MEDIUM, _("In the usual time")),
    (Level.HIGH, _("Work stands still until then")),
]


def how_much(**kwargs: Any) -> forms.TypedChoiceField:
    return _level(_("How much is affected?"), HOW_MUCH, **kwargs)


def how_soon(**kwargs: Any) -> forms.TypedChoiceField:
    return _level(_("How soon?"), HOW_SOON, **kwargs)


def _level(label: Any, choices: Any, **kwargs: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int, widget=forms.RadioSelect, **kwargs)


def day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)
