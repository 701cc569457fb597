"""What is filled in about a standard, and when it comes into force. Forms translate; the verbs decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import Department, Priority, Service
from requests_app.models.requests import STATUS_LABELS
from requests_app.states import Status
from sla import calendars, durations, terms
from sla.calendar import WorkingCalendar
from sla.forms.languages import LANGUAGES
from sla.models import BusinessCalendar, Metric, Scope, ServiceStandard
from sla.standards import Proposal
from sla.steps import warnings
from sla.terms import Target

METRICS = {
    Metric.FIRST_RESPONSE.value: pgettext_lazy("target", "First answer"),
    Metric.RESOLUTION.value: pgettext_lazy("target", "Done"),
}
ROWS: list[tuple[int | None, Any]] = [(None, _("Every priority")), *Priority.choices]
# In the other states the department itself has the request: nobody else is waited for.
CAN_REST = (Status.WAITING, Status.ON_HOLD)


def _target_name(metric: str, priority: int | None) -> str:
    return f"{metric}_{priority or 'any'}"


class StandardForm(forms.Form):
    department = forms.ModelChoiceField(Department.objects.all(), label=_("Department"))
    service = forms.ModelChoiceField(
        Service.objects.active().for_list(),
        required=False,
        label=_("Service"),
        empty_label=_("Every service without a standard of its own"),
    )
    calendar = forms.ModelChoiceField(
        BusinessCalendar.objects.all(), label=_("Working hours"), help_text=_("Only this time counts.")
    )
    warnings = forms.CharField(
        label=_("Warn at"),
        required=False,
        max_length=60,
        help_text=_("Per cent of the time, separated by commas. Those who serve are told; a breach is always told."),
    )
    pause_statuses = forms.MultipleChoiceField(
        label=_("The clock for “done” rests while the request is"),
        required=False,
        choices=[(status.value, STATUS_LABELS[status]) for status in CAN_REST],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The clock for the first answer never rests."),
    )

    def __init__(self, *args: Any, standard: ServiceStandard | None = None, **kwargs: Any) -> None:
        self.standard = standard
        kwargs["initial"] = (_initial(standard) if standard else _fresh()) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for code, suffix, language in LANGUAGES:
            main = code == settings.LANGUAGE_CODE
            self.fields[f"name_{suffix}"] = forms.CharField(label=language, max_length=120, required=main)
            self.fields[f"pledge_{suffix}"] = forms.CharField(
                label=language, max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
        for metric, label in METRICS.items():
            for priority, row in ROWS:
                self.fields[_target_name(metric, priority)] = forms.CharField(
                    label=f"{label}, {row}", required=False, max_length=40
                )
        if standard is not None:
            del self.fields["department"], self.fields["service"]

    # For the template

    def names(self) -> list[BoundField]:
        return [self[f"name_{suffix}"] for _code, suffix, _language in LANGUAGES]

    def pledges(self) -> list[BoundField]:
        return [self[f"pledge_{suffix}"] for _code, suffix, _language in LANGUAGES]

    def target_rows(self) -> Iterator[tuple[Any, list[BoundField]]]:
        for priority, label in ROWS:
            yield label, [self[_target_name(metric, priority)] for metric in METRICS]

    # What it says

    def clean_warnings(self) -> tuple[int, ...]:
        parts = re.split(r"[\s,;，、%]+", self.cleaned_data["warnings"].strip())
        try:
            percents = {int(part) for part in parts if part}
        except ValueError:
            raise forms.ValidationError(_("Write whole numbers, such as 50, 80.")) from None
        if any(not 1 <= percent <= 99 for percent in percents):
            raise forms.ValidationError(_("Warnings lie between 1 and 99 per cent."))
        return tuple(sorted(percents))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        service, department = data.get("service"), data.get("department")
        if service and department and service.provider_id != department.pk:
            self.add_error("service", _("This service belongs to another department."))
        data["targets"] = self._targets(data)
        if not data["targets"] and not any(_target_name(metric, None) in self.errors for metric in METRICS):
            self.add_error(_target_name(Metric.FIRST_RESPONSE, None), _("Give at least one target."))
        return data

    def _targets(self, data: dict[str, Any]) -> dict[tuple[str, int | None], Target]:
        calendar = data.get("calendar")
        day = calendars.newest_version(calendar.pk).working_calendar.day_seconds if calendar else 8 * 3600
        found: dict[tuple[str, int | None], Target] = {}
        for metric in METRICS:
            for priority, _label in ROWS:
                name = _target_name(metric, priority)
                if text := data.get(name, "").strip():
                    try:
                        found[metric, priority] = Target(_seconds(text, day), warnings(data.get("warnings") or ()))
                    except ValueError:
                        self.add_error(name, _("Write a time such as “2 h 30 min”, “45 min” or “3 d”."))
        return found

    def scope(self) -> Scope:
        service = self.cleaned_data["service"]
        return Scope(self.cleaned_data["department"].pk, service.pk if service else None)

    def proposal(self) -> Proposal:
        data = self.cleaned_data
        return Proposal(
            name=self._texts("name"),
            pledge=self._texts("pledge"),
            calendar=data["calendar"],
            targets=data["targets"],
            pause_statuses=tuple(data["pause_statuses"]),
        )

    def _texts(self, field: str) -> dict[str, str]:
        texts = {code: self.cleaned_data[f"{field}_{suffix}"].strip() for code, suffix, _language in LANGUAGES}
        return {code: text for code, text in texts.items() if text}


def _seconds(text: str, day_seconds: int) -> int:
    seconds = durations.parse(text, day_seconds)
    if not 0 < seconds <= 3650 * 24 * 3600:
        raise ValueError(text)
    return seconds


def _fresh() -> dict[str, Any]:
    return {"warnings": "50, 80", "pause_statuses": [Status.WAITING.value]}


def _initial(standard: ServiceStandard) -> dict[str, Any]:
    promised = terms.read(standard)
    ladder = next(iter(promised.targets.values())).steps if promised.targets else ()
    percents = [step.code.removesuffix("%") for step in ladder if step.code.endswith("%")]
    return {
        "calendar": standard.calendar_id,
        "warnings": ", ".join(percents),
        "pause_statuses": list(standard.pause_statuses),
        **{f"name_{suffix}": standard.name.get(code, "") for code, suffix, _language in LANGUAGES},
        **{f"pledge_{suffix}": standard.pledge.get(code, "") for code, suffix, _language in LANGUAGES},
        **{
            _target_name(metric, priority): durations.written(target.seconds)
            for (metric, priority), target in promised.targets.items()
        },
    }


class PublicationForm(forms.Form):
    since = forms.DateTimeField(
        label=_("In force from"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text=_("Empty means from now on. In your time zone."),
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_since(self) -> datetime | None:
        since: datetime | None = self.cleaned_data["since"]
        if since is not None and since < self.now:
            raise forms.ValidationError(_("This moment is over. What was promised in the past cannot change."))
        return since


class ExampleForm(StandardForm):
    """The half-filled standard beside which examples are shown: whatever cannot be read yet is left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def promised(self) -> tuple[WorkingCalendar, dict[tuple[str, int | None], Target]] | None:
        self.is_valid()
        calendar = self.cleaned_data.get("calendar")
        targets = self.cleaned_data.get("targets")
        if calendar is None or not targets:
            return None
        return calendars.newest_version(calendar.pk).working_calendar, targets
