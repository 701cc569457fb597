"""What is filled in about a standard. Forms translate; the verbs decide."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from requests_app.forms.editions import Edited
from requests_app.forms.languages import LANGUAGES, asked_for, shown_fields
from requests_app.forms.offering import offer
from requests_app.models import Department, Priority, Service, User
from requests_app.models.levels import STATUS_LABELS
from requests_app.states import Status
from sla import calendars, durations, terms
from sla.calendar import WorkingCalendar
from sla.forms import checklist, ladder, rows
from sla.ladders import EVERY_CLOCK, Rung, rungs_of
from sla.models import BusinessCalendar, Metric, Scope, ServiceStandard
from sla.proposals import Proposal
from sla.steps import warnings
from sla.terms import Target

EVERYDAY = (Metric.FIRST_RESPONSE, Metric.RESOLUTION)
OTHERS = (Metric.NEXT_REPLY, Metric.PROMISE, Metric.APPROVAL, Metric.OLA)
ROWS: list[tuple[int | None, Any]] = [(None, _("Every priority")), *Priority.choices]
# In the other states the department itself has the request: nobody else is waited for.
CAN_REST = (Status.WAITING, Status.ON_HOLD)
LONGEST = 3650 * 24 * 3600
USUAL_WARNINGS = tuple(Rung(EVERY_CLOCK, step) for step in warnings((50, 80)))


def _target_name(metric: str, priority: int | None) -> str:
    return f"{metric}_{priority or 'any'}"


class StandardForm(Edited):
    department = forms.ModelChoiceField(Department.objects.running(), label=_("Department"), empty_label=_("Choose …"))
    service = forms.ModelChoiceField(
        Service.objects.published().for_list(),
        required=False,
        label=_("Service"),
        empty_label=_("Every service without a standard of its own"),
    )
    requester_department = forms.ModelChoiceField(
        Department.objects.running(), required=False, label=_("Only for requests from"), empty_label=_("Whoever asks")
    )
    priority = forms.TypedChoiceField(
        required=False,
        label=_("Only for priority"),
        choices=[("", _("Every priority")), *Priority.choices],
        coerce=int,
        empty_value=None,
    )
    calendar = forms.ModelChoiceField(
        BusinessCalendar.objects.all(),
        label=_("Working hours"),
        help_text=_("Only this time counts."),
        empty_label=_("Choose …"),
    )
    pause_statuses = forms.MultipleChoiceField(
        label=_("The clock for “done” rests while the request is"),
        required=False,
        choices=[(status.value, STATUS_LABELS[status]) for status in CAN_REST],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The clock for the first answer never rests."),
    )
    reopening = forms.ChoiceField(
        label=_("When a request comes back after it was done"),
        choices=ServiceStandard.Reopening.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    checked_by_another = forms.BooleanField(
        label=_("A colleague checks it before the request is marked as done"),
        required=False,
        help_text=_("Somebody other than whoever works on it. Without that nobody can mark it as done."),
    )

    def __init__(
        self,
        *args: Any,
        standard: ServiceStandard | None = None,
        by: User | None = None,
        typed: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """`typed`: everything a form held, to be shown again and not judged."""
        self.standard = standard
        self.in_days: list[tuple[str, int]] = []  # what was typed in days, and the seconds it became
        if typed is None:
            kwargs["initial"] = (_initial(standard) if standard else _fresh()) | (kwargs.get("initial") or {})
        else:
            kwargs["initial"] = typed
        super().__init__(*args, **kwargs)
        source = self.data if self.is_bound else self.initial
        spare = 0 if self.is_bound or typed is not None else 1
        ladder.add_fields(self, rows.count(source, ladder.PREFIX) + spare)
        checklist.add_fields(self, rows.count(source, checklist.PREFIX) + spare)
        self._add_texts()
        for metric in (*EVERYDAY, *OTHERS):
            for priority, row in ROWS:
                self.fields[_target_name(metric, priority)] = forms.CharField(
                    label=f"{metric.label}, {row}", required=False, max_length=40
                )
        if by is not None and not by.is_admin:
            self._only_of(by)
        if standard is not None and standard.service_id is not None:
            # It may be offered no longer; that is no reason to change what the standard is for.
            self.fields["service"].queryset |= Service.objects.for_list().filter(pk=standard.service_id)  # type: ignore[attr-defined]

    def _add_texts(self) -> None:
        for _code, suffix, language in LANGUAGES:
            self.fields[f"name_{suffix}"] = forms.CharField(label=language, max_length=120, required=False)
            self.fields[f"pledge_{suffix}"] = forms.CharField(
                label=language, max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def _only_of(self, manager: User) -> None:
        managed = Department.objects.managed_by(manager)
        services = Service.objects.published().for_list().filter(provider__in=managed)
        offer(self, "department", managed)
        offer(self, "service", services)
        if len(managed) == 1:
            self.initial.setdefault("department", managed[0].pk)

    # For the template

    def names(self) -> list[BoundField]:
        return shown_fields(self, "name")

    def pledges(self) -> list[BoundField]:
        return shown_fields(self, "pledge")

    def everyday_rows(self) -> Iterator[tuple[Any, list[tuple[Any, BoundField]]]]:
        return self._target_rows(EVERYDAY)

    def other_rows(self) -> Iterator[tuple[Any, list[tuple[Any, BoundField]]]]:
        return self._target_rows(OTHERS)

    def _target_rows(self, metrics: tuple[Metric, ...]) -> Iterator[tuple[Any, list[tuple[Any, BoundField]]]]:
        for priority, label in ROWS:
            yield label, [(metric.label, self[_target_name(metric, priority)]) for metric in metrics]

    def others_wanted(self) -> bool:
        """Whether the less usual targets are to stand open: one is filled in, or wrong."""
        return any(self[_target_name(metric, priority)].value() for metric in OTHERS for priority, _label in ROWS)

    def ladder_rows(self) -> list[dict[str, BoundField]]:
        return rows.bound(self, ladder.PREFIX)

    def checklist_rows(self) -> list[dict[str, Any]]:
        return [
            {"key": row["key"], "texts": asked_for((code, row[suffix]) for code, suffix, _language in LANGUAGES)}
            for row in rows.bound(self, checklist.PREFIX)
        ]

    # What it says

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self._texts("name"):
            self.add_error(self.names()[0].name, _("Give it a name in at least one language."))
        service, department = data.get("service"), data.get("department")
        if service and department and service.provider_id != department.pk:
            self.add_error("service", _("This service belongs to another department."))
        calendar = data.get("calendar")
        day = calendars.newest_version(calendar.pk).working_calendar.day_seconds if calendar else 8 * 3600
        parse = partial(self._seconds, day_seconds=day)
        seconds = self._targets(data, parse)
        data["targets"] = ladder.read(self, parse, seconds)
        data["checklist"] = checklist.read(self)
        first = _target_name(Metric.FIRST_RESPONSE, None)
        if not seconds and first not in self.errors:
            self.add_error(first, _("Give at least one target."))
        return data

    def _targets(self, data: dict[str, Any], parse: ladder.Parse) -> dict[tuple[str, int | None], int]:
        found: dict[tuple[str, int | None], int] = {}
        only = data.get("priority")
        for metric in (*EVERYDAY, *OTHERS):
            for priority, _label in ROWS:
                name = _target_name(metric, priority)
                if not (text := data.get(name, "").strip()):
                    continue
                try:
                    found[metric.value, priority] = parse(text)
                except ValueError:
                    self.add_error(name, _("Write a time such as “2 h 30 min”, “45 min” or “3 d”."))
                else:
                    if only is not None and priority not in (None, only):
                        self.add_error(name, _("This standard is for another priority only: leave it empty."))
        return found

    def _seconds(self, text: str, day_seconds: int) -> int:
        seconds = durations.parse(text, day_seconds)
        if not 0 < seconds <= LONGEST:
            raise ValueError(text)
        if durations.names_days(text):
            self.in_days.append((text, seconds))
        return seconds

    def scope(self) -> Scope:
        """For whose requests it is to be."""
        data = self.cleaned_data
        service, asking = data["service"], data["requester_department"]
        return Scope(
            data["department"].pk, service.pk if service else None, asking.pk if asking else None, data["priority"]
        )

    def proposal(self) -> Proposal:
        data = self.cleaned_data
        return Proposal(
            name=self._texts("name"),
            pledge=self._texts("pledge"),
            calendar=data["calendar"],
            targets=data["targets"],
            pause_statuses=tuple(data["pause_statuses"]),
            reopening=data["reopening"] or ServiceStandard.Reopening.CONTINUE,
            checklist=data["checklist"],
            checked_by_another=data["checked_by_another"],
        )

    def _texts(self, field: str) -> dict[str, str]:
        texts = {code: self.cleaned_data.get(f"{field}_{suffix}", "").strip() for code, suffix, _language in LANGUAGES}
        return {code: text for code, text in texts.items() if text}


def shown_again(data: QueryDict, *, standard: ServiceStandard | None, by: User) -> StandardForm:
    """A form that holds everything that was sent and judges none of it, for “one more row”."""
    sent = StandardForm(data, standard=standard, by=by)
    values = {name: field.widget.value_from_datadict(data, sent.files, name) for name, field in sent.fields.items()}
    return StandardForm(typed=values, standard=standard, by=by)


def _fresh() -> dict[str, Any]:
    return {
        "pause_statuses": [Status.WAITING.value],
        "reopening": ServiceStandard.Reopening.CONTINUE.value,
        **ladder.initial(USUAL_WARNINGS),
    }


def _initial(standard: ServiceStandard) -> dict[str, Any]:
    promised = terms.read(standard)
    return {
        "edition": standard.edition,
        "department": standard.department_id,
        "service": standard.service_id,
        "requester_department": standard.requester_department_id,
        "priority": standard.priority,
        "calendar": standard.calendar_id,
        "pause_statuses": list(standard.pause_statuses),
        "reopening": standard.reopening,
        "checked_by_another": standard.checked_by_another,
        **ladder.initial(rungs_of(promised.targets)),
        **checklist.initial(standard.checklist),
        **{f"name_{suffix}": standard.name.get(code, "") for code, suffix, _language in LANGUAGES},
        **{f"pledge_{suffix}": standard.pledge.get(code, "") for code, suffix, _language in LANGUAGES},
        **{
            _target_name(metric, priority): durations.written(target.seconds)
            for (metric, priority), target in promised.targets.items()
        },
    }


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
