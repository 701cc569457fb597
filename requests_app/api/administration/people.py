"""Accounts: found, invited, changed, given roles, activated again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers

from requests_app import clock, people
from requests_app.api import problems
from requests_app.api.base import ApiView, Request, Response, person_of, within
from requests_app.api.paging import Listing, one, page
from requests_app.api.problems import Problem, unfit
from requests_app.api.reading import In, is_exactly, read
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import DepartmentRef, Moment, Out, PersonOut, Plain
from requests_app.models import Department, Membership, User
from requests_app.pagination import Column
from requests_app.people_forms import InvitationForm, PersonForm, roles_of

TAG = "Administration"
BY_NAME = (Column("display_name", is_text=True), Column("pk"))
# What the API calls otherwise than the forms.
NAMES = {"display_name": "name"}


class AccountRoleOut(Plain):
    department = serializers.CharField(source="department.code")
    role = serializers.ChoiceField(choices=Membership.Role.values)


class AccountOut(Out):
    """`is_invited`: has not set a password yet. `roles`: in which departments they serve."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="display_name")
    email = serializers.CharField()
    department = DepartmentRef(allow_null=True)
    manager = PersonOut(allow_null=True)
    language = serializers.CharField()
    time_zone = serializers.CharField()
    is_admin = serializers.BooleanField()
    is_active = serializers.BooleanField()
    is_service_account = serializers.BooleanField()
    is_invited = serializers.SerializerMethodField()
    joined_at = Moment()
    roles = serializers.SerializerMethodField()

    def get_is_invited(self, person: User) -> bool:
        return people.is_invited(person)

    @extend_schema_field(AccountRoleOut(many=True))
    def get_roles(self, person: User) -> list[dict[str, Any]]:
        rows = sorted(person.memberships.all(), key=lambda row: row.department.code)
        return [AccountRoleOut(row).data for row in rows]


class InvitationIn(In):
    """`role`: in the department; empty for somebody who only asks."""

    name = serializers.CharField(max_length=150)
    email = serializers.CharField(max_length=254)
    department = serializers.CharField(max_length=100)
    role = serializers.ChoiceField(choices=["", *Membership.Role.values], required=False)
    language = serializers.CharField(max_length=10, required=False)


class AccountRoleIn(In):
    department = serializers.CharField(max_length=100)
    role = serializers.ChoiceField(choices=Membership.Role.values)


class AccountIn(In):
    """What is left out stays. `manager` is an address; `roles` are all roles in departments that are not closed."""

    name = serializers.CharField(max_length=150)
    email = serializers.CharField(max_length=254)
    department = serializers.CharField(max_length=100)
    manager = serializers.CharField(max_length=254, allow_null=True)
    language = serializers.CharField(max_length=10)
    time_zone = serializers.CharField(max_length=64)
    is_admin = serializers.BooleanField()
    roles = AccountRoleIn(many=True)


def accounts(request: Request) -> Any:
    """Of the departments of the token."""
    rows = User.objects.select_related("department", "manager").prefetch_related("memberships__department")
    return within(request, rows)


def find(request: Request, pk: int) -> User:
    found: User = get_object_or_404(accounts(request), pk=pk)
    return found


def told(request: Request, pk: int, status: int = 200) -> Response:
    person = find(request, pk)
    headers = {"ETag": etag_of(person)}
    if status == 201:
        headers["Location"] = f"/api/v1/administration/people/{pk}/"
    return Response(one(request, person, AccountOut), status, headers=headers)


def etag_of(person: User) -> str:
    """Of what an edit can change: accounts have no number of their own for it."""
    roles = sorted(person.memberships.values_list("department", "role"))
    said = [*(getattr(person, f"{name}_id", getattr(person, name)) for name in people.EDITABLE), person.is_active]
    return f'"person-{person.pk}-{sha256(repr((said, roles)).encode()).hexdigest()[:16]}"'


@contextmanager
def refusing() -> Iterator[None]:
    """What would leave the portal without somebody it needs."""
    try:
        yield
    except people.NotAllowed as problem:
        raise Problem("refused", str(problem)) from problem


def department_of(request: Request, code: str, field: str = "department") -> Department:
    found: Department | None = within(request, Department.objects.all(), "pk").filter(code=code).first()
    if found is None:
        raise unfit(field, _("There is no such code here."))
    return found


def as_form(values: dict[str, Any]) -> QueryDict:
    """As a browser sends it: what is false or nothing is left out."""
    sent = QueryDict(mutable=True)
    for name, value in values.items():
        if value not in (None, False, ""):
            sent[name] = "on" if value is True else str(value)
    return sent


class People(ApiView):
    is_for_admins = True

    @operation(
        Operation(
            id="accounts_list",
            summary="People by name",
            tag=TAG,
            answer=AccountOut,
            paged=True,
            parameters=[
                OpenApiParameter("q", str, description="Parts of name or address."),
                OpenApiParameter("department", str, description="A code: who belongs there or serves there."),
                OpenApiParameter("show", str, enum=list(people.STATES), description="All unless said."),
            ],
        )
    )
    def get(self, request: Request) -> Response:
        query = request.query_params
        show, code = query.get("show", ""), query.get("department", "")
        if show and show not in people.STATES:
            raise unfit("show", _("Known are: %(known)s.") % {"known": ", ".join(people.STATES)})
        department = department_of(request, code).pk if code else None
        text = query.get("q", "").replace("\0", "")[:100]
        rows = within(request, people.directory(text=text, department=department, state=show))
        return page(request, rows.select_related("department", "manager"), BY_NAME, Listing(AccountOut))

    @operation(
        Operation(
            id="accounts_invite",
            summary="Invite somebody",
            description="Makes the account without a password, and mails a link to set one.",
            tag=TAG,
            body=InvitationIn,
            answer=AccountOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request) -> Response:
        body = read(request, InvitationIn)
        department = department_of(request, body["department"])
        language = body.get("language") or person_of(request).language
        values = {**body, "display_name": body["name"], "department": department.pk, "language": language}
        form = InvitationForm(as_form(values))
        if not form.is_valid():
            raise problems.of_form(form, NAMES)
        person = people.invite(form.newcomer(), by=person_of(request), now=clock.now())
        return told(request, person.pk, 201)


class OnePerson(ApiView):
    is_for_admins = True

    @operation(Operation(id="accounts_read", summary="One person", tag=TAG, answer=AccountOut))
    def get(self, request: Request, person: int) -> Response:
        return told(request, person)

    @operation(
        Operation(
            id="accounts_edit",
            summary="Change somebody, or their roles",
            tag=TAG,
            body=AccountIn,
            answer=AccountOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, person: int) -> Response:
        found = find(request, person)
        is_exactly(request, etag_of(found))
        body = read(request, AccountIn, partial=True)
        form = PersonForm(as_form(_fields(request, found, body)), instance=User.objects.get(pk=found.pk))
        if not form.is_valid():
            raise problems.of_form(form, NAMES)
        with refusing():
            people.change(found, form.cleaned_data, _roles(request, found, body), by=person_of(request))
        return told(request, person)


def _fields(request: Request, person: User, body: dict[str, Any]) -> dict[str, Any]:
    """What a form about the person would hold, with the changes."""
    known = {name: getattr(person, name) for name in people.EDITABLE}
    known |= {"department": person.department_id, "manager": person.manager.email if person.manager else ""}
    changed = {name: body[name] for name in people.EDITABLE if name in body}
    if "name" in body:
        changed["display_name"] = body["name"]
    if "department" in body:
        changed["department"] = department_of(request, body["department"]).pk
    return known | changed


def _roles(request: Request, person: User, body: dict[str, Any]) -> dict[int, str]:
    if "roles" not in body:
        return {row["department"]: row["role"] for row in roles_of(person)}
    found: dict[int, str] = {}
    for number, row in enumerate(body["roles"]):
        department = department_of(request, row["department"], f"roles.{number}.department")
        if department.closed_at is not None or department.pk in found:
            raise unfit(f"roles.{number}.department", _("Name each department once."))
        found[department.pk] = row["role"]
    return found


class Invitation(ApiView):
    is_for_admins = True

    @operation(
        Operation(id="accounts_invite_again", summary="Mail a new link", tag=TAG, answer=AccountOut, writes=True)
    )
    def post(self, request: Request, person: int) -> Response:
        found = find(request, person)
        with refusing():
            people.invite_again(found, by=person_of(request), now=clock.now())
        return told(request, person)


class Activation(ApiView):
    is_for_admins = True

    @operation(
        Operation(id="accounts_activate", summary="Let somebody sign in again", tag=TAG, answer=AccountOut, writes=True)
    )
    def post(self, request: Request, person: int) -> Response:
        people.reactivate(find(request, person), by=person_of(request))
        return told(request, person)
