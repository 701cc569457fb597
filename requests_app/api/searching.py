"""Searching requests: what the page finds, newest first."""

from __future__ import annotations

from django.utils.translation import gettext as _

from requests_app import search
from requests_app.models import ServiceRequest
from requests_app.moments import moment_of
from requests_app.search.question import Question

from . import finding
from .base import ApiView, Request, Response, person_of
from .paging import Listing, page_of_ways
from .problems import unfit
from .request_shapes import RequestOut
from .schema import Operation, operation


class Search(ApiView):
    @operation(
        Operation(
            id="search",
            summary="Requests that say something, newest first",
            description="Words and operators as on the page of the search; only what the caller may read.",
            tag="Requests",
            answer=RequestOut,
            paged=True,
            asks={"q": "Words, or a number."},
        )
    )
    def get(self, request: Request) -> Response:
        question = Question.of(request.query_params.get("q", "").strip()[: search.LONGEST])
        if not (question.text or question.asked):
            raise unfit("q", _("Say what you look for."), "required")
        found = search.each_way_answering(question, person_of(request), moment_of(request))
        ways = [finding.narrowed(request, way) for way in found]
        shown = ServiceRequest.objects.for_list().select_related("service__provider")
        return page_of_ways(request, ways, shown, Listing(RequestOut))
