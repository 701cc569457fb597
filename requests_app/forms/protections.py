"""Protecting requests by their numbers: admins open none."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.models import Protection, ServiceRequest

REASON = Protection._meta.get_field("reason").max_length


class ProtectionForm(forms.Form):
    number = forms.IntegerField(label=_("Number of the request"), min_value=1)
    reason = forms.CharField(
        label=_("Why it has to be kept"), max_length=REASON, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_number(self) -> ServiceRequest:
        found = ServiceRequest.objects.filter(pk=self.cleaned_data["number"]).first()
        if found is None:
            raise forms.ValidationError(_("There is no request with this number."))
        return found


class ProtectionEndForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it no longer has to be kept"), max_length=REASON, widget=forms.Textarea(attrs={"rows": 3})
    )
