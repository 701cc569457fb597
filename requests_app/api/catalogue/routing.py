"""Who gets new requests by themselves: of one service, or as a department usually does it."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from requests_app import assignment_rules
from requests_app.api.base import ApiView, Request, Response, person_of
from requests_app.api.editing import checked, digest_of
from requests_app.api.reading import In, is_exactly, read
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import Plain
from requests_app.forms.routing import FOLLOW, RoutingForm
from requests_app.models import AssignmentRule, Department, Service, Strategy

from .finding import TAG, edited_department, edited_service

ADDRESSES = serializers.ListField(child=serializers.CharField())


class RoutingOut(Plain):
    """`strategy`: empty, a service follows its department. `members`: addresses; none, everybody who serves there."""

    strategy = serializers.ChoiceField(choices=[FOLLOW, *Strategy.values])
    owner = serializers.SerializerMethodField()
    members = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_owner(self, rule: AssignmentRule) -> str | None:
        return rule.owner.email if rule.owner else None

    @extend_schema_field(ADDRESSES)
    def get_members(self, rule: AssignmentRule) -> list[str]:
        return [person.email for person in rule.members.by_name()] if rule.pk else []


class RoutingIn(In):
    """`owner`: the address of who always gets it; `members`: addresses. What is left out stays."""

    strategy = serializers.ChoiceField(choices=[FOLLOW, *Strategy.values], required=False)
    owner = serializers.CharField(max_length=254, required=False, allow_null=True)
    members = serializers.ListField(child=serializers.CharField(max_length=254), required=False, max_length=500)


def _rule(department: Department, service: Service | None) -> AssignmentRule | None:
    rows = AssignmentRule.objects.filter(department=department, service=service).select_related("owner")
    return rows.first()


def _told(department: Department, service: Service | None) -> Response:
    rule = _rule(department, service)
    unsaid = AssignmentRule(strategy=FOLLOW if service else Strategy.MANUAL)
    told = RoutingOut(rule or unsaid).data
    place = f"{department.code}/{service.code}" if service else department.code
    return Response(told, headers={"ETag": digest_of("routing", place, sorted(told.items()))})


def _set(request: Request, department: Department, service: Service | None) -> Response:
    with transaction.atomic():
        # Held while it is compared and changed: nobody comes in between.
        Department.objects.select_for_update(no_key=True).get(pk=department.pk)
        is_exactly(request, _told(department, service)["ETag"])
        make = partial(RoutingForm, department=department, service=service, rule=_rule(department, service))
        way = checked(make, read(request, RoutingIn), {}).way()
        assignment_rules.set_rule(department, service, way, by=person_of(request))
    return _told(department, service)


def _described(name: str, summary: str, *, writes: bool = False) -> Operation:
    body = RoutingIn if writes else None
    return Operation(id=name, summary=summary, tag=TAG, body=body, answer=RoutingOut, writes=writes, guarded=writes)


class OfDepartment(ApiView):
    @operation(_described("catalogue_usual_routing", "Who usually gets new requests of a department"))
    def get(self, request: Request, department: str) -> Response:
        return _told(edited_department(request, department), None)

    @operation(_described("catalogue_usual_routing_set", "Say who usually gets new requests", writes=True))
    def patch(self, request: Request, department: str) -> Response:
        return _set(request, edited_department(request, department), None)


class OfService(ApiView):
    @operation(_described("catalogue_routing", "Who gets new requests for a service"))
    def get(self, request: Request, department: str, code: str) -> Response:
        service = edited_service(request, department, code)
        return _told(service.provider, service)

    @operation(_described("catalogue_routing_set", "Say who gets new requests for a service", writes=True))
    def patch(self, request: Request, department: str, code: str) -> Response:
        service = edited_service(request, department, code)
        return _set(request, service.provider, service)
