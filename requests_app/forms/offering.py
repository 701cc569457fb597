"""What a form's choice fields offer depends on who looks at it, so that it is set when the form is made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet


def offer(form: forms.BaseForm, name: str, options: QuerySet[Any] | Iterable[Any]) -> None:
    """Rows for a field that chooses rows, else pairs of a value and its words (or of a group and its pairs)."""
    # A form's fields are typed as plain ones: which of them choose, only the form that declares them knows.
    field = cast("Any", form.fields[name])
    if isinstance(options, QuerySet):
        field.queryset = options
    else:
        field.choices = list(options)


def demand(form: forms.BaseForm, name: str) -> None:
    """One of the offered rows has to be chosen: "nothing" is not among them."""
    form.fields[name].required = True
    cast("Any", form.fields[name]).empty_label = None
