"""Filing a request, amending it, and asking another department for a part: the forms with questions of services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from requests_app import access, transitions
from requests_app.fields.directory import here
from requests_app.fields.validation import Answered, validate
from requests_app.forms.filing import FilingForm
from requests_app.forms.together import PartForm, services_for_parts
from requests_app.forms.verbs import AmendForm
from requests_app.models import Channel, FormVersion, Service, ServiceRequest, User, Wait

from . import finding, problems
from .base import ApiView, Request, Response, person_of, within
from .bodies import NO_UPLOADS, as_sent, body_of, only
from .paging import NEWEST, Listing, page
from .problems import FieldError, Problem, unfit
from .request_shapes import RequestDetailOut, RequestOut, etag_of
from .schema import Operation, operation
from .shapes import Json, Plain
from .verbs import ALONG, detail_of, expecting, told


class RequestIn(Plain):
    """`service` is `department/code`; `answers` are by code of the question, `form` the version that was read."""

    service = serializers.CharField(max_length=200)
    title = serializers.CharField(max_length=200)
    description = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    impact = serializers.IntegerField(min_value=1, max_value=3, required=False)
    urgency = serializers.IntegerField(min_value=1, max_value=3, required=False)
    needed_by = serializers.DateField(required=False, allow_null=True)
    outside_party = serializers.CharField(required=False, allow_blank=True, max_length=200)
    on_behalf = serializers.CharField(required=False, allow_blank=True, max_length=254)
    channel = serializers.ChoiceField(choices=Channel.values, required=False)
    files = serializers.ListField(child=serializers.UUIDField(), required=False)
    form = serializers.IntegerField(required=False, allow_null=True)
    answers = serializers.DictField(child=Json(), required=False)


class PartIn(RequestIn):
    """`policy`: whether the request waits for all its parts, for the first that is refused, or for none (empty)."""

    policy = serializers.ChoiceField(choices=[*Wait.Policy.values, ""], required=False)


class AmendmentIn(Plain):
    """What is left out stays as it is; an answer that is null is taken back."""

    title = serializers.CharField(required=False, max_length=200)
    description = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    impact = serializers.IntegerField(min_value=1, max_value=3, required=False)
    urgency = serializers.IntegerField(min_value=1, max_value=3, required=False)
    needed_by = serializers.DateField(required=False, allow_null=True)
    outside_party = serializers.CharField(required=False, allow_blank=True, max_length=200)
    answers = serializers.DictField(child=Json(), required=False)


class AnswersAsJson:
    """Mixed into a form with questions: answers come as values, not as fields of a page."""

    told_answers: Mapping[str, Any]
    answer_errors: dict[str, str]
    asked_form: FormVersion | None
    answered: Answered | None

    def ask(
        self,
        version: FormVersion | None,
        *,
        kept: dict[str, Any] | None = None,
        begins: dict[str, Any] | None = None,
        by: User | None = None,
    ) -> None:
        self.asked_form, self._kept, self._by, self.answer_errors = version, kept or {}, by, {}

    def validate_answers(self) -> None:
        if self.asked_form is None:
            self.answer_errors = {code: _("The form has no such question.") for code in self.told_answers}
            return
        raw = {**self._kept, **self.told_answers}
        self.answered = validate(self.asked_form, raw, here(self._by), kept=self._kept)
        self.answer_errors = self.answered.errors

    def problems_found(self) -> Problem | None:
        found = list(problems.of_form(self).errors)  # type: ignore[arg-type]
        found += [FieldError(f"answers.{code}", "invalid", text) for code, text in self.answer_errors.items()]
        return Problem("invalid", errors=found) if found else None


class FilingByProgram(AnswersAsJson, FilingForm):
    pass


class PartByProgram(AnswersAsJson, PartForm):
    pass


class AmendmentByProgram(AnswersAsJson, AmendForm):
    pass


def _answers(body: dict[str, Any]) -> dict[str, Any]:
    answers = body.pop("answers", None) or {}
    if not isinstance(answers, dict):
        raise unfit("answers", _("An object: the answer by code of the question."))
    return answers


def _filled(form_class: Any, body: dict[str, Any], service: Service, **more: Any) -> Any:
    """The form with what the body says; raises Problem."""
    answers, version = _answers(body), body.pop("form", None)
    usual = {"impact": service.default_impact, "urgency": service.default_urgency}
    sent = as_sent({**usual, **{name: value for name, value in body.items() if value is not None}})
    form = form_class(sent, NO_UPLOADS, service=service, **more)
    form.told_answers = answers
    form.is_outdated = version is not None and version != (form.asked_form.number if form.asked_form else None)
    for name in ("channel", "on_behalf"):
        if body.get(name) and name not in form.fields:
            raise unfit(name, _("Only those who serve there note down calls and visits."))
    form.is_valid()
    if problem := form.problems_found():
        raise problem
    return form


def _service(request: Request, body: dict[str, Any], offered: Any) -> Service:
    department, _slash, code = str(body.pop("service", "")).partition("/")
    found: Service | None = offered.filter(provider__code=department, code=code).first()
    if found is None:
        raise unfit("service", _("There is no such service that you may ask for."))
    return found


def _mine(request: Request) -> Any:
    rows, person = finding.visible_requests(request), person_of(request)
    shown = request.query_params.get("show", "open")
    chosen = {
        "open": lambda: rows.of(person).open(),
        "finished": lambda: rows.of(person).finished(),
        "for-others": lambda: rows.noted_by(person),
        "waiting": lambda: rows.of(person).live().needs_requester(),
    }.get(shown)
    if chosen is None:
        raise unfit("show", _("Known are: %(known)s.") % {"known": "open, finished, for-others, waiting"})
    return chosen()


class Requests(ApiView):
    @operation(
        Operation(
            id="requests_list",
            summary="My requests, newest first",
            tag="Requests",
            answer=RequestOut,
            paged=True,
            chooses={"show": ("open", "finished", "for-others", "waiting")},
        )
    )
    def get(self, request: Request) -> Response:
        rows = _mine(request).for_list().select_related("service__provider")
        return page(request, rows, NEWEST, Listing(RequestOut))

    @operation(
        Operation(
            id="requests_file",
            summary="File a request",
            tag="Requests",
            body=RequestIn,
            answer=RequestDetailOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request) -> Response:
        body, person = body_of(request), person_of(request)
        only(body, RequestIn().fields)
        service = _service(request, body, finding.services(request))
        form = _filled(FilingByProgram, body, service, by=person)
        filed = transitions.submit_once(service, form.filing(), requester=form.requester, by=person)
        return _created(request, filed)


def _created(request: Request, filed: ServiceRequest) -> Response:
    response = told(request, filed)
    if response.status_code == 200:
        response.status_code = 201
    response["Location"] = f"/api/v1/requests/{filed.pk}/"
    return response


class OneRequest(ApiView):
    @operation(Operation(id="requests_read", summary="One request", tag="Requests", answer=RequestDetailOut))
    def get(self, request: Request, number: int) -> Response:
        ticket = finding.visible_request(request, number, *ALONG)
        return Response(detail_of(request, ticket), headers={"ETag": etag_of(ticket)})

    @operation(
        Operation(
            id="requests_amend",
            summary="Change what was filed",
            tag="Requests",
            body=AmendmentIn,
            answer=RequestDetailOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, number: int) -> Response:
        ticket, person = finding.visible_request(request, number, "form"), person_of(request)
        access.require(access.can_amend, person, ticket)
        ticket = expecting(request, ticket, needed=True)
        body = body_of(request)
        only(body, AmendmentIn().fields)
        answers = _answers(body)
        kept = {name: getattr(ticket, name) for name in AmendForm.FIELDS}
        form = AmendmentByProgram(as_sent({**kept, **body}), NO_UPLOADS, request=ticket, by=person)
        form.told_answers = answers
        form.is_valid()
        if problem := form.problems_found():
            raise problem
        transitions.amend(ticket, **form.arguments(), by=person)
        return told(request, ticket)


class Parts(ApiView):
    @operation(
        Operation(id="parts_list", summary="Parts other departments do", tag="Requests", answer=RequestOut, paged=True)
    )
    def get(self, request: Request, number: int) -> Response:
        ticket = finding.visible_request(request, number)
        rows = finding.visible_requests(request).filter(parent=ticket).for_list().select_related("service__provider")
        return page(request, rows, NEWEST, Listing(RequestOut))

    @operation(
        Operation(
            id="parts_ask",
            summary="Ask another department for a part",
            tag="Requests",
            body=PartIn,
            answer=RequestDetailOut,
            status=201,
            writes=True,
            guarded=True,
        )
    )
    def post(self, request: Request, number: int) -> Response:
        ticket, person = finding.visible_request(request, number), person_of(request)
        access.require(access.can_work, person, ticket)
        ticket = expecting(request, ticket, needed=True)
        body = body_of(request)
        only(body, PartIn().fields)
        service = _service(request, body, within(request, services_for_parts(ticket, person), "provider"))
        form = _filled(PartByProgram, body, service, request=ticket, by=person)
        policy = form.cleaned_data["policy"]
        filed = transitions.ask_department(ticket, service, form.filing(), policy, by=person)
        return _created(request, filed)
