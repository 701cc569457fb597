"""Minutes as people note them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.models.effort import LONGEST

STEPS = (5, 15, 30, 60)  # one click each


class MinutesForm(forms.Form):
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=0, max_value=LONGEST, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    # Of a number somebody typed; a click has none.
    typed = forms.BooleanField(required=False, widget=forms.HiddenInput)
