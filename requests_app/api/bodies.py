"""From a JSON body to the portal's own forms, so that programs and people are asked and refused the same way."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django import forms
from django.forms import BaseForm
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from requests_app.forms.files import FilesField
from requests_app.models import Department

from .problems import Problem, unfit
from .shapes import Plain

# What forms carry for pages.
HIDDEN = frozenset({"version", "seen", "key", "form_number", "version_seen"})


def body_of(request: Request) -> dict[str, Any]:
    """The members of the body; none of an empty one."""
    data: Any = request.data
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise Problem("malformed", _("The body has to be a JSON object."))
    return dict(data)


def only(body: Mapping[str, Any], known: Any) -> None:
    """Refuse members that nobody reads: a word written wrong would be lost without a sound."""
    if unknown := sorted(set(body) - set(known)):
        raise unfit(unknown[0], _("There is no such field here."), "unknown")


def as_sent(body: Mapping[str, Any]) -> QueryDict:
    """The members as a browser sends them; null is left out. Raises Problem for what no field takes."""
    sent = QueryDict(mutable=True)
    for name, value in body.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict | list):
                raise unfit(name, _("A single value, or a list of them."))
            if one is not None:
                sent.appendlist(name, _text(name, one))
    return sent


def _text(name: str, value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise unfit(name, _("This cannot be read as a text."))
    return text


def by_code(form: BaseForm) -> None:
    """Programs name departments by their codes."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField) and _of_departments(field):
            field.to_field_name = "code"


def _of_departments(field: forms.ModelChoiceField[Any]) -> bool:
    return field.queryset is not None and field.queryset.model is Department


NO_UPLOADS: MultiValueDict[str, Any] = MultiValueDict()


@cache
def shape_of(form: type[forms.Form], name: str) -> type[Plain]:
    """The body that this form makes of a verb: one member a field."""
    members = {one: _field(field) for one, field in form.base_fields.items() if one not in HIDDEN}
    return type(f"{name}In", (Plain,), members)


def _field(field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    told: dict[str, Any] = {"required": field.required}
    match field:
        case FilesField():
            return serializers.ListField(child=serializers.UUIDField(), **told)
        case forms.ModelChoiceField():
            plain: Any = serializers.CharField if _of_departments(field) else serializers.IntegerField
            return plain(allow_null=not field.required, **told)  # type: ignore[no-any-return]
        case forms.TypedChoiceField(coerce=coerce) if coerce is int:
            return serializers.IntegerField(**told)
        case forms.ChoiceField():
            # Left out where nothing is to choose, such as what becomes of parts that are not there.
            offered: Any = field.choices
            choices = [str(value) for value, _label in offered if value]
            return serializers.ChoiceField(choices=choices, required=False)
        case forms.BooleanField():
            return serializers.BooleanField(required=False)
        case forms.DateTimeField():
            return serializers.DateTimeField(allow_null=not field.required, **told)
        case forms.DateField():
            return serializers.DateField(allow_null=not field.required, **told)
        case forms.IntegerField():
            return serializers.IntegerField(**told)
        case _:
            most = getattr(field, "max_length", None)
            return serializers.CharField(allow_blank=not field.required, max_length=most, **told)
