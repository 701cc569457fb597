"""The hours of one day as rows of two fields: any number of openings, night shifts, the whole day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from sla.days import Pairs

# Empty rows on a page without script; with one, a row is asked for.
SPARE = 2
MOST = 24
TIME = re.compile(r"(\d\d?)(?:[:.：]?(\d\d))?")


def as_time(text: str) -> str:
    """“9”, “0900” and “9.00” as 09:00. What is no time stays what it is, for the form to refuse."""
    match = TIME.fullmatch(text.strip())
    return f"{int(match[1]):02}:{match[2] or '00'}" if match else text.strip()


def is_time(text: str) -> bool:
    return bool(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", text, re.ASCII))


class OpeningsWidget(forms.Widget):
    """Pairs `NAME-0-from`, `NAME-0-to`, …; filled ones, a further one where `further` is set, and spare ones."""

    template_name = "sla/_openings.html"
    use_fieldset = True
    further = False

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Pairs:
        found = (
            (as_time(data.get(f"{name}-{number}-from", "")), as_time(data.get(f"{name}-{number}-to", "")))
            for number in range(MOST)
        )
        return tuple(pair for pair in found if any(pair))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> bool:
        return f"{name}-0-from" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        filled: Pairs = tuple((opens, closes) for opens, closes in value or ())
        empty = (("", ""),) * min(SPARE, MOST - len(filled))
        rows = [
            {
                "number": number,
                "opens": opens,
                "closes": closes,
                "is_spare": number >= len(filled) + self.further,
                "is_new": self.further and number == len(filled),
                "is_overnight": bool(opens and closes) and closes <= opens,
            }
            for number, (opens, closes) in enumerate((*filled, *empty))
        ]
        context: dict[str, Any] = super().get_context(name, None, attrs)
        context["widget"] |= {"rows": rows, "is_closed": not filled and not self.further}
        return context


class OpeningsField(forms.Field):
    """Pairs of times such as (("09:00", "13:00"), ("14:00", "18:00")); an end before its beginning is the next day."""

    widget = OpeningsWidget
    default_error_messages = {
        "half": _("Each opening needs a beginning and an end."),
        "time": _("“%(text)s” is not a time between 00:00 and 24:00, such as 09:30."),
        "empty": _("%(opens)s–%(closes)s starts and ends at the same time. A whole day is 00:00–24:00."),
        "late": _("An opening cannot start at 24:00. Write it as 00:00 of the next day."),
    }

    def clean(self, value: Any) -> Pairs:
        for opens, closes in value or ():
            if not (opens and closes):
                raise self._problem("half")
            for text in (opens, closes):
                if not is_time(text):
                    raise self._problem("time", text=text)
            if opens == closes:
                raise self._problem("empty", opens=opens, closes=closes)
            if opens == "24:00":
                raise self._problem("late")
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return tuple(sorted(set(value or ())))

    def _problem(self, code: str, **params: str) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code, params=params)
