"""What people say about their week."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.models.people import LONGEST_WEEK


class HoursForm(forms.Form):
    hours = forms.DecimalField(
        label=_("Hours a week"),
        min_value=0,
        max_value=LONGEST_WEEK,
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
        help_text=_("For requests of this department. With 0 nothing is given to you by itself."),
    )
