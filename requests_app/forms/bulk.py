"""What a bulk bar sends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.models import Department, ServiceRequest, User


class BulkAssignForm(forms.Form):
    """Which requests, and who gets them: the button's own person, else the colleague chosen, else nobody."""

    requests = forms.ModelMultipleChoiceField(
        ServiceRequest.objects.none(),
        error_messages={
            "required": _("Select at least one request first."),
        },
    )
    to = forms.ModelChoiceField(User.objects.none(), required=False)
    colleague = forms.ModelChoiceField(User.objects.none(), required=False)

    def __init__(self, *args: Any, department: Department, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = ServiceRequest.objects.held_by(department.pk).handled_by(by)
        self.fields["requests"].queryset = held  # type: ignore[attr-defined]
        for name in ("to", "colleague"):
            self.fields[name].queryset = User.objects.active().working_in(department)  # type: ignore[attr-defined]

    @property
    def person(self) -> User | None:
        person: User | None = self.cleaned_data["to"] or self.cleaned_data["colleague"]
        return person
