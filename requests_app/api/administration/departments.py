"""Departments: begun, renamed, moved in the tree, closed and opened again."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from requests_app import departments
from requests_app.api import problems
from requests_app.api.base import ApiView, Request, Response, departments_of, person_of, within
from requests_app.api.paging import Listing, one, page
from requests_app.api.problems import Problem
from requests_app.api.reading import In, Texts, is_exactly, read
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import Languages, Moment, Out, PersonOut
from requests_app.forms.departments import DepartmentForm
from requests_app.models import Department
from requests_app.pagination import Column

from .people import TAG, as_form, department_of

BY_CODE = (Column("code", is_text=True),)
TEXTS = {"names": "name", "descriptions": "description"}


class OfficeOut(Out):
    """`blocking`: sentences about what keeps it from being closed; only of a single one that is open."""

    always = "code"
    code = serializers.CharField()
    names = Languages(source="name")
    descriptions = Languages(source="description")
    time_zone = serializers.CharField()
    head = PersonOut(allow_null=True)
    parent = serializers.CharField(source="parent.code", default=None, allow_null=True)  # type: ignore[assignment]
    closed_at = Moment(allow_null=True)


class OfficeDetailOut(OfficeOut):
    blocking = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_blocking(self, department: Department) -> list[str]:
        return [] if department.closed_at else departments.blocking(department)


class OfficeIn(In):
    """`head` is an address, `parent` a code; null is none. What is left out stays."""

    names = Texts(most=120)
    descriptions = Texts(most=2000, required=False)
    time_zone = serializers.CharField(max_length=64, required=False)
    head = serializers.CharField(max_length=254, required=False, allow_null=True)
    parent = serializers.CharField(max_length=100, required=False, allow_null=True)  # type: ignore[assignment]


class NewOfficeIn(OfficeIn):
    """Without a `code` it is made of the English name. It never changes."""

    code = serializers.SlugField(max_length=60, required=False)


def _rows(request: Request) -> QuerySet[Department]:
    found: QuerySet[Department] = within(request, Department.objects.select_related("head", "parent"), "pk")
    return found


def find_department(request: Request, code: str) -> Department:
    return get_object_or_404(_rows(request), code=code)


def etag_of(department: Department) -> str:
    """Of what an edit can change: departments have no number of their own for it."""
    said = [getattr(department, f"{name}_id", getattr(department, name)) for name in departments.EDITABLE]
    digest = sha256(repr((*map(str, map(_plain, said)), department.closed_at)).encode()).hexdigest()
    return f'"department-{department.pk}-{digest[:16]}"'


def _plain(value: Any) -> Any:
    return sorted(value.items()) if isinstance(value, dict) else value


def _told(request: Request, code: str, status: int = 200) -> Response:
    department = find_department(request, code)
    headers = {"ETag": etag_of(department)}
    if status == 201:
        headers["Location"] = f"/api/v1/administration/departments/{code}/"
    return Response(one(request, department, OfficeDetailOut), status, headers=headers)


def values_of(request: Request, body: dict[str, Any], known: Department | None) -> dict[str, Any]:
    """What the form of the page would get: what was sent over what is there. Raises Problem."""
    parent = body.get("parent", known and known.parent and known.parent.code)
    head = body.get("head", known and known.head and known.head.email)
    values: dict[str, Any] = {
        "code": body.get("code"),
        "head": head,
        "parent": department_of(request, parent, "parent").pk if parent else None,
        "time_zone": body.get("time_zone") or (known.time_zone if known else "UTC"),
    }
    for member, name in TEXTS.items():
        texts = body[member] if member in body else dict(getattr(known, name)) if known else {}
        values |= {f"{name}_{code.replace('-', '_')}": texts.get(code, "") for code, _own in settings.LANGUAGES}
    return values


def shown_names() -> dict[str, str]:
    """Fields of the form as the body calls them."""
    codes = [code for code, _own in settings.LANGUAGES]
    return {f"{name}_{code.replace('-', '_')}": f"{member}.{code}" for member, name in TEXTS.items() for code in codes}


def _form(request: Request, body: dict[str, Any], known: Department | None) -> DepartmentForm:
    form = DepartmentForm(as_form(values_of(request, body, known)), department=known)
    if not form.is_valid():
        raise problems.of_form(form, shown_names())
    return form


class Departments(ApiView):
    is_for_admins = True

    @operation(
        Operation(
            id="offices_list", summary="Departments by code, closed ones too", tag=TAG, answer=OfficeOut, paged=True
        )
    )
    def get(self, request: Request) -> Response:
        return page(request, _rows(request), BY_CODE, Listing(OfficeOut))

    @operation(
        Operation(
            id="offices_begin",
            summary="Begin a department",
            tag=TAG,
            body=NewOfficeIn,
            answer=OfficeDetailOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request) -> Response:
        if departments_of(request) is not None:
            raise Problem("forbidden", _("This token is made for some departments only."))
        form = _form(request, read(request, NewOfficeIn), None)
        made = departments.begin(form.cleaned_data["code"], form.said(), by=person_of(request))
        return _told(request, made.code, 201)


class OneDepartment(ApiView):
    is_for_admins = True

    @operation(Operation(id="offices_read", summary="One department", tag=TAG, answer=OfficeDetailOut))
    def get(self, request: Request, code: str) -> Response:
        return _told(request, code)

    @operation(
        Operation(
            id="offices_edit",
            summary="Rename or move a department",
            tag=TAG,
            body=OfficeIn,
            answer=OfficeDetailOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, code: str) -> Response:
        department = find_department(request, code)
        is_exactly(request, etag_of(department))
        form = _form(request, read(request, OfficeIn, partial=True), department)
        departments.change(department, form.said(), by=person_of(request))
        return _told(request, code)


class Closing(ApiView):
    is_for_admins = True

    @operation(
        Operation(
            id="offices_close",
            summary="Close a department",
            description="Refused while something would be left without a department.",
            tag=TAG,
            answer=OfficeDetailOut,
            writes=True,
        )
    )
    def post(self, request: Request, code: str) -> Response:
        departments.close(find_department(request, code), by=person_of(request))
        return _told(request, code)


class Opening(ApiView):
    is_for_admins = True

    @operation(
        Operation(id="offices_open", summary="Open a department again", tag=TAG, answer=OfficeDetailOut, writes=True)
    )
    def post(self, request: Request, code: str) -> Response:
        departments.open_again(find_department(request, code), by=person_of(request))
        return _told(request, code)
