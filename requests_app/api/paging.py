"""Lists: keyset-paged by a cursor, and as few fields of each row as the caller wants."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from requests_app import pagination
from requests_app.pagination import Column, Order

from .problems import unfit
from .shapes import Out

USUAL, MOST = 50, 200
BY_NUMBER: Order = (Column("pk"),)
NEWEST: Order = (Column("pk", descending=True),)


class Listing(NamedTuple):
    """How rows are told: their shape, and what it needs beside them."""

    shape: type[Out]
    context: dict[str, Any] = {}
    # Reads at once what the rows of one page need.
    prepare: Callable[[Sequence[Any]], dict[str, Any]] | None = None


def page(request: Request, rows: QuerySet[Any], order: Order, listing: Listing) -> Response:
    """The page that `cursor` names, and the address of the next one; null at the end.

    A cursor is a place between two rows, so rows that come or go meanwhile make none appear twice or be left out.
    """
    return _told(request, listing, lambda place, size: pagination.after(rows, order, place, size=size))


def page_of_ways(request: Request, ways: Sequence[QuerySet[Any]], shown: QuerySet[Any], listing: Listing) -> Response:
    """The same of what any of `ways` gives, newest first: each is read by an index of its own."""
    return _told(request, listing, lambda place, size: pagination.after_in_ways(ways, shown, NEWEST, place, size=size))


def _told(request: Request, listing: Listing, read: Callable[[str, int], tuple[list[Any], str]]) -> Response:
    fields = wanted_fields(request, listing.shape)
    found, place = _read(request, read)
    context = {**listing.context, **(listing.prepare(found) if listing.prepare else {}), "fields": fields}
    told = listing.shape(found, many=True, context=context).data
    return Response({"results": told, "next": _url(request, place)})


def _read(request: Request, read: Callable[[str, int], tuple[list[Any], str]]) -> tuple[list[Model], str]:
    cursor = request.query_params.get("cursor", "")
    try:
        place = urlsafe_b64decode(cursor.encode()).decode() if cursor else ""
        return read(place, _limit(request))
    except ValueError as problem:
        raise unfit("cursor", _("This is no cursor of this list. Begin without one.")) from problem


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", "")
    if not text:
        return USUAL
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and 0 < int(text) <= MOST):
        raise unfit("limit", _("A number from 1 to %(most)s.") % {"most": MOST})
    return int(text)


def _url(request: Request, place: str) -> str | None:
    if not place:
        return None
    query = request.query_params.copy()
    query["cursor"] = urlsafe_b64encode(place.encode()).decode()
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def wanted_fields(request: Request, shape: type[Out]) -> frozenset[str] | None:
    """The names in `fields`; None where the caller wants all. The key of a row always comes."""
    text = request.query_params.get("fields", "")
    if not text:
        return None
    names = {name.strip() for name in text.split(",") if name.strip()}
    known = set(shape().fields)
    if unknown := names - known:
        message = _("There is no field %(names)s. Known are: %(known)s.")
        raise unfit("fields", message % {"names": ", ".join(sorted(unknown)), "known": ", ".join(sorted(known))})
    return frozenset(names | {shape.always})


def one(request: Request, row: Any, shape: type[Out], **context: Any) -> dict[str, Any]:
    """A single thing, with only the `fields` that are wanted."""
    told: dict[str, Any] = shape(row, context={**context, "fields": wanted_fields(request, shape)}).data
    return told


def sort_of(request: Request, orders: dict[str, Order], usual: str) -> Order:
    """The order that `sort` names."""
    name = request.query_params.get("sort", "") or usual
    if name not in orders:
        raise unfit("sort", _("Known are: %(known)s.") % {"known": ", ".join(sorted(orders))})
    return orders[name]


def word_of(request: Request, name: str, words: Sequence[str]) -> str:
    """Which of some words a parameter says; the first one unless said."""
    word = request.query_params.get(name, "") or words[0]
    if word not in words:
        raise unfit(name, _("Known are: %(known)s.") % {"known": ", ".join(words)})
    return word
