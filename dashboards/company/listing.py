"""The requests behind a figure that is of no single department's page: counted all, shown as far as one may."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from requests_app.counting import CappedCount, in_words
from requests_app.framed import rows_framed
from requests_app.models import ServiceRequest, User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.pagination import PAGE_SIZE, Column, Page, PagePlace, paginate_by
from requests_app.types import SignedInRequest

NEWEST_FIRST = (Column("pk", descending=True),)


def list_page(
    request: SignedInRequest, rows: ServiceRequestQuerySet, *, title: str, about: str, back: str
) -> HttpResponse:
    """`title` says what they have in common, `about` of whom and when; `back` is the page of the figure."""
    page, every, own = counted_page(request, rows)
    context = {
        "title": title,
        "about": about,
        "back": back,
        "page": page,
        "number": every,
        "shown": in_words(every),
        "hidden": every > own,
    }
    return render(request, "figures/requests.html", context)


def counted_page(request: SignedInRequest, rows: ServiceRequestQuerySet) -> tuple[Page[ServiceRequest], int, int]:
    """A page of those this person may open; how many there are, and how many they may open. One statement."""
    mine = rows.visible_to(request.user)
    about = User.objects.filter(pk=request.user.pk).order_by()
    counted = about.annotate(every=CappedCount(rows), own=CappedCount(mine)).values("every", "own")
    numbers: list[dict[str, int]] = []

    def read(place: PagePlace) -> list[ServiceRequest]:
        found, numbers[:] = rows_framed(request, place.within(mine.for_list(), NEWEST_FIRST, PAGE_SIZE), counted)
        return found

    page = paginate_by(request, NEWEST_FIRST, read)
    # Where Django sees that nothing can match, it counts nothing.
    return page, numbers[0]["every"] or 0, numbers[0]["own"] or 0
