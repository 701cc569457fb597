"""What the steps of setting up ask. The forms translate; verbs write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from requests_app import name_order
from requests_app.account_forms import zone_choices
from requests_app.forms.offering import demand, offer
from requests_app.models import Department, Service, Translated, User
from requests_app.people_forms import InvitationForm
from sla import holiday_import
from sla.calendar import WorkingCalendar
from sla.calendar_words import country_name, country_of_zone, zones_of_country
from sla.holiday_import import Source

from .offering import PROMISES, Promise, Template, first_week, templates
from .working_time import MAIN_ZONES, Plan

MOST_AT_ONCE = 30
ROWS_OF_COLLEAGUES = 3
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class WorkingTimeForm(forms.Form):
    """A country and the hours of a working day. `seen`: whose days were shown when it was sent."""

    country = forms.ChoiceField(label=_("Country"))
    region = forms.CharField(label=_("Region"), required=False, widget=forms.Select)
    tz = forms.CharField(label=_("Time zone"), required=False, widget=forms.Select)
    opens = forms.TimeField(label=_("A working day begins"), initial=time(9), widget=CLOCK)
    closes = forms.TimeField(label=_("A working day ends"), initial=time(18), widget=CLOCK)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        own = country_of_zone(by.time_zone)
        known = holiday_import.countries()
        kwargs["initial"] = {"country": own if own in known else "", "tz": by.time_zone}
        super().__init__(*args, **kwargs)
        named = sorted(((code, country_name(code)) for code in known), key=lambda one: name_order.key(one[1]))
        offer(self, "country", [("", _("Choose a country")), *named])
        country = str(self["country"].value() or "")
        self.regions = holiday_import.regions(country) if country in known else []
        self.fields["region"].widget.choices = [("", _("The whole country")), *self.regions]
        self.zones = zones_of_country(country)
        here = by.time_zone if by.time_zone in self.zones else MAIN_ZONES.get(country, "")
        self.usual_zone = here or next(iter(self.zones), by.time_zone)
        choices = [one for one in zone_choices(self.usual_zone) if not self.zones or one[0] in self.zones]
        self.fields["tz"].widget.choices = choices
        self.known_zones = {code for code, _name in choices}

    def clean_region(self) -> str:
        """A region of another country was left over when the country changed."""
        region: str = self.cleaned_data["region"]
        return region if region in dict(self.regions) else ""

    def clean_tz(self) -> str:
        """So may a zone be."""
        zone: str = self.cleaned_data["tz"]
        return zone if zone in self.known_zones else self.usual_zone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "opens" in data and "closes" in data and data["opens"] >= data["closes"]:
            self.add_error("closes", _("A working day ends after it begins."))
        return data

    def plan(self) -> Plan:
        data = self.cleaned_data
        opens, closes = (f"{data[name]:%H:%M}" for name in ("opens", "closes"))
        return Plan(Source(data["country"], data["region"]), data["tz"], opens, closes)

    def first_plan(self) -> Plan | None:
        """Before anything was sent: the country of the admin's own time zone."""
        country = str(self.initial["country"])
        return Plan(Source(country), self.usual_zone, "09:00", "18:00") if country else None


class DepartmentsForm(forms.Form):
    names = forms.CharField(
        label=_("Departments"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line, such as: IT, People, Finance, Facilities."),
    )

    def clean_names(self) -> list[str]:
        """Each once, and none that is there already in any language."""
        taken = {text.casefold() for one in Department.objects.all() for text in one.name.values()}
        lines = (" ".join(line.split()) for line in str(self.cleaned_data["names"]).splitlines())
        wanted = {line.casefold(): line for line in lines if line and line.casefold() not in taken}
        if not wanted:
            raise forms.ValidationError(_("These departments are there already."))
        if len(wanted) > MOST_AT_ONCE:
            said = ngettext(
                "At most %(count)s department at once. A longer list comes from a file.",
                "At most %(count)s departments at once. A longer list comes from a file.",
                MOST_AT_ONCE,
            )
            raise forms.ValidationError(said % {"count": MOST_AT_ONCE})
        if any(len(line) > 120 for line in wanted.values()):
            raise forms.ValidationError(_("A name has at most 120 characters."))
        return list(wanted.values())

    def departments(self, by: User) -> list[tuple[str, Translated]]:
        """Code and name of each, in the language of whoever typed them."""
        taken = set(Department.objects.values_list("code", flat=True))
        found = []
        for name in self.cleaned_data["names"]:
            code = _free(slugify(name)[:50] or "department", taken)
            taken.add(code)
            found.append((code, Translated({by.language: name})))
        return found


def _free(code: str, taken: set[str]) -> str:
    if code not in taken:
        return code
    return next(wanted for number in range(2, len(taken) + 3) if (wanted := f"{code}-{number}") not in taken)


@dataclass(frozen=True, slots=True)
class PromiseChoice:
    """A promise as it is offered; `text` is empty before anybody said when the company works."""

    code: str
    name: str
    text: str


class FirstServiceForm(forms.Form):
    """A template, a department, a promise. Drawn by hand: each choice says what it is."""

    template = forms.ChoiceField(label=_("Service"), error_messages={"required": _("Choose a service.")})
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Who offers it?"))
    promise = forms.ChoiceField(label=_("What is promised?"))
    serves = forms.BooleanField(
        label=_("I answer the requests there for now"),
        required=False,
        initial=True,
        help_text=_("You become its manager. Colleagues you invite can take over later."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "template", [(code, str(one.name)) for code, one in templates().items()])
        offer(self, "department", Department.objects.running())
        demand(self, "department")
        offer(self, "promise", [*((code, one.name) for code, one in PROMISES.items()), ("none", _("Nothing yet"))])
        self.fields["promise"].initial = "usual"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        department, code = data.get("department"), data.get("template")
        if department and Service.objects.filter(provider=department, code=code).exists():
            self.add_error("template", _("This department offers that already. Choose another one."))
        return data

    @cached_property
    def week(self) -> WorkingCalendar | None:
        return first_week()

    @property
    def templates(self) -> list[Template]:
        return list(templates().values())

    @property
    def promises(self) -> list[PromiseChoice]:
        week = self.week
        return [
            PromiseChoice(code, str(one.name), one.in_words(week) if week else "") for code, one in PROMISES.items()
        ]

    def wanted_template(self) -> Template:
        return templates()[self.cleaned_data["template"]]

    def wanted_promise(self) -> Promise | None:
        return PROMISES.get(self.cleaned_data["promise"])


class ColleagueForm(InvitationForm):
    """A row. One that is left empty invites nobody."""

    def has_changed(self) -> bool:
        """The choices have a value in every row, also where nobody typed anything."""
        return bool({"display_name", "email"} & set(self.changed_data))


class EachOnce(forms.BaseFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            email = form.cleaned_data.get("email", "").casefold() if form.is_valid() else ""
            if email and email in seen:
                form.add_error("email", _("This address stands in another row already."))
            seen.add(email)

    def is_valid(self) -> bool:
        """Also where a row was refused only beside the others."""
        return super().is_valid() and not any(form.errors for form in self.forms)


ColleaguesForm = forms.formset_factory(
    ColleagueForm, formset=EachOnce, extra=ROWS_OF_COLLEAGUES, max_num=ROWS_OF_COLLEAGUES
)
