"""How long data is kept. The form translates; `retention` decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from requests_app.retention import KINDS, Data
from requests_app.retention.rules import fingerprint

from .sending import send_back

MOST_DAYS = 36_500


class RetentionForm(forms.Form):
    """Days a kind; an empty field keeps its data for good. `shown` tells which rules the form showed."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rules: dict[str, int], **kwargs: Any) -> None:
        kwargs["initial"] = {"shown": fingerprint(rules), **rules}
        super().__init__(*args, **kwargs)
        self.is_stale = False
        for data in KINDS.values():
            least = ngettext("At least %(days)s day.", "At least %(days)s days.", data.least) % {"days": data.least}
            self.fields[data.code] = forms.IntegerField(
                label=data.older_than,
                required=False,
                min_value=data.least,
                max_value=MOST_DAYS,
                help_text=_("%(least)s Empty: kept for good.") % {"least": least},
            )

    def take_rules(self, rules: dict[str, int]) -> None:
        """Somebody changed one meanwhile. Everything typed stays; sent once more, it takes the place of theirs."""
        self.is_stale = True
        send_back(self, shown=fingerprint(rules))

    @property
    def rows(self) -> list[tuple[Data, BoundField]]:
        return [(data, self[data.code]) for data in KINDS.values()]

    def days(self) -> dict[str, int | None]:
        return {code: self.cleaned_data.get(code) for code in KINDS}
