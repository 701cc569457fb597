"""What was sent, corrected where the page that comes back has to say something newer."""

from __future__ import annotations

from typing import cast

from django import forms
from django.http import QueryDict


def send_back(form: forms.BaseForm, **values: str) -> None:
    """Of a bound form: `values` take the place of what was sent; everything else stays as it was typed."""
    # What a request sent is read-only, a copy is not. The stubs know only that it can be read.
    sent = cast("QueryDict", form.data).copy()
    for name, value in values.items():
        sent[name] = value
    form.data = sent
