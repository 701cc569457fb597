"""What is filled in about working hours. Forms translate; the verbs decide."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from sla.calendar.spec import WEEKDAYS
from sla.forms.languages import LANGUAGES
from sla.models import BusinessCalendar
from sla.words import weekday_names

OPENINGS = re.compile(r"(\d?\d:\d\d)\s*[-–—]\s*(\d?\d:\d\d)")


class CalendarForm(forms.Form):
    code = forms.SlugField(
        label=_("Short name"), max_length=60, help_text=_("For addresses, in small letters: office-berlin")
    )
    tz = forms.ChoiceField(
        label=_("Time zone"), help_text=_("The hours are read in this zone, wherever the reader is.")
    )
    holidays = forms.CharField(
        label=_("Days off"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One date a line: 2026-12-25"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = dict.fromkeys(WEEKDAYS[:5], "09:00–18:00") | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        zones = sorted(name for name in available_timezones() if "/" in name or name == "UTC")
        self.fields["tz"].choices = [(name, name.replace("_", " ")) for name in zones]  # type: ignore[attr-defined]
        for code, suffix, language in LANGUAGES:
            main = code == settings.LANGUAGE_CODE
            self.fields[f"name_{suffix}"] = forms.CharField(label=language, max_length=120, required=main)
        for day, label in zip(WEEKDAYS, weekday_names(), strict=True):
            self.fields[day] = forms.CharField(label=capfirst(label), required=False, max_length=200)

    def names(self) -> list[BoundField]:
        return [self[f"name_{suffix}"] for _code, suffix, _language in LANGUAGES]

    def week(self) -> list[BoundField]:
        return [self[day] for day in WEEKDAYS]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if BusinessCalendar.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There is a calendar with this short name already."))
        return code

    def clean_holidays(self) -> list[str]:
        lines = self.cleaned_data["holidays"].split()
        for line in lines:
            try:
                date.fromisoformat(line)
            except ValueError:
                raise forms.ValidationError(_("%(line)s is not a date."), params={"line": line}) from None
        return sorted(set(lines))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["weekly"] = {}
        for day in WEEKDAYS:
            pairs, rest = OPENINGS.findall(data.get(day, "")), OPENINGS.sub("", data.get(day, ""))
            if rest.strip(" ,;，；、"):
                self.add_error(day, _("Write times such as 09:00–13:00, 14:00–18:00; leave a closed day empty."))
            elif pairs:
                data["weekly"][day] = [[f"{opens:0>5}", f"{closes:0>5}"] for opens, closes in pairs]
        return data

    def name(self) -> dict[str, str]:
        texts = {code: self.cleaned_data[f"name_{suffix}"].strip() for code, suffix, _language in LANGUAGES}
        return {code: text for code, text in texts.items() if text}

    def spec(self) -> dict[str, Any]:
        return {key: self.cleaned_data[key] for key in ("tz", "weekly", "holidays")}
