"""A webhook for requests, and since when what was given up is sent again."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.hooks import groups, log
from requests_app.hooks.setting_up import Wanted
from requests_app.models import Department, Hook, Service

from .offering import offer
from .webhooks import WebhookForm


class ServicesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """`is_of_all`: of every department, so each is named with its own."""

    def __init__(self) -> None:
        self.is_of_all = False
        told = {"label": _("Services"), "help_text": _("Choose none, and it is told of all.")}
        super().__init__(Service.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, **told)

    def label_from_instance(self, obj: Service) -> str:
        return f"{obj.provider} · {obj}" if self.is_of_all else str(obj)


class HookForm(WebhookForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("What it is for, such as “Chat of the team” or “Stock control”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    groups = forms.MultipleChoiceField(
        label=pgettext_lazy("webhook", "What is told"),
        choices=list(groups.LABELS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none, and everything is told."),
    )
    services = ServicesField()
    field_order = ("name", "url", "groups", "services")

    def __init__(self, data: Any, *, department: Department | None, hook: Hook | None = None) -> None:
        initial = {"name": hook.name, "url": hook.url, "groups": hook.groups} if hook else {}
        if hook is not None:
            initial["services"] = hook.services.all()
        super().__init__(data, initial=initial)
        # Nothing is ever told of a confidential one, whoever chose it.
        offered = Service.objects.filter(is_confidential=False).select_related("provider")
        if department is not None:
            offered = offered.filter(provider=department)
        cast("ServicesField", self.fields["services"]).is_of_all = department is None
        offer(self, "services", offered.order_by("provider__code", "code"))

    @property
    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            name=said["name"], url=said["url"], groups=said["groups"], services=list(said.get("services") or ())
        )


class ResendForm(forms.Form):
    since = forms.TypedChoiceField(
        label=_("Given up in"), choices=list(log.SINCE.items()), coerce=int, initial=24, required=True
    )
