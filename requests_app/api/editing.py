"""Forms of pages for programs: what a call says goes over what the page would show, and the form decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from requests_app.models import Department, User

from . import problems
from .base import Request, person_of, within
from .problems import unfit

Form = TypeVar("Form", bound=forms.BaseForm)
Texts = Mapping[str, str]
NOTHING: Mapping[str, str] = MappingProxyType({})


def checked(
    make: Callable[[QueryDict | None], Form], body: Mapping[str, Any], texts: Texts, names: Mapping[str, str] = NOTHING
) -> Form:
    """The valid form that `make` gives of what is sent. Raises Problem where it does not fit.

    `texts`: members that are a text by language, and what the form calls them; `names`: other fields that the body
    calls otherwise. Rows are named by code, people by address. What is left out stays as the page would show it.
    """
    form = make(_filled(make(None), body, texts))
    if not form.is_valid():
        raise problems.of_form(form, {**_members(form, texts), **names})
    return form


def _filled(form: forms.BaseForm, body: Mapping[str, Any], texts: Texts) -> QueryDict:
    """As a browser sends it. `form` is not bound."""
    said = {name: _shown(form, name) for name in form.fields}
    for member, value in body.items():
        if member in texts:
            said |= {name: value.get(code, "") for name, code in _languages(form, texts[member]).items()}
        elif member in form.fields:
            said[member] = _chosen(form.fields[member], member, value)
    sent = QueryDict(mutable=True)
    for name, value in said.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            if one is not None and one is not False and one != "":
                sent.appendlist(name, _typed(one))
    return sent


def _shown(form: forms.BaseForm, name: str) -> Any:
    """What the page begins with; a choice that is no longer offered is not on it."""
    field = form.fields[name]
    value = form.get_initial_for_field(field, name)
    if not value or not isinstance(field, forms.ModelChoiceField) or field.queryset is None:
        return value
    wanted = value if isinstance(value, list) else [value]
    return list(field.queryset.filter(pk__in=wanted).values_list("pk", flat=True))


def _chosen(field: forms.Field, member: str, value: Any) -> Any:
    """Keys of rows for the codes or addresses that name them."""
    if value is None or not isinstance(field, forms.ModelChoiceField) or field.queryset is None:
        return value
    names_people = field.queryset.model is User
    column = "email" if names_people else "code"
    wanted = value if isinstance(value, list) else [value]
    found = dict(field.queryset.filter(**{f"{column}__in": wanted}).values_list(column, "pk"))
    if len(found) < len(set(wanted)):
        nobody = _("Nobody with this address or name works here.")
        raise unfit(member, nobody if names_people else _("There is no such code here."))
    return [found[one] for one in wanted]


def _typed(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "on" if value is True else str(value)


def _languages(form: forms.BaseForm, name: str) -> dict[str, str]:
    """Fields of a text, with the language of each: some forms write it `zh-Hans`, others `zh_Hans`."""
    codes = [
        (f"{name}_{suffix}", code) for code, _own in settings.LANGUAGES for suffix in (code, code.replace("-", "_"))
    ]
    return {field: code for field, code in codes if field in form.fields}


def _members(form: forms.BaseForm, texts: Texts) -> dict[str, str]:
    """Fields of the form as the body calls them."""
    return {
        field: f"{member}.{code}" for member, name in texts.items() for field, code in _languages(form, name).items()
    }


def own_department(request: Request, code: str, may: Callable[[User, Department], bool]) -> Department:
    """The one a body names for something new. Raises Problem where it is none, or not the caller's to write for."""
    found: Department | None = within(request, Department.objects.all(), "pk").filter(code=code).first()
    if found is None or not may(person_of(request), found):
        raise unfit("department", _("There is no such code here."))
    return found


def codes_of(rows: Sequence[Any]) -> list[str]:
    return [row.code for row in rows]


def digest_of(kind: str, pk: object, *said: Any) -> str:
    """An ETag of things without a number of their own for their edition: of all that an edit can change."""
    return f'"{kind}-{pk}-{sha256(repr(said).encode()).hexdigest()[:16]}"'
