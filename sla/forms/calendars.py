"""What is filled in about working hours. Forms translate; the verbs decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from requests_app.forms.languages import LANGUAGES, shown_fields
from requests_app.forms.offering import offer
from sla import days
from sla.calendar.spec import WEEKDAYS
from sla.calendar_words import zone_choices
from sla.calendars import USUAL_WEEK
from sla.days import Day, Kind, Pairs
from sla.forms.openings import OpeningsField
from sla.models import BusinessCalendar
from sla.words import weekday_names

AROUND_THE_CLOCK: Pairs = (("00:00", "24:00"),)


class ZoneSelect(forms.Select):
    """The same select, built at once: a template for each of 500 options costs a tenth of a second."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        shown = self.build_attrs(self.attrs, attrs)
        groups = []
        for label, choices in self.choices:
            if isinstance(choices, str):
                groups.append(_options([(str(label), choices)], value))
            else:
                groups.append(format_html('<optgroup label="{}">{}</optgroup>', label, _options(choices, value)))
        options = SafeString("".join(groups))  # nosec B703 - each came out of format_html
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(shown), options)


def _options(choices: Iterable[tuple[str, str]], chosen: Any) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((key, SafeString(" selected") if key == chosen else "", label) for key, label in choices),
    )


class WeekForm(forms.Form):
    """A zone and seven days with any number of openings. `further` names the weekday that gets one more empty row."""

    tz = forms.ChoiceField(
        label=_("Time zone"),
        widget=ZoneSelect,
        help_text=_("The hours are read there, wherever the reader is."),
    )

    def __init__(self, *args: Any, further: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "tz", zone_choices())
        for day, label in zip(WEEKDAYS, weekday_names(), strict=True):
            self.fields[day] = OpeningsField(label=capfirst(label), required=False)
            self.fields[day].widget.further = day == further

    @staticmethod
    def values(tz: str, weekly: Mapping[str, Any]) -> dict[str, Any]:
        """Initial values: what a draft says."""
        return {"tz": tz} | {day: days.as_pairs(weekly.get(day, ())) for day in WEEKDAYS}

    def week(self) -> list[BoundField]:
        return [self[day] for day in WEEKDAYS]

    def weekly(self) -> dict[str, list[list[str]]]:
        """The week of a spec; closed days are left out."""
        return {day: days.as_lists(self.cleaned_data[day]) for day in WEEKDAYS if self.cleaned_data[day]}

    def rearranged(self, wish: str) -> dict[str, Any]:
        """What was typed, with one change nobody wants to type: `always`, `monday`; or nothing else."""
        typed = {name: self[name].value() for name in self.fields}
        if wish == "always":
            typed |= dict.fromkeys(WEEKDAYS, AROUND_THE_CLOCK)
        elif wish == "monday":
            typed |= dict.fromkeys(WEEKDAYS, typed["mon"])
        return typed


class CalendarForm(WeekForm):
    """A new calendar: its name and its usual week."""

    code = forms.SlugField(
        label=_("Short name"), max_length=60, help_text=_("For addresses, in small letters: office-berlin")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = WeekForm.values(settings.TIME_ZONE, USUAL_WEEK) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for _code, suffix, language in LANGUAGES:
            self.fields[f"name_{suffix}"] = forms.CharField(label=language, max_length=120, required=False)

    def names(self) -> list[BoundField]:
        return shown_fields(self, "name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not texts_of(data, "name"):
            self.add_error(self.names()[0].name, _("Give it a name in at least one language."))
        return data

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if code == "new":
            raise forms.ValidationError(_("This short name is taken: it is the address of this page."))
        if BusinessCalendar.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There is a calendar with this short name already."))
        return code

    def name(self) -> dict[str, str]:
        return texts_of(self.cleaned_data, "name")

    def spec(self) -> dict[str, Any]:
        return {"tz": self.cleaned_data["tz"], "weekly": self.weekly()}


class DayForm(forms.Form):
    """What somebody says about one day."""

    CHOICES = ((Kind.CLOSED.value, _("Closed")), (Kind.HOURS.value, _("Own hours")))

    kind = forms.ChoiceField(label=_("This day is"), choices=CHOICES, widget=forms.RadioSelect)
    hours = OpeningsField(label=_("Hours"), required=False)
    until = forms.DateField(
        label=_("Up to and including"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("For several days in a row."),
    )

    def __init__(self, *args: Any, said: Day | None, usual: Pairs, further: bool = False, **kwargs: Any) -> None:
        own = said is not None and said.is_manual
        is_closed = said.kind in (Kind.CLOSED, Kind.HOLIDAY) if said is not None else not usual
        kwargs["initial"] = kwargs.get("initial") or {
            # A working day is opened to be closed, a closed one to be opened: nobody asks for what is so already.
            "kind": (Kind.CLOSED if is_closed == own else Kind.HOURS).value,
            "hours": said.openings if said is not None and said.openings else usual,
        } | {f"name_{suffix}": said.name.get(code, "") for code, suffix, _language in LANGUAGES if own and said}
        super().__init__(*args, **kwargs)
        for _code, suffix, language in LANGUAGES:
            self.fields[f"name_{suffix}"] = forms.CharField(
                label=_("Name, %(language)s") % {"language": language}, max_length=120, required=False
            )
        self.fields["hours"].widget.further = further

    def rearranged(self) -> dict[str, Any]:
        """What was typed, for a form with one more row."""
        return {name: self[name].value() for name in self.fields} | {"kind": Kind.HOURS.value}

    def names(self) -> list[BoundField]:
        return shown_fields(self, "name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == Kind.HOURS and "hours" in data and not data["hours"]:
            self.add_error("hours", _("Give the hours, or close the day."))
        return data

    def day(self) -> Day:
        kind = Kind(self.cleaned_data["kind"])
        openings = self.cleaned_data["hours"] if kind is Kind.HOURS else ()
        return Day(kind, openings, texts_of(self.cleaned_data, "name"))


class TesterForm(forms.Form):
    """“Open on 2026-02-14?”"""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.TimeField(label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if not 1901 <= on.year <= 2198:
            raise forms.ValidationError(_("Calendars know the years 1900 to 2199 only."))
        return on


class CalendarPublicationForm(forms.Form):
    """Why, and whether the past is meant."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        help_text=_("For the history: “Holidays of 2027 announced”."),
        error_messages={"required": _("Say why the past is corrected.")},
    )
    correct_past = forms.BooleanField(label=_("Correct the past"), required=False)

    def __init__(self, *args: Any, changes_past: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = changes_past
        if not changes_past:
            del self.fields["correct_past"]


def texts_of(data: Mapping[str, Any], name: str) -> dict[str, str]:
    """A text per language, from one field per language; empty ones are left out."""
    texts = {code: str(data.get(f"{name}_{suffix}") or "").strip() for code, suffix, _own in LANGUAGES}
    return {code: text for code, text in texts.items() if text}
