"""What one fills in while somebody is on the phone: who, what, one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import Channel, Service, User
from requests_app.transitions import DONE, QUEUE, TAKEN, Filing

from .filing import FilingForm
from .levels import HOW_MUCH, HOW_SOON
from .offering import offer
from .sending import send_back

CHANNELS = [
    (Channel.PHONE.value, Channel.PHONE.label),
    (Channel.WALK_IN.value, Channel.WALK_IN.label),
    (Channel.CHAT.value, Channel.CHAT.label),
    (Channel.MAIL.value, Channel.MAIL.label),
]
AS_USUAL = pgettext_lazy("impact or urgency", "As usual for this service")


class IntakeForm(FilingForm):
    """The form of a service with the service in it: `asks_for` is the one whose questions the page showed."""

    asks_for = forms.IntegerField(widget=forms.HiddenInput, required=False)
    at_once = forms.ChoiceField(
        label=_("What becomes of it?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[(QUEUE, _("Into the queue")), (TAKEN, _("I take it")), (DONE, _("Done already"))],
    )
    result = forms.CharField(label=_("What was done"), required=False, max_length=20_000)
    channel = forms.ChoiceField(label=_("How did it reach you?"), widget=forms.RadioSelect, choices=CHANNELS)

    def __init__(self, *args: Any, services: Sequence[Service], service: Service, by: User, **kwargs: Any) -> None:
        """`services`: those to choose from; `service`: the chosen one, whose questions are asked."""
        begins = {"service": service.pk, "asks_for": service.pk, "channel": Channel.PHONE, "at_once": QUEUE}
        kwargs["initial"] = {**begins, "impact": None, "urgency": None, **(kwargs.get("initial") or {})}
        super().__init__(*args, service=service, by=by, **kwargs)
        self.fields["service"] = forms.TypedChoiceField(label=_("Service"), coerce=int, choices=_grouped(services))
        person = self.fields["on_behalf"]
        person.label, person.help_text, person.required = _("Who asks?"), "", True
        person.widget.attrs["data-autofocus"] = True
        self.fields["title"].label, self.fields["title"].help_text = _("What is it about?"), ""
        for name, levels in (("impact", HOW_MUCH), ("urgency", HOW_SOON)):
            self.fields[name].required = False
            offer(self, name, [("", AS_USUAL), *levels])
        if self.is_bound and str(self.data.get("asks_for") or "") != str(service.pk):
            self._ask_of_another()

    def _ask_of_another(self) -> None:
        """Another service was chosen, and no script brought its questions: they are asked now, if there are any."""
        number = str(self.asked_form.number) if self.asked_form else ""
        send_back(self, asks_for=str(self.service.pk), form_number=number)
        self.is_outdated = self.asked_form is not None

    def clean_on_behalf(self) -> User:
        if self.cleaned_data["on_behalf"] == self.by:
            raise forms.ValidationError(_("What you need yourself you ask for on the page of the service."))
        return super().clean_on_behalf()

    def clean_impact(self) -> int | None:
        return self.cleaned_data["impact"] or None

    def clean_urgency(self) -> int | None:
        return self.cleaned_data["urgency"] or None

    def filing(self) -> Filing:
        filing = super().filing()
        return replace(filing, at_once=self.cleaned_data["at_once"])

    @property
    def told_result(self) -> str:
        """What was done, where it is done."""
        return self.cleaned_data["result"] if self.cleaned_data["at_once"] == DONE else ""


def _grouped(services: Sequence[Service]) -> list[tuple[Any, Any]]:
    """By department where there are several, in the order in which their services come."""
    groups: dict[str, list[tuple[Any, Any]]] = {}
    for service in services:
        groups.setdefault(str(service.provider), []).append((service.pk, str(service)))
    return list(groups.items()) if len(groups) > 1 else next(iter(groups.values()), [])


def wanted_service(services: Sequence[Service], asked: Mapping[str, str]) -> Service:
    """The one that form or address names, else the first one of the department it names, else the first of all."""
    by_id = {str(service.pk): service for service in services}
    if found := by_id.get(str(asked.get("service", ""))):
        return found
    return next((one for one in services if one.provider.code == asked.get("dept")), services[0])
