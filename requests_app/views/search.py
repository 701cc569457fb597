"""One box over everything: services, articles, people and requests, as far as this person may see them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from requests_app import search
from requests_app.models import ServiceRequest
from requests_app.moments import moment_of
from requests_app.pagination import paginate_ways
from requests_app.queues import NEWEST
from requests_app.search import Question, unmet
from requests_app.search.highlight import stems
from requests_app.types import SignedInRequest

BEST = 20
KINDS = ("hits", "services", "articles", "sheets", "people")


@require_safe
def results(request: SignedInRequest) -> HttpResponse:
    """`?q=` with words and operators; `?order=new` reads through all hits, newest first, instead of the best ones."""
    typed = request.GET.get("q", "").strip()[: search.LONGEST]
    question, newest = Question.of(typed), request.GET.get("order") == "new"
    context = {"typed": typed, "question": question, "newest": newest, "operators": search.OPERATORS_SHOWN}
    if question.text or question.asked:
        found = _found(request, question, newest=newest)
        context |= found
        _count_what_is_missing(request, question, found)
    return render(request, "requests_app/search.html", context)


def _count_what_is_missing(request: SignedInRequest, question: Question, found: dict[str, object]) -> None:
    # Whoever narrows down or leafs through knows that something is there.
    if question.asked or found["page"] or any(found[kind] for kind in KINDS):
        return
    unmet.count(request.user, question.text, at=moment_of(request))


def _found(request: SignedInRequest, question: Question, *, newest: bool) -> dict[str, object]:
    user, now = request.user, moment_of(request)
    only_words = not question.asked
    if newest:
        ways = search.each_way_answering(question, user, now)
        page = paginate_ways(request, ways, ServiceRequest.objects.for_list(), NEWEST)
        tickets: list[ServiceRequest] = page.rows
    else:
        page, tickets = None, search.best(question, user, now, most=BEST)
    return {
        "page": page,
        "hits": search.hits(tickets, question, user),
        "more": page is None and len(tickets) == BEST,
        "stems": stems(question.text),
        "services": search.services(user, question.text) if only_words and not newest else [],
        "articles": search.articles(user, question.text) if only_words and not newest else [],
        "sheets": search.sheets(user, question.text) if only_words and not newest else [],
        "people": search.people(user, question.text) if only_words and not newest else [],
    }
