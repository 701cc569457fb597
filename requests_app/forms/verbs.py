"""One small form a verb. A field has the name of the verb's argument: `arguments()` is the whole translation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app import clock, transitions
from requests_app.models import Approval, Department, Promise, ServiceRequest, User, WaitingReason
from requests_app.moments import phrase
from requests_app.phrases import listed

from .files import files_field, uploaded_by
from .levels import day_field, how_much, how_soon
from .offering import offer
from .questions import AskingForm


class VerbForm(forms.Form):
    """Nothing to fill in but the version of the request that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, request: ServiceRequest, by: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": request.version, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.request, self.by = request, by
        uploaded_by(self, by)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["data-draft"] = f"request-{request.pk}-{type(self).__name__}-{name}"

    @classmethod
    def keeps_draft(cls) -> bool:
        """There is something to type, which is kept until it is sent."""
        return any(isinstance(field.widget, forms.Textarea) for field in cls.base_fields.values())

    @property
    def done(self) -> str:
        """Said when it worked, instead of the verb's own words; empty: those."""
        return ""

    def remarks(self) -> list[str]:
        """What else the writer should know once it worked."""
        return []

    def arguments(self) -> dict[str, Any]:
        """Keyword arguments of the verb."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def standing(self) -> str:
        """How things stand at the moment, where one should know before filling it in."""
        return ""


def _text(label: Any, *, rows: int = 4, max_length: int | None = 20_000, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def moment_field(label: Any, **kwargs: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, widget=widget, **kwargs)


def name_zone(field: forms.Field) -> None:
    """Say below a moment in which zone it is read."""
    field.help_text = _("In your time zone, %(zone)s.") % {"zone": timezone.get_current_timezone_name()}


class EndingForm(VerbForm):
    """Asks what becomes of the parts that other departments still do, where there are any."""

    parts = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[
            (transitions.STAY, _("They go on: what they bring is still needed")),
            (transitions.CANCEL, _("They are cancelled as well")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_parts = self.request.children.open().select_related("department").order_by("pk")
        names = listed(dict.fromkeys(str(part.department) for part in open_parts))
        if names:
            label = _("Parts of it are still with other departments (%(names)s). What becomes of them?")
            self.fields["parts"].label = label % {"names": names}
        else:
            del self.fields["parts"]


class AskForm(VerbForm):
    question = _text(_("Your question"))
    files = files_field()


class ProposeForm(VerbForm):
    option = _text(_("What you offer instead"))
    files = files_field()


class ChaseForm(VerbForm):
    text = _text(_("A few words"), rows=3, required=False)
    files = files_field()


class HoldForm(VerbForm):
    because = forms.ModelChoiceField(
        WaitingReason.objects.none(),
        label=_("Whom or what does it wait for?"),
        required=False,
        empty_label=_("Choose …"),
    )
    reason = _text(
        _("In words"),
        rows=3,
        help_text=_("The requester reads this. Where it waits for them, it is the question they answer."),
    )
    until = moment_field(_("Comes back by itself"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "because", WaitingReason.objects.active())
        name_zone(self.fields["until"])


class ConsentForm(VerbForm):
    reason = _text(_("A few words"), rows=2, required=False, max_length=Approval._meta.get_field("reason").max_length)


class RejectForm(VerbForm):
    reason = _text(_("Why do you reject it?"), rows=3, max_length=Approval._meta.get_field("reason").max_length)


class PromiseForm(VerbForm):
    done_by = moment_field(_("Done by"))
    reason = _text(_("Why then?"), rows=2, max_length=Promise._meta.get_field("reason").max_length)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_zone(self.fields["done_by"])

    def standing(self) -> str:
        """What moving the date means now: before it lapses it is courteous, after that the promise is broken."""
        promised, now = self.request.promised_at, clock.now()
        if promised is None:
            return ""
        if now <= promised:
            text = _("Promised for %(when)s. Moved before that, it is the same promise, and nothing is broken.")
        else:
            text = _("Promised for %(when)s, which is over: that promise counts as broken. A new date begins another.")
        return text % {"when": phrase(promised, now)}


class DeclineForm(EndingForm):
    reason = _text(_("Why can it not be done?"), rows=3)
    alternative = _text(_("What else may help"), rows=2, required=False)


class HandOverForm(VerbForm):
    department = forms.ModelChoiceField(Department.objects.none(), label=_("To which department?"))
    reason = _text(_("Why them?"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Department.objects.serving().exclude(pk=self.request.department_id)
        offer(self, "department", others)


class ResolveForm(EndingForm):
    result = _text(
        _("The result"),
        required=False,
        help_text=_("What was done, and what the requester has to know or do now."),
    )
    files = files_field()


class ReopenForm(VerbForm):
    reason = _text(_("What is still missing?"), rows=3)

    def clean(self) -> dict[str, Any]:
        if not self.request.is_open:
            try:
                transitions.check_window(self.request, now=clock.now())
            except transitions.Refused as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return self.cleaned_data


class ProtectForm(VerbForm):
    reason = _text(_("Why it has to be kept"), rows=3, max_length=500)


class UnprotectForm(VerbForm):
    reason = _text(_("Why it no longer has to be kept"), rows=3, max_length=500)


class CancelForm(EndingForm):
    reason = _text(_("Why it is no longer needed"), rows=2, required=False)


class AmendForm(AskingForm, VerbForm):
    """Title, details and the rest, and the questions of the version it was filed with."""

    FIELDS = ("title", "description", "needed_by", "impact", "urgency", "outside_party")
    title = forms.CharField(label=_("Title"), max_length=200)
    description = _text(_("Details"), rows=6, required=False)
    impact = how_much()
    urgency = how_soon()
    needed_by = day_field(label=_("Needed by"), required=False)
    outside_party = forms.CharField(label=_("Who waits outside the company?"), max_length=200, required=False)

    def __init__(self, *args: Any, request: ServiceRequest, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(request, name) for name in self.FIELDS}
        super().__init__(*args, request=request, **kwargs)
        self.ask(request.form, kept=request.answers, by=self.by)

    def clean(self) -> dict[str, Any]:
        self.validate_answers()
        return self.cleaned_data

    def arguments(self) -> dict[str, Any]:
        changes = {name: self.cleaned_data[name] for name in self.FIELDS}
        return {"changes": changes, "answered": self.answered}
