"""What comes again and when: the questions of the service, and the rule."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.fields.questions import Kind
from requests_app.models import Department, FormVersion, Recurrence, Service, ServiceRequest, User
from requests_app.recurring.keeping import Wish
from requests_app.recurring.rule import Every, Rule

from .editions import Edited
from .levels import day_field
from .offering import offer
from .questions import PREFIX, AskingForm

WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]
NINE = time(9)
RULE = ("every", "interval", "weekdays", "day", "from_day", "until_day", "on_closed")


class RuleForm(forms.Form):
    """On which days; alone, for the list of the next ones while somebody chooses."""

    every = forms.ChoiceField(label=_("Every"), choices=Recurrence.Every.choices, initial=Every.MONTH)
    interval = forms.IntegerField(
        label=_("How often"), min_value=1, max_value=99, initial=1, help_text=_("1 is every time, 2 every other time.")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which weekdays?"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    day = forms.IntegerField(
        label=_("Day of the month"),
        min_value=1,
        max_value=31,
        required=False,
        help_text=_("In shorter months it is the last day."),
    )
    from_day = day_field(label=pgettext_lazy("first day", "From"))
    until_day = day_field(label=pgettext_lazy("last day", "Until"), required=False)
    on_closed = forms.ChoiceField(
        label=_("If the department is closed that day"),
        choices=Recurrence.OnClosed.choices,
        initial=Recurrence.OnClosed.AFTER,
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("every") == Every.WEEK and not data.get("weekdays") and "weekdays" not in self.errors:
            self.add_error("weekdays", _("Choose at least one weekday."))
        if data.get("every") == Every.MONTH and not data.get("day") and "day" not in self.errors:
            self.add_error("day", _("Say on which day of the month."))
        first, last = data.get("from_day"), data.get("until_day")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("until_day", _("The last day is before the first one."))
        return data

    def rule(self) -> Rule:
        data = self.cleaned_data
        return Rule(
            every=data["every"],
            interval=data["interval"],
            weekdays=tuple(sorted(data["weekdays"])) if data["every"] == Every.WEEK else (),
            day=data["day"] or 1,
            from_day=data["from_day"],
            until_day=data["until_day"],
            on_closed=data["on_closed"],
        )


class RecurrenceForm(Edited, AskingForm, RuleForm):
    """`kept`: the one that is changed; else a new one of this service."""

    title = forms.CharField(
        label=_("What do you need?"),
        max_length=ServiceRequest._meta.get_field("title").max_length,
        help_text=_("Every one of the requests has this title."),
    )
    description = forms.CharField(
        label=_("Details"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    at = forms.TimeField(label=_("At"), initial=NINE, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("For whom is it?"),
        required=False,
        empty_label=_("For me"),
        help_text=_("What you need for your department, its colleagues see and keep as well."),
    )

    def __init__(
        self, *args: Any, service: Service, by: User, today: date, kept: Recurrence | None = None, **kwargs: Any
    ) -> None:
        begins: dict[str, Any] = {"from_day": today, "day": today.day, "weekdays": [today.weekday()]}
        if kept is not None:
            begins = {name: getattr(kept, name) for name in (*RULE, "edition", "title", "description", "at")}
            begins["department"] = kept.department_id
        kwargs["initial"] = begins | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        departments = Department.objects.filter(pk__in=(kept.owner if kept else by).roles)
        offer(self, "department", departments)
        if not departments.exists():
            del self.fields["department"]
        self.ask(FormVersion.objects.in_force(service), begins=kept.answers if kept else {}, by=by)
        files = [one for one in self.questions if one.kind == Kind.FILE]
        for question in files:  # a file belongs to one request
            del self.fields[PREFIX + question.code]
        self.needs_file = any(one.required for one in files)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.needs_file:
            self.add_error(None, _("This service needs a file with every request, so nobody can ask for it by a rule."))
        else:
            self.validate_answers()
        return data

    def wish(self) -> Wish:
        data = self.cleaned_data
        return Wish(
            title=data["title"],
            description=data["description"],
            department=data.get("department"),
            answered=self.answered,
            rule=self.rule(),
            at=data["at"],
        )
