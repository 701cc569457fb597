"""What one fills in to file a request."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app import access
from requests_app.models import Channel, Service, ServiceRequest, User
from requests_app.transitions import Filing

from .colleague import ColleagueField
from .levels import day_field, how_much, how_soon


class FilingForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=_("What do you need?"),
        max_length=ServiceRequest._meta.get_field("title").max_length,
        help_text=_("In a few words, as you would say it to a colleague."),
    )
    description = forms.CharField(
        label=_("Details"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    impact = how_much()
    urgency = how_soon()
    needed_by = day_field(label=_("Needed by"), required=False, help_text=_("Only if there is a fixed day."))
    outside_party = forms.CharField(
        label=_("Who waits outside the company?"),
        required=False,
        max_length=200,
        help_text=_("A customer, supplier or authority. Leave it empty if only colleagues wait."),
    )
    on_behalf = ColleagueField(
        label=_("For a colleague"),
        required=False,
        help_text=_("Their e-mail address or full name. Both of you will see the request."),
    )
    channel = forms.ChoiceField(
        label=_("How did it reach you?"),
        required=False,
        choices=[(c.value, c.label) for c in (Channel.PORTAL, Channel.PHONE, Channel.WALK_IN, Channel.MAIL)],
        help_text=_("For calls and visits that you note down for somebody."),
    )

    def __init__(self, *args: Any, service: Service, by: User, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "impact": service.default_impact,
            "urgency": service.default_urgency,
            "channel": Channel.PORTAL,
            "key": uuid4(),
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)
        self.by = by
        if not access.can_note_channel(by, service):
            del self.fields["channel"]
        for name in ("title", "description"):
            self.fields[name].widget.attrs["data-draft"] = f"service-{service.pk}-{name}"

    def clean_on_behalf(self) -> User:
        """The colleague; whoever fills in the form where none is named."""
        return self.cleaned_data["on_behalf"] or self.by

    @property
    def requester(self) -> User:
        person: User = self.cleaned_data["on_behalf"]
        return person

    def filing(self) -> Filing:
        data = self.cleaned_data
        return Filing(
            title=data["title"],
            description=data["description"],
            impact=data["impact"],
            urgency=data["urgency"],
            needed_by=data["needed_by"],
            outside_party=data["outside_party"],
            channel=data.get("channel") or Channel.PORTAL,
            key=data["key"],
        )
