"""What one fills in to set a goal or to annotate figures. The forms translate; `verbs` decides."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards.steering.aims import AIMS
from dashboards.steering.models import Annotation, Goal, Indicator
from dashboards.steering.verbs import Noted
from requests_app.forms.editions import Edited
from requests_app.forms.levels import day_field
from requests_app.forms.offering import offer
from requests_app.models import Department, User


class GoalForm(Edited):
    """Which indicator (of a new one), how much, until when."""

    indicator = forms.ChoiceField(label=_("Indicator"), choices=Indicator.choices)
    value = forms.DecimalField(
        label=pgettext_lazy("goal", "Goal"),
        min_value=Decimal("0.1"),
        max_value=Decimal(9999),
        max_digits=6,
        decimal_places=1,
        help_text=_("In per cent; of times, in hours."),
    )
    until = day_field(label=_("Until"))

    def __init__(self, *args: Any, goal: Goal | None, taken: set[str], **kwargs: Any) -> None:
        """`taken`: indicators that have a goal already."""
        if goal is not None:
            kwargs["initial"] = {"edition": goal.edition, "value": goal.value, "until": goal.until}
        super().__init__(*args, **kwargs)
        self.goal = goal
        if goal is not None:
            del self.fields["indicator"]
        else:
            offer(self, "indicator", [choice for choice in Indicator.choices if choice[0] not in taken])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        indicator = self.goal.indicator if self.goal else data.get("indicator")
        value = data.get("value")
        if indicator in AIMS and value is not None and not AIMS[indicator].duration and value > 100:
            self.add_error("value", _("A share is at most 100 per cent."))
        return data


class AnnotationForm(Edited):
    """What happened on which day, and whether it concerns everybody."""

    day = day_field(label=pgettext_lazy("calendar", "Day"))
    text = forms.CharField(
        label=_("What happened"),
        max_length=120,
        help_text=_("A few words that stand beside the figures of this day: “New mail system”."),
    )
    everybody = forms.BooleanField(label=_("It concerns the whole company"), required=False)

    def __init__(self, *args: Any, annotation: Annotation | None, user: User, **kwargs: Any) -> None:
        if annotation is not None:
            kwargs["initial"] = {
                "edition": annotation.edition,
                "day": annotation.day,
                "text": annotation.text,
                "everybody": annotation.department_id is None,
            }
        super().__init__(*args, **kwargs)
        if not user.is_admin:
            del self.fields["everybody"]

    def noted(self, department: Department | None) -> Noted:
        """Of a valid form; `department` is whose figures they stand beside otherwise."""
        data = self.cleaned_data
        return Noted(department=None if data.get("everybody") else department, day=data["day"], text=data["text"])
