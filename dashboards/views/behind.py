"""The requests behind a figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise as LazyText
from django.views.decorators.http import require_safe

from dashboards.asked import Asked
from dashboards.behind import requests_behind
from dashboards.company.listing import counted_page
from dashboards.narrowed import NARROWED
from dashboards.titles import TITLES
from requests_app.counting import in_words
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.types import SignedInRequest


@require_safe
def behind(request: SignedInRequest, code: str) -> HttpResponse:
    """The requests that a figure counts, as far as this person may open them."""
    asked = Asked.by(request, code)
    title, rows = _found(asked, request.GET.get("figure", "filed"), request.GET.dict())
    page, every, own = counted_page(request, rows)
    return render(request, "dashboards/requests.html", {
        "department": asked.department,
        "title": title,
        "period": asked.period,
        "service": asked.service,
        "days": asked.days_in_words(),
        "page": page,
        "number": every,
        "shown": in_words(every),
        "hidden": every > own,
        "back": asked.page(),
    })  # fmt: skip


def _found(asked: Asked, figure: str, query: Mapping[str, str]) -> tuple[LazyText, ServiceRequestQuerySet]:
    if figure in NARROWED:
        return NARROWED[figure].title, NARROWED[figure].find(asked, query)
    if figure not in TITLES:
        raise Http404
    since = _before(query.get("before"))
    return TITLES[figure], requests_behind(figure, asked.scope, asked.question.days, now=asked.now, older_than=since)


def _before(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
