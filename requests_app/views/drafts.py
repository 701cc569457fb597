"""Drafts over HTTP: any form with data-autosave="place" keeps itself there."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from requests_app import clock, drafts
from requests_app.moments import phrase
from requests_app.types import SignedInRequest


@require_http_methods(["GET", "PUT", "POST", "DELETE"])
def draft(request: SignedInRequest, place: str) -> HttpResponse:
    """The signed-in person's own, nobody else's: GET reads (204: there is none), PUT or POST writes, DELETE forgets."""
    if not drafts.PLACE.fullmatch(place):
        raise Http404
    if request.method == "DELETE":
        drafts.drop(request.user, place)
        return HttpResponse(status=204)
    if request.method == "GET":
        return _read(request, place)
    try:
        fields = drafts.fields_of(request.body)
    except drafts.NotADraft:
        return HttpResponse(status=422)
    kept = drafts.keep(request.user, place, fields, now=clock.now())
    return JsonResponse({"at": kept.updated_at.isoformat()})


def _read(request: SignedInRequest, place: str) -> HttpResponse:
    found = drafts.of(request.user, place)
    if found is None:
        return HttpResponse(status=204)
    when = phrase(found.updated_at, clock.now())
    return JsonResponse({**found.data, "at": found.updated_at.isoformat(), "when": when})
