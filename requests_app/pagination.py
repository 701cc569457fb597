"""Keyset paging: a page begins after a row, not after a number of rows, so no page costs more than the first."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import F, Model, OrderBy, Q, QuerySet
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

Row = TypeVar("Row", bound=Model)
PAGE_SIZE = 50
# Where one is among the pages, and what was just done: no part of what an address asks for.
PASSING = ("after", "before", "done", "removed")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an order, a field or an annotation. Whichever way it sorts, rows without a value come last."""

    name: str
    descending: bool = False
    nullable: bool = False
    is_moment: bool = False
    is_text: bool = False
    # Makes a value of anything else, a day or a random key, of its text; raises ValueError.
    parse: Callable[[str], Any] | None = None

    def order(self, *, backwards: bool) -> OrderBy:
        nulls = {"nulls_first" if backwards else "nulls_last": True} if self.nullable else {}
        return F(self.name).desc(**nulls) if self.descending != backwards else F(self.name).asc(**nulls)

    def beyond(self, value: Any, *, backwards: bool) -> Q:
        """Rows that come strictly later than `value` in this column, in the direction of reading."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if backwards else Q(pk__in=[])
        later = Q(**{f"{self.name}__{'lt' if self.descending != backwards else 'gt'}": value})
        if self.nullable and not backwards:
            later |= Q(**{f"{self.name}__isnull": True})
        return later

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})


# Reads rows, cut to a page by the function it is given.
Reader = Callable[[Callable[[QuerySet[Row]], QuerySet[Row]]], list[Row]]
Order = Sequence[Column]  # the last column tells any two rows apart


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    rows: list[Row]
    newer_url: str  # empty: there is no such page
    older_url: str


def in_order(rows: QuerySet[Row], order: Order, *, backwards: bool = False) -> QuerySet[Row]:
    return rows.order_by(*(column.order(backwards=backwards) for column in order))


def beyond(rows: QuerySet[Row], order: Order, row: Model, *, backwards: bool = False) -> QuerySet[Row]:
    """What follows `row` in this order, or with `backwards` what comes before it, the nearest first."""
    place = [getattr(row, column.name) for column in order]
    return in_order(rows.filter(_past(order, place, backwards=backwards)), order, backwards=backwards)


def paginate(request: HttpRequest, rows: QuerySet[Row], order: Order, *, size: int | None = None) -> Page[Row]:
    """The page that `?after=` or `?before=` names; one row more than shown tells whether there is a next one."""
    many = size or PAGE_SIZE
    return paginate_by(request, order, lambda place: list(place.within(rows, order, many)), size=many)


def paginate_ways(request: HttpRequest, ways: Sequence[QuerySet[Row]], shown: QuerySet[Row], order: Order) -> Page[Row]:
    """A page of what any of `ways` gives, as rows of `shown`; of an order by primary key alone.

    Each way is read for itself up to the end of the page: joined by OR, PostgreSQL cannot tell which index to begin
    with, and reads far more than a page.
    """
    read = _reading_ways(ways, shown)
    return paginate_by(request, order, lambda place: read(lambda rows: place.within(rows, order, PAGE_SIZE)))


def _reading_ways(ways: Sequence[QuerySet[Row]], shown: QuerySet[Row]) -> Reader[Row]:
    def read(within: Callable[[QuerySet[Row]], QuerySet[Row]]) -> list[Row]:
        parts = [part.values_list("pk", flat=True) for part in map(within, ways) if not part.query.is_empty()]
        ids = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0] if parts else []
        return list(within(shown.filter(pk__in=list(ids))))

    return read


class PagePlace(NamedTuple):
    """Where a page begins: what its first row comes after, or with `backwards` before; nothing at the beginning."""

    values: tuple[Any, ...] = ()
    backwards: bool = False

    @classmethod
    def of(cls, request: HttpRequest, order: Order) -> PagePlace:
        backwards = "before" in request.GET
        values = _read(request.GET.get("before" if backwards else "after", ""), order)
        return cls() if values is None else cls(tuple(values), backwards)

    def within(self, rows: QuerySet[Row], order: Order, size: int) -> QuerySet[Row]:
        """The rows of the page in the direction of reading, and one more."""
        if self.values:
            rows = rows.filter(_past(order, self.values, backwards=self.backwards))
        return in_order(rows, order, backwards=self.backwards)[: size + 1]


def paginate_by(
    request: HttpRequest, order: Order, read: Callable[[PagePlace], list[Row]], *, size: int | None = None
) -> Page[Row]:
    """As `paginate`, of rows that are read by `read`: one more than shown, backwards where the place says so."""
    size = size or PAGE_SIZE
    place = PagePlace.of(request, order)
    backwards = place.backwards
    found = read(place)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    before = bool(place.values) and (more or not backwards)
    after = backwards or more
    return Page(
        found,
        _url(request, before=_place(found[0], order)) if before and found else "",
        _url(request, after=_place(found[-1], order)) if after and found else "",
    )


def after(rows: QuerySet[Row], order: Order, place: str, *, size: int) -> tuple[list[Row], str]:
    """The rows that follow `place`, none for the beginning, and the place where the next ones begin: empty at the end.

    Raises ValueError for a place that nobody made here.
    """
    return _after(lambda within: list(within(rows)), order, place, size)


def after_in_ways(
    ways: Sequence[QuerySet[Row]], shown: QuerySet[Row], order: Order, place: str, *, size: int
) -> tuple[list[Row], str]:
    """The same of what any of `ways` gives, read as in `paginate_ways`."""
    return _after(_reading_ways(ways, shown), order, place, size)


def _after(read: Reader[Row], order: Order, place: str, size: int) -> tuple[list[Row], str]:
    begin = _read(place, order) if place else None
    if place and begin is None:
        raise ValueError(place)

    def within(rows: QuerySet[Row]) -> QuerySet[Row]:
        if begin is not None:
            rows = rows.filter(_past(order, begin, backwards=False))
        return in_order(rows, order)[: size + 1]

    found = read(within)
    return found[:size], _place(found[size - 1], order) if len(found) > size else ""


def url_with(request: HttpRequest, **changes: str | Sequence[str] | None) -> str:
    """This address with other parameters, several of a name as a list; None drops one.

    Whatever changes, reading begins at the first page.
    """
    query = request.GET.copy()
    for name in (*PASSING, *changes):
        query.pop(name, None)
    for name, value in changes.items():
        if value:
            query.setlist(name, [value] if isinstance(value, str) else list(value))
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _url(request: HttpRequest, **place: str) -> str:
    return url_with(request, **place)


def _past(order: Order, place: Sequence[Any], *, backwards: bool) -> Q:
    past, same = Q(), Q()
    for column, value in zip(order, place, strict=True):
        past |= same & column.beyond(value, backwards=backwards)
        same &= column.same(value)
    return past


def _place(row: Model, order: Order) -> str:
    values = [getattr(row, column.name) for column in order]
    plain = [v if v is None or isinstance(v, int | str) else _text(v) for v in values]
    return json.dumps(plain, separators=(",", ":"))


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _read(text: str, order: Order) -> list[Any] | None:
    """The place a link names; None for none, or for one that nobody made here."""
    try:
        values = json.loads(text)
        if not isinstance(values, list) or len(values) != len(order):
            return None
        return [_value(value, column) for value, column in zip(values, order, strict=True)]
    except (
        ValueError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
    ):  # json gives up on thousands of brackets
        return None


def _value(value: Any, column: Column) -> Any:
    if value is None and column.nullable:
        return None
    if column.parse is not None:
        return column.parse(value)
    if column.is_text and isinstance(value, str) and "\0" not in value:
        return value
    if not (column.is_moment or column.is_text) and isinstance(value, int):
        return value
    moment = parse_datetime(value) if column.is_moment and isinstance(value, str) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError(value)
    return moment.astimezone(UTC)  # or no moment at all: PostgreSQL takes fewer offsets than Python
