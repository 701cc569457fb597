"""What a form's choice fields offer depends on who looks at it, so that it is set when the form is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from requests_app.models import User


class ReadOnce(ModelChoiceIterator):  # type: ignore[type-arg]
    """Choices that are read from the database once a form: a select asks for its first one before it is drawn."""

    kept: list[Any] | None = None

    def __iter__(self) -> Iterator[Any]:
        if self.kept is None:
            self.kept = list(super().__iter__())
        return iter(self.kept)


def offer(form: forms.BaseForm, name: str, options: QuerySet[Any] | Iterable[Any]) -> None:
    """Rows for a field that chooses rows, else pairs of a value and its words (or of a group and its pairs)."""
    # A form's fields are typed as plain ones: which of them choose, only the form that declares them knows.
    field = cast("Any", form.fields[name])
    if isinstance(options, QuerySet):
        if field.empty_label == BLANK_CHOICE_DASH[0][1]:
            field.empty_label = _("Choose …")
        if options.model is User and type(field).label_from_instance is forms.ModelChoiceField.label_from_instance:
            field.label_from_instance = _label_of
        field.iterator = ReadOnce  # before the rows: the widget gets its choices with them
        field.queryset = options
    else:
        field.choices = list(options)


def _label_of(person: User) -> str:
    return person.label


def demand(form: forms.BaseForm, name: str) -> None:
    """One of the offered rows has to be chosen: "nothing" is not among them."""
    form.fields[name].required = True
    cast("Any", form.fields[name]).empty_label = None
