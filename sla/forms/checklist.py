"""The quality checklist as rows of a form: one text per language, in the order in which they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _

from requests_app.forms.languages import LANGUAGES
from sla.forms import rows

PREFIX = "point"


def add_fields(form: forms.Form, number: int) -> None:
    for at in range(number):
        # What was ticked is remembered by the key, whatever the text becomes.
        form.fields[f"{PREFIX}-{at}-key"] = forms.SlugField(required=False, max_length=40, widget=forms.HiddenInput)
        for _code, suffix, language in LANGUAGES:
            form.fields[f"{PREFIX}-{at}-{suffix}"] = forms.CharField(
                label=_("Point %(number)s, %(language)s") % {"number": at + 1, "language": language},
                required=False,
                max_length=200,
            )


def initial(checklist: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for at, point in enumerate(checklist):
        values[f"{PREFIX}-{at}-key"] = point["key"]
        for code, suffix, _language in LANGUAGES:
            values[f"{PREFIX}-{at}-{suffix}"] = point["text"].get(code, "")
    return values


def read(form: forms.Form) -> list[dict[str, Any]]:
    """Points without any text are gone; new ones get a key that stays theirs."""
    points: list[dict[str, Any]] = []
    for at in range(rows.count(form.fields, PREFIX)):
        texts = {code: form.cleaned_data.get(f"{PREFIX}-{at}-{suffix}", "") for code, suffix, _language in LANGUAGES}
        if texts := {code: text for code, text in texts.items() if text}:
            taken = {point["key"] for point in points}
            key = form.cleaned_data.get(f"{PREFIX}-{at}-key")
            points.append({"key": key if key and key not in taken else uuid4().hex[:12], "text": texts})
    return points
