"""What one fills in to file a request."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app import access
from requests_app.models import Channel, Service, ServiceRequest, User
from requests_app.transitions import Filing

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
    on_behalf = forms.CharField(
        label=_("For a colleague"),
        required=False,
        max_length=254,
        help_text=_("Their e-mail address or full name. Both of you will see the request."),
        widget=forms.TextInput(attrs={"list": "colleagues", "autocomplete": "off"}),
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
        wanted = self.cleaned_data["on_behalf"].strip()
        if not wanted:
            return self.by
        colleagues = list(User.objects.active().named(wanted)[:2])
        if not colleagues:
            raise forms.ValidationError(_("Nobody with this address or name works here."))
        if len(colleagues) > 1:
            raise forms.ValidationError(_("Several colleagues have this name. Give the e-mail address."))
        person: User = colleagues[0]
        return person

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
