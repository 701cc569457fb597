"""What somebody says once for many requests: the same fields as the form of one, kept as plain JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from requests_app import clock
from requests_app.models import Batch, User, WaitingReason

from .assigning import ColleagueChoice
from .levels import HOW_MUCH, HOW_SOON
from .offering import offer
from .verbs import HoldForm, PromiseForm, ResolveForm, name_zone


class BulkForm(forms.Form):
    """Of one batch."""

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch

    def as_json(self) -> dict[str, Any]:
        """What was said, for the batch's row."""
        return {name: _plain(value) for name, value in self.cleaned_data.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    return value.isoformat() if isinstance(value, datetime) else value


class BulkAssignForm(BulkForm):
    to = ColleagueChoice(
        User.objects.none(), label=_("Who works on them?"), required=False, empty_label=_("Nobody: back to the queue")
    )
    anyway = forms.BooleanField(label=_("Assign it anyway: it can wait until they are back"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now, to = clock.now(), self.fields["to"]
        assert isinstance(to, ColleagueChoice)  # noqa: S101 - declared above
        people = User.objects.active().working_in(self.batch.department)
        to.now, to.queryset = now, people.with_absence(now).by_name()
        # Asked only once somebody was chosen who is away.
        chosen = str(self.data.get("to", "")) if self.is_bound else ""
        away = people.away_at(now).exclude(pk=self.batch.started_by_id)
        if not (chosen.isdecimal() and away.filter(pk=chosen).exists()):
            del self.fields["anyway"]

    def clean(self) -> dict[str, Any]:
        if "anyway" in self.fields and not self.cleaned_data.get("anyway"):
            self.add_error("to", _("They are away. Choose somebody else, or say that it shall wait."))
        return self.cleaned_data


class BulkPriorityForm(BulkForm):
    impact = forms.TypedChoiceField(
        label=_("How much is affected?"),
        choices=[("", _("As it is")), *HOW_MUCH],
        coerce=int,
        empty_value=None,
        required=False,
    )
    urgency = forms.TypedChoiceField(
        label=_("How soon?"), choices=[("", _("As it is")), *HOW_SOON], coerce=int, empty_value=None, required=False
    )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.values()):
            raise forms.ValidationError(_("Choose at least one of the two: the priority follows from them."))
        return self.cleaned_data


class BulkHoldForm(BulkForm):
    because = HoldForm.base_fields["because"]
    reason = HoldForm.base_fields["reason"]
    until = HoldForm.base_fields["until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "because", WaitingReason.objects.active())
        name_zone(self.fields["until"])

    def clean_until(self) -> datetime | None:
        until: datetime | None = self.cleaned_data["until"]
        if until is not None and until <= clock.now():
            raise forms.ValidationError(_("It can only come back at a moment in the future."))
        return until


class BulkReplyForm(BulkForm):
    text = forms.CharField(label=_("Message"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}))
    internal = forms.BooleanField(label=_("Internal note: only those who serve read it"), required=False)


class BulkPromiseForm(BulkForm):
    done_by = PromiseForm.base_fields["done_by"]
    reason = PromiseForm.base_fields["reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_zone(self.fields["done_by"])

    def clean_done_by(self) -> datetime:
        done_by: datetime = self.cleaned_data["done_by"]
        if done_by <= clock.now():
            raise forms.ValidationError(_("A promise needs a moment in the future."))
        return done_by


class BulkResolveForm(BulkForm):
    result = ResolveForm.base_fields["result"]


FORMS: dict[str, type[BulkForm]] = {
    Batch.Act.ASSIGN: BulkAssignForm,
    Batch.Act.PRIORITY: BulkPriorityForm,
    Batch.Act.HOLD: BulkHoldForm,
    Batch.Act.REPLY: BulkReplyForm,
    Batch.Act.PROMISE: BulkPromiseForm,
    Batch.Act.RESOLVE: BulkResolveForm,
}
