"""Every verb of a request: one entry of the portal's table, one operation. The form reads, the verb decides."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import URLPattern, path
from django.utils.translation import override

from requests_app import access, transitions
from requests_app.forms.verbs import VerbForm
from requests_app.models import ServiceRequest
from requests_app.views.verb_table import BY_NOUN, VERBS, VerbScreen

from . import problems
from .base import ApiView, Request, Response, person_of
from .bodies import NO_UPLOADS, as_sent, body_of, by_code, only, shape_of
from .finding import visible_request, visible_requests
from .paging import one
from .problems import Problem
from .request_shapes import OfferedVerbOut, RequestDetailOut, etag_of
from .schema import Operation, operation

# These have operations of their own: more than one small form, or another word for it.
OWN = frozenset({"message", "part", "amendment"})
ALONG = ("filed_by", "form", "wait__reason", "parent", "asking_department", "protection")


def told(request: Request, ticket: ServiceRequest) -> Response:
    """The request as it is now, with its ETag; nothing where the caller has lost sight of it."""
    try:
        found = visible_request(request, ticket.pk, *ALONG)
    except Http404:
        return Response(status=204)
    return Response(detail_of(request, found), headers={"ETag": etag_of(found)})


def detail_of(request: Request, ticket: ServiceRequest) -> dict[str, Any]:
    sees_parent = ticket.parent_id is not None and visible_requests(request).filter(pk=ticket.parent_id).exists()
    return one(request, ticket, RequestDetailOut, sees_parent=sees_parent)


def expecting(request: Request, ticket: ServiceRequest, *, needed: bool) -> ServiceRequest:
    """The request for a verb that fits only the version named in If-Match. `*` is any."""
    header = request.headers.get("If-Match", "").strip()
    if not header:
        if needed:
            raise Problem("precondition_required")
        return ticket
    if header == "*":
        return ticket
    if etag_of(ticket) not in [one.strip() for one in header.split(",")]:
        raise transitions.StaleForm
    return transitions.expecting(ticket, version=ticket.version)


def read(request: Request, verb: VerbScreen, ticket: ServiceRequest) -> dict[str, Any]:
    """The verb's arguments. Raises Problem for what its form refuses."""
    body = body_of(request)
    only(body, shape_of(verb.form, "")().fields)
    form: VerbForm = verb.form(as_sent(body), NO_UPLOADS, request=ticket, by=person_of(request))
    by_code(form)
    if not form.is_valid():
        raise problems.of_form(form)
    return form.arguments()


class VerbView(ApiView):
    verb: VerbScreen

    def do(self, request: Request, number: int) -> Response:
        ticket = visible_request(request, number)
        person = person_of(request)
        access.require(self.verb.may, person, ticket)
        ticket = expecting(request, ticket, needed=self.verb.guarded)
        self.verb.act(ticket, **read(request, self.verb, ticket), by=person)
        return told(request, ticket)


def _view(verb: VerbScreen) -> type[VerbView]:
    name = "".join(part.capitalize() for part in verb.noun.split("-"))
    body = shape_of(verb.form, name)
    described = Operation(
        id=f"request_{verb.noun.replace('-', '_')}",
        summary=_english(verb.title),
        description=_english(verb.note) or _english(verb.title),
        tag="Verbs of requests",
        body=body if body().fields else None,
        answer=RequestDetailOut,
        writes=True,
        guarded=verb.guarded,
        may_vanish=True,
    )

    class View(VerbView):
        @operation(described)
        def post(self, request: Request, number: int) -> Response:
            return self.do(request, number)

    View.verb, View.__name__ = verb, f"{name}View"
    return View


def _english(text: Any) -> str:
    with override("en"):
        return str(text)


class Offered(ApiView):
    @operation(
        Operation(
            id="request_verbs",
            summary="Verbs that the caller can do now",
            tag="Verbs of requests",
            answer=OfferedVerbOut(many=True),
        )
    )
    def get(self, request: Request, number: int) -> Response:
        ticket, person = visible_request(request, number, "protection"), person_of(request)
        fitting = [verb for verb in VERBS if verb.fits(person, ticket)]
        rows = [
            {
                "verb": verb.noun,
                "title": verb.title,
                "guarded": verb.guarded,
                "path": f"/api/v1/requests/{number}/{PATHS.get(verb.noun, verb.noun)}/",
            }
            for verb in fitting
        ]
        return Response(OfferedVerbOut(rows, many=True).data)


PATHS = {"message": "messages", "part": "parts"}
urlpatterns: list[URLPattern] = [
    path(f"requests/<int:number>/{noun}/", _view(verb).as_view(), name=f"verb_{noun}")
    for noun, verb in BY_NOUN.items()
    if noun not in OWN
]
