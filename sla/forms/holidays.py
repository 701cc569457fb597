"""What is asked before an import, and which of its rows are taken."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app import name_order
from requests_app.forms.offering import offer
from sla import holiday_import
from sla.calendar_words import country_name
from sla.days import Pairs
from sla.forms.openings import OpeningsField
from sla.holiday_import import Row, Source

# How many years around now can be chosen.
BACK, AHEAD = 3, 4


class SourceForm(forms.Form):
    """Country, region and years. Regions appear once a country is chosen."""

    country = forms.ChoiceField(label=_("Country"))
    region = forms.CharField(label=_("Region"), required=False, widget=forms.Select)
    years = forms.TypedMultipleChoiceField(label=_("Years"), coerce=int, widget=forms.CheckboxSelectMultiple)
    hours = OpeningsField(
        label=_("Hours of make-up working days"),
        required=False,
        help_text=_("Left empty, each has the hours of the weekday it is worked for."),
    )

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(((code, country_name(code)) for code in holiday_import.countries()), key=_by_name)
        country = str(self["country"].value() or "")
        self.regions = holiday_import.regions(country) if country in holiday_import.countries() else []
        offer(self, "country", [("", _("Choose a country")), *named])
        self.fields["region"].widget.choices = [("", _("The whole country")), *self.regions]
        years = range(this_year - BACK, this_year + AHEAD)
        offer(self, "years", [(year, str(year)) for year in years])

    def clean_region(self) -> str:
        """A region of another country was left over when the country changed."""
        region: str = self.cleaned_data["region"]
        return region if region in dict(self.regions) else ""

    def source(self) -> Source:
        return Source(self.cleaned_data["country"], self.cleaned_data["region"])

    def make_up(self) -> Pairs:
        pairs: Pairs = self.cleaned_data["hours"]
        return pairs


class RowsForm(forms.Form):
    """The rows of a review that are ticked."""

    take = forms.TypedMultipleChoiceField(
        coerce=date.fromisoformat, required=False, error_messages={"invalid_choice": _("The review is out of date.")}
    )

    def __init__(self, *args: Any, rows: Iterable[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.day: row for row in rows}
        offer(self, "take", [(day.isoformat(), day.isoformat()) for day in self.rows])

    def taken(self) -> list[Row]:
        return [self.rows[day] for day in self.cleaned_data["take"]]


def _by_name(choice: tuple[str, str]) -> tuple[bytes, str]:
    return name_order.key(choice[1])
