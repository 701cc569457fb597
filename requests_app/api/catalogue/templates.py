"""Templates of a service: forms that are filled in already, offered beside the form."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers

from requests_app import service_templates
from requests_app.api.base import ApiView, Request, Response, person_of
from requests_app.api.editing import digest_of
from requests_app.api.paging import BY_NUMBER, Listing, one, page
from requests_app.api.problems import FieldError, Problem, unfit
from requests_app.api.reading import In, Texts, is_exactly, read
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import Languages, Out
from requests_app.forms.filing import read_link
from requests_app.models import FormVersion, Service, ServiceTemplate

from .finding import TAG, edited_service, place_of

PLAIN = ("title", "description")


class TemplateOut(Out):
    """`fills`: `title`, `description` and codes of questions, each as an address says it."""

    id = serializers.IntegerField(source="pk")
    names = Languages(source="name")
    occasions = Languages(source="description")
    fills = serializers.DictField(source="link", child=serializers.CharField())


class TemplateIn(In):
    """`occasions`: when to use it. A period is `first,last`, several choices have commas between them."""

    names = Texts(most=80)
    occasions = Texts(most=300, required=False)
    fills = serializers.DictField(child=serializers.CharField(max_length=4000), required=False)

    def validate_names(self, texts: dict[str, str]) -> dict[str, str]:
        if not texts:
            raise serializers.ValidationError(_("Give it a name in at least one language."))
        return texts


def _rows(service: Service) -> Any:
    return ServiceTemplate.objects.of(service).shared()


def etag_of(template: ServiceTemplate) -> str:
    texts = (sorted(template.name.items()), sorted(template.description.items()), sorted(template.link.items()))
    return digest_of("template", template.pk, *texts)


def _told(request: Request, service: Service, pk: int, status: int = 200) -> Response:
    template = get_object_or_404(_rows(service), pk=pk)
    headers = {"ETag": etag_of(template)}
    if status == 201:
        headers["Location"] = f"{place_of(service)}templates/{pk}/"
    return Response(one(request, template, TemplateOut), status, headers=headers)


def _fitting(service: Service, fills: dict[str, str]) -> dict[str, str]:
    """Raises Problem for what the form does not ask, or not so."""
    version = FormVersion.objects.in_force(service)
    questions = version.questions if version else ()
    if unknown := sorted(set(fills) - {*PLAIN, *(question.code for question in questions)}):
        raise unfit(f"fills.{unknown[0]}", _("There is no such field here."), "unknown")
    _answers, misfits = read_link(questions, fills)
    if misfits:
        text = _("This does not fit the question.")
        raise Problem("invalid", errors=[FieldError(f"fills.{question.code}", "invalid", text) for question in misfits])
    return fills


def _write(request: Request, template: ServiceTemplate, body: dict[str, Any]) -> ServiceTemplate:
    fills = _fitting(template.service, body["fills"]) if "fills" in body else template.link
    names, occasions = body.get("names", template.name), body.get("occasions", template.description)
    return service_templates.write(template, names, occasions, fills, by=person_of(request))


def _held(request: Request, service: Service, pk: int) -> ServiceTemplate:
    """Held while it is compared and changed: nobody comes in between. Within a transaction."""
    found: ServiceTemplate = get_object_or_404(_rows(service).select_for_update(), pk=pk)
    is_exactly(request, etag_of(found))
    return found


class Templates(ApiView):
    @operation(
        Operation(id="catalogue_templates", summary="Templates of a service", tag=TAG, answer=TemplateOut, paged=True)
    )
    def get(self, request: Request, department: str, code: str) -> Response:
        return page(request, _rows(edited_service(request, department, code)), BY_NUMBER, Listing(TemplateOut))

    @operation(
        Operation(
            id="catalogue_template_write",
            summary="Write a template",
            tag=TAG,
            body=TemplateIn,
            answer=TemplateOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request, department: str, code: str) -> Response:
        service = edited_service(request, department, code)
        written = _write(request, ServiceTemplate(service=service), read(request, TemplateIn))
        return _told(request, service, written.pk, 201)


class OneTemplate(ApiView):
    @operation(Operation(id="catalogue_template", summary="One template", tag=TAG, answer=TemplateOut))
    def get(self, request: Request, department: str, code: str, pk: int) -> Response:
        return _told(request, edited_service(request, department, code), pk)

    @operation(
        Operation(
            id="catalogue_template_edit",
            summary="Change a template",
            tag=TAG,
            body=TemplateIn,
            answer=TemplateOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, department: str, code: str, pk: int) -> Response:
        service = edited_service(request, department, code)
        with transaction.atomic():
            _write(request, _held(request, service, pk), read(request, TemplateIn, partial=True))
        return _told(request, service, pk)

    @operation(
        Operation(
            id="catalogue_template_remove",
            summary="Remove a template; links to it open the empty form",
            tag=TAG,
            status=204,
            writes=True,
            guarded=True,
        )
    )
    def delete(self, request: Request, department: str, code: str, pk: int) -> Response:
        service = edited_service(request, department, code)
        with transaction.atomic():
            service_templates.remove(_held(request, service, pk), by=person_of(request))
        return Response(status=204)
