"""The requests behind a figure that is of no single department's page: counted all, shown as far as one may."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from requests_app.counting import CappedCount, counts, in_words
from requests_app.models import User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.pagination import Column, paginate
from requests_app.types import SignedInRequest

NEWEST_FIRST = (Column("pk", descending=True),)


def list_page(
    request: SignedInRequest, rows: ServiceRequestQuerySet, *, title: str, about: str, back: str
) -> HttpResponse:
    """`title` says what they have in common, `about` of whom and when; `back` is the page of the figure."""
    mine = rows.visible_to(request.user)
    found = counts(User.objects.filter(pk=request.user.pk), all=CappedCount(rows), mine=CappedCount(mine))
    # Where Django sees that nothing can match, it counts nothing.
    every, own = found["all"] or 0, found["mine"] or 0
    context = {
        "title": title,
        "about": about,
        "back": back,
        "page": paginate(request, mine.for_list(), NEWEST_FIRST),
        "number": every,
        "shown": in_words(every),
        "hidden": every > own,
    }
    return render(request, "figures/requests.html", context)
