"""What a program looks up: queues, services with their forms, departments, people, approvals."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers

from requests_app import search
from requests_app.models import (
    Approval,
    Department,
    FormVersion,
    Service,
    WaitingReason,
)
from requests_app.moments import moment_of
from requests_app.pagination import Column
from requests_app.queues import VIEWS, Selection
from requests_app.queues.orders import ORDERS

from . import finding
from .base import ApiView, Request, Response, departments_of, person_of, within
from .paging import BY_NUMBER, Listing, one, page
from .problems import unfit
from .request_shapes import STATUSES, RequestOut
from .schema import Operation, operation
from .shapes import DepartmentRef, Languages, Moment, Out, PersonOut, Plain

BY_CODE = (Column("code", is_text=True),)
QUEUE_WORDS = {
    "service": "A code.",
    "priority": "1 to 4.",
    "owner": "`none`, or the id of a colleague.",
    "from": "The code of the department that asks.",
    "waits": "The code of a waiting reason.",
    "due": "`overdue`: only those whose promise is broken.",
    "answer": "`question:choice`, with a service.",
    "q": "Words, or a number.",
    "sort": f"One of {', '.join(sorted(ORDERS))}.",
}


class Queue(ApiView):
    @operation(
        Operation(
            id="queue",
            summary="The queue of a department",
            description="With the filters of its page: the query of a saved view fits here as it is.",
            tag="Queues",
            answer=RequestOut,
            paged=True,
            chooses={"view": [view.name for view in VIEWS]},
            asks={"state": f"One of {', '.join(STATUSES)}.", **QUEUE_WORDS},
        )
    )
    def get(self, request: Request, code: str) -> Response:
        person, query = person_of(request), request.query_params
        department = finding.served(request, code)
        if query.get("sort") and query["sort"] not in ORDERS:
            raise unfit("sort", _("Known are: %(known)s.") % {"known": ", ".join(sorted(ORDERS))})
        selection = Selection.of(query)
        selection = selection.knowing(selection.questions(department))
        rows = selection.rows(department, person, moment_of(request)).for_list().select_related("service__provider")
        return page(request, rows, selection.order, Listing(RequestOut))


class DepartmentOut(Out):
    always = "code"
    code = serializers.CharField()
    name = serializers.CharField(source="__str__")
    names = Languages(source="name")
    descriptions = Languages(source="description")
    time_zone = serializers.CharField()
    head = PersonOut(allow_null=True)
    parent = serializers.CharField(source="parent.code", default=None, allow_null=True)  # type: ignore[assignment]
    closed_at = Moment(allow_null=True)


def _departments(request: Request) -> Any:
    return within(request, Department.objects.select_related("head", "parent"), "pk")


class Departments(ApiView):
    @operation(
        Operation(id="departments_list", summary="Departments by code", tag="Company", answer=DepartmentOut, paged=True)
    )
    def get(self, request: Request) -> Response:
        return page(request, _departments(request), BY_CODE, Listing(DepartmentOut))


class OneDepartment(ApiView):
    @operation(Operation(id="departments_read", summary="One department", tag="Company", answer=DepartmentOut))
    def get(self, request: Request, code: str) -> Response:
        return Response(one(request, get_object_or_404(_departments(request), code=code), DepartmentOut))


class ServiceOut(Out):
    """A service the caller may ask for. `key` is what filing takes: department/code."""

    id = serializers.IntegerField(source="pk")
    key = serializers.SerializerMethodField(method_name="get_whole")
    department = DepartmentRef(source="provider")
    code = serializers.CharField()
    name = serializers.CharField(source="__str__")
    names = Languages(source="name")
    descriptions = Languages(source="description")
    default_impact = serializers.IntegerField()
    default_urgency = serializers.IntegerField()
    is_confidential = serializers.BooleanField()

    def get_whole(self, service: Service) -> str:
        return f"{service.provider.code}/{service.code}"


class ChoiceOut(Plain):
    code = serializers.CharField()
    label = Languages()  # type: ignore[assignment]


class QuestionOut(Plain):
    code = serializers.CharField()
    kind = serializers.CharField()
    label = Languages()  # type: ignore[assignment]
    help = Languages()
    required = serializers.BooleanField()  # type: ignore[assignment]
    choices = ChoiceOut(many=True)
    unit = Languages()
    least = serializers.FloatField(allow_null=True)
    most = serializers.FloatField(allow_null=True)


class ServiceFormOut(Plain):
    """What a service asks; `form` is the version, null where it asks nothing of its own."""

    form = serializers.IntegerField(allow_null=True)
    questions = QuestionOut(many=True)


class Services(ApiView):
    @operation(
        Operation(
            id="services_list",
            summary="Services one may ask for",
            tag="Services",
            answer=ServiceOut,
            paged=True,
            asks={"department": "A code."},
        )
    )
    def get(self, request: Request) -> Response:
        rows = finding.services(request)
        if code := request.query_params.get("department"):
            rows = rows.filter(provider__code=code)
        return page(request, rows, BY_NUMBER, Listing(ServiceOut))


class OneService(ApiView):
    @operation(Operation(id="services_read", summary="One service", tag="Services", answer=ServiceOut))
    def get(self, request: Request, department: str, code: str) -> Response:
        found = get_object_or_404(finding.services(request), provider__code=department, code=code)
        return Response(one(request, found, ServiceOut))


class ServiceForm(ApiView):
    @operation(Operation(id="services_form", summary="What a service asks", tag="Services", answer=ServiceFormOut))
    def get(self, request: Request, department: str, code: str) -> Response:
        found = get_object_or_404(finding.services(request), provider__code=department, code=code)
        form = FormVersion.objects.in_force(found)
        told = {"form": form.number if form else None, "questions": form.questions if form else ()}
        return Response(ServiceFormOut(told).data)


class ColleagueOut(PersonOut):
    department = DepartmentRef(allow_null=True)


class People(ApiView):
    @operation(
        Operation(
            id="people_find",
            summary="Find a colleague",
            description="Few, by parts of name or address: those who serve find everybody, others their department.",
            tag="Company",
            answer=ColleagueOut(many=True),
            asks={"q": "What one knows of name or address."},
        )
    )
    def get(self, request: Request) -> Response:
        found = search.people(person_of(request), request.query_params.get("q", ""))
        return Response(ColleagueOut(found, many=True).data)


class ApprovalOut(Out):
    """Something the caller is asked to agree to: post to `consent` or `rejection` of the request."""

    id = serializers.IntegerField(source="pk")
    request = RequestOut()
    question = serializers.CharField()
    asked_by = PersonOut(allow_null=True)


class Approvals(ApiView):
    @operation(
        Operation(id="approvals", summary="What waits for my approval", tag="Requests", answer=ApprovalOut, paged=True)
    )
    def get(self, request: Request) -> Response:
        rows = Approval.objects.open().of(person_of(request)).live().for_list()
        rows = rows.select_related("request__service__provider", "request__department", "request__requester")
        only = departments_of(request)
        rows = rows if only is None else rows.filter(request__department__in=only)
        return page(request, rows, BY_NUMBER, Listing(ApprovalOut))


class WaitingReasonOut(Out):
    always = "code"
    code = serializers.CharField()
    name = serializers.CharField(source="__str__")
    kind = serializers.CharField()
    id = serializers.IntegerField(source="pk")


class WaitingReasons(ApiView):
    @operation(
        Operation(id="waiting_reasons", summary="Why work may rest", tag="Company", answer=WaitingReasonOut, paged=True)
    )
    def get(self, request: Request) -> Response:
        return page(request, WaitingReason.objects.active(), BY_NUMBER, Listing(WaitingReasonOut))
