"""Services: begun, described, published, retired, and which of them takes in what nobody knows where to bring."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from requests_app import access, catalogue
from requests_app.api.base import ApiView, Request, Response, person_of
from requests_app.api.editing import checked, codes_of
from requests_app.api.paging import Listing, one, page
from requests_app.api.reading import In, Texts, is_exactly, read
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import DepartmentRef, Languages, Out
from requests_app.forms.services import MOST_PEOPLE, ServiceForm
from requests_app.models import Department, Level, Service
from requests_app.pagination import Column

from .finding import TAG, edited_department, edited_service, edited_services, place_of

BY_CODE = (Column("code", is_text=True),)
TEXTS = {"names": "name", "descriptions": "description", "to_bring": "to_bring"}
ADDRESSES = serializers.ListField(child=serializers.CharField())


class OfferOut(Out):
    """A service as those who edit it see it, in whatever state. People are addresses, departments codes."""

    always = "code"
    department = DepartmentRef(source="provider")
    code = serializers.CharField()
    state = serializers.ChoiceField(choices=Service.State.values)
    names = Languages(source="name")
    descriptions = Languages(source="description")
    to_bring = Languages()
    icon = serializers.CharField()
    default_impact = serializers.IntegerField()
    default_urgency = serializers.IntegerField()
    audience = serializers.ChoiceField(choices=Service.Audience.values)
    audience_departments = serializers.SerializerMethodField()
    audience_people = serializers.SerializerMethodField()
    is_confidential = serializers.BooleanField()
    handlers = serializers.SerializerMethodField()
    asking = serializers.ChoiceField(choices=Service.Asking.values)
    asking_share = serializers.IntegerField()
    is_triage = serializers.BooleanField()

    @extend_schema_field(ADDRESSES)
    def get_audience_departments(self, service: Service) -> list[str]:
        return codes_of(list(service.audience_departments.all()))

    @extend_schema_field(ADDRESSES)
    def get_audience_people(self, service: Service) -> list[str]:
        return [person.email for person in service.audience_people.all()]

    @extend_schema_field(ADDRESSES)
    def get_handlers(self, service: Service) -> list[str]:
        return [person.email for person in service.handlers.all()]


def _names(most: int) -> Any:
    return serializers.ListField(child=serializers.CharField(max_length=254), required=False, max_length=most)


class OfferIn(In):
    """What is left out stays, or is as usual. `handlers` see requests for a confidential service, nobody else does."""

    names = Texts(most=120)
    descriptions = Texts(most=4000, required=False)
    to_bring = Texts(most=4000, required=False)
    icon = serializers.CharField(max_length=40, required=False)
    default_impact = serializers.IntegerField(min_value=Level.LOW, max_value=Level.HIGH, required=False)
    default_urgency = serializers.IntegerField(min_value=Level.LOW, max_value=Level.HIGH, required=False)
    audience = serializers.ChoiceField(choices=Service.Audience.values, required=False)
    audience_departments = _names(500)
    audience_people = _names(MOST_PEOPLE)
    is_confidential = serializers.BooleanField(required=False)
    handlers = _names(500)
    asking = serializers.ChoiceField(choices=Service.Asking.values, required=False)
    asking_share = serializers.IntegerField(min_value=Service.SHARE_LEAST, max_value=Service.SHARE_MOST, required=False)


class NewOfferIn(OfferIn):
    """Without a `code` it is made of the English name. It never changes."""

    code = serializers.SlugField(max_length=80, required=False)


class TriageIn(In):
    on = serializers.BooleanField()


def etag_of(service: Service) -> str:
    return f'"service-{service.pk}-{service.edition}"'


def _told(request: Request, department: str, code: str, status: int = 200) -> Response:
    service = edited_service(request, department, code)
    headers = {"ETag": etag_of(service)}
    if status == 201:
        headers["Location"] = place_of(service)
    return Response(one(request, service, OfferOut), status, headers=headers)


def _form(body: dict[str, Any], provider: Department, service: Service | None) -> ServiceForm:
    if "audience_people" in body:
        body["audience_people"] = "\n".join(body["audience_people"])
    return checked(partial(ServiceForm, provider=provider, service=service), body, TEXTS)


class Offers(ApiView):
    @operation(
        Operation(
            id="catalogue_services",
            summary="Services of a department in every state",
            tag=TAG,
            answer=OfferOut,
            paged=True,
        )
    )
    def get(self, request: Request, department: str) -> Response:
        edited_department(request, department)
        several = ("audience_departments", "audience_people", "handlers")
        rows = edited_services(request, department).prefetch_related(*several)
        return page(request, rows, BY_CODE, Listing(OfferOut))

    @operation(
        Operation(
            id="catalogue_begin",
            summary="Begin a service, as a draft",
            tag=TAG,
            body=NewOfferIn,
            answer=OfferOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request, department: str) -> Response:
        provider = edited_department(request, department)
        form = _form(read(request, NewOfferIn), provider, None)
        begun = catalogue.begin(provider, form.cleaned_data["code"], form.description(), by=person_of(request))
        return _told(request, department, begun.code, 201)


class OneOffer(ApiView):
    @operation(Operation(id="catalogue_service", summary="One service", tag=TAG, answer=OfferOut))
    def get(self, request: Request, department: str, code: str) -> Response:
        return _told(request, department, code)

    @operation(
        Operation(
            id="catalogue_describe",
            summary="Describe a service; a published one changes at once",
            tag=TAG,
            body=OfferIn,
            answer=OfferOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, department: str, code: str) -> Response:
        service = edited_service(request, department, code)
        is_exactly(request, etag_of(service))
        form = _form(read(request, OfferIn, partial=True), service.provider, service)
        catalogue.describe(service, form.description(), edition=service.edition, by=person_of(request))
        return _told(request, department, code)


class _Act(ApiView):
    """A verb that needs nothing but the version it was meant for."""

    act: Callable[..., Service] = staticmethod(catalogue.publish)

    def do(self, request: Request, department: str, code: str) -> Response:
        service = edited_service(request, department, code)
        is_exactly(request, etag_of(service))
        self.act(service, edition=service.edition, by=person_of(request))
        return _told(request, department, code)


def _described(name: str, summary: str) -> Operation:
    return Operation(id=name, summary=summary, tag=TAG, answer=OfferOut, writes=True, guarded=True)


class Publication(_Act):
    @operation(_described("catalogue_publish", "Offer a service, for the first time or again"))
    def post(self, request: Request, department: str, code: str) -> Response:
        return self.do(request, department, code)


class Retirement(_Act):
    act = staticmethod(catalogue.retire)

    @operation(_described("catalogue_retire", "Offer it no longer; what was asked goes on"))
    def post(self, request: Request, department: str, code: str) -> Response:
        return self.do(request, department, code)


class Triage(ApiView):
    @operation(
        Operation(
            id="catalogue_triage",
            summary="Whether what people do not know where to bring comes here; admins",
            tag=TAG,
            body=TriageIn,
            answer=OfferOut,
            writes=True,
            guarded=True,
        )
    )
    def post(self, request: Request, department: str, code: str) -> Response:
        service, person = edited_service(request, department, code), person_of(request)
        access.require(lambda user, _service: access.can_set_triage(user), person, service)
        is_exactly(request, etag_of(service))
        catalogue.set_triage(service, on=read(request, TriageIn)["on"], edition=service.edition, by=person)
        return _told(request, department, code)
