"""Who calls, and the description of the API itself: for programs, and as a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from requests_app.models import ApiToken

from . import describing, problems
from .base import ApiView, Request, Response, person_of
from .paging import one
from .schema import Operation, operation, whole
from .shapes import DepartmentRef, Moment, Out, PersonOut, Plain


class RoleOut(Plain):
    department = serializers.CharField(source="department.code")
    role = serializers.CharField()


class TokenOut(Plain):
    name = serializers.CharField()
    scope = serializers.ChoiceField(choices=ApiToken.Scope.values)
    expires_at = Moment()


class MeOut(Out):
    """Whoever calls. `token` is null with a session."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="display_name")
    email = serializers.CharField()
    language = serializers.CharField()
    time_zone = serializers.CharField()
    is_admin = serializers.BooleanField()
    is_service_account = serializers.BooleanField()
    department = DepartmentRef(allow_null=True)
    roles = serializers.SerializerMethodField()
    token = serializers.SerializerMethodField()

    @extend_schema_field(RoleOut(many=True))
    def get_roles(self, person: Any) -> Any:
        return RoleOut(person.memberships.select_related("department").order_by("department__code"), many=True).data

    @extend_schema_field(TokenOut(allow_null=True))
    def get_token(self, person: Any) -> Any:
        token = self.context["token"]
        return TokenOut(token).data if token is not None else None


class Me(ApiView):
    @operation(Operation(id="me", summary="Who calls", tag="About", answer=MeOut))
    def get(self, request: Request) -> Response:
        token = request.auth if isinstance(request.auth, ApiToken) else None
        return Response(one(request, person_of(request), MeOut, token=token))


class Schema(ApiView):
    @operation(Operation(id="schema", summary="This description", tag="About", answer=OpenApiTypes.OBJECT))
    def get(self, request: Request) -> Response:
        return Response(whole())


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The description as a page: nothing of it comes from elsewhere."""
    context = {"tags": describing.tags(whole()), "problems": [(code, *known) for code, known in problems.KNOWN.items()]}
    return render(request, "api_access/docs.html", context)


__all__ = ["Me", "PersonOut", "Schema", "docs"]
