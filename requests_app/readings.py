"""Several reads in one statement: what a page needs of different tables, in one way to the database and back.

A function that reads is written as a generator that yields what it wants and is sent its rows (`reading`). Called, it
reads by itself. Several of them step side by side (`read_together`): what all want next comes in one statement.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial, wraps
from itertools import chain
from typing import Any, ParamSpec, Protocol, TypeVar, cast
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import QuerySet, prefetch_related_objects
from django.db.models.sql.compiler import SQLCompiler
from django.utils.dateparse import parse_duration

Asked = ParamSpec("Asked")
Told = TypeVar("Told", covariant=True)
Convert = Callable[[Any], Any]
# What JSON writes as text or as a number of another kind; a field that is not here comes as it is.
_READ: dict[type[models.Field[Any, Any]], Convert] = {
    models.DateTimeField: datetime.fromisoformat,
    models.DateField: date.fromisoformat,
    models.DurationField: parse_duration,
    models.UUIDField: UUID,
    models.DecimalField: lambda number: Decimal(str(number)),
    models.JSONField: json.dumps,  # which the field reads again, as it does what the database says
}
_UNREADABLE = (models.TimeField, models.BinaryField)
MOST_ARGUMENTS = 100  # of one function of PostgreSQL


class Ready(Protocol):
    """A statement that was put together before (`compiled`: its `ready`)."""

    @property
    def db(self) -> str: ...
    def rows(self) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class Raw:
    """A statement in SQL of our own, with its values by name; its rows are tuples.

    `reads`: by the name of a column, how what JSON writes as text is read.
    """

    sql: str
    values: Mapping[str, Any]
    columns: Sequence[str]
    reads: Mapping[str, Convert] = field(default_factory=dict)
    db: str = DEFAULT_DB_ALIAS


Wanted = QuerySet[Any, Any] | Ready | Raw | None
Steps = Generator[Sequence[Wanted], list[list[Any]], Told]


class Reading(Protocol[Asked, Told]):
    """Reads by itself; or, as a `part`, together with others."""

    def __call__(self, *args: Asked.args, **named: Asked.kwargs) -> Told: ...
    def part(self, *args: Asked.args, **named: Asked.kwargs) -> Steps[Told]: ...


def reading(build: Callable[Asked, Steps[Told]]) -> Reading[Asked, Told]:
    """Of a generator function: `rows, others = yield queryset, queryset`, as often as it has to ask; then a return."""

    @wraps(build)
    def alone(*args: Asked.args, **named: Asked.kwargs) -> Told:
        (told,) = read_together(build(*args, **named))
        return cast("Told", told)

    alone.part = build  # type: ignore[attr-defined]
    return cast("Reading[Asked, Told]", alone)


def read_together(*parts: Steps[Any]) -> list[Any]:
    """What each makes of its rows. As many statements as the longest of them has steps."""
    every, rows = side_by_side(*parts), None
    try:
        while True:
            wanted = next(every) if rows is None else every.send(rows)
            rows = together(*wanted)
    except StopIteration as end:
        told: list[Any] = end.value
        return told


def side_by_side(*parts: Steps[Any]) -> Steps[list[Any]]:
    """The same as part of a reading."""
    told: list[Any] = [None] * len(parts)
    sent: dict[int, list[list[Any]] | None] = dict.fromkeys(range(len(parts)))
    while sent:
        wanted: dict[int, Sequence[Wanted]] = {}
        for number, rows in sent.items():
            try:
                wanted[number] = next(parts[number]) if rows is None else parts[number].send(rows)
            except StopIteration as end:
                told[number] = end.value
        if wanted:
            found = iter((yield list(chain.from_iterable(wanted.values()))))
        sent = {number: [next(found) for _one in wants] for number, wants in wanted.items()}
    return told


def all_of(*wanted: Wanted) -> Steps[list[list[Any]]]:
    """Only the rows."""
    return (yield wanted)


def together(*wanted: Wanted) -> list[list[Any]]:
    """The rows of each, in its order and with what it prefetches; None has none. One statement for each database.

    TypeError for columns that cannot come as JSON: times of day, and bytes.
    """
    found: list[list[Any]] = [[] for _one in wanted]
    for alias in dict.fromkeys(one.db for one in wanted if one is not None):
        ours = {number: one for number, one in enumerate(wanted) if one is not None and one.db == alias}
        parts = {number: part for number, one in ours.items() if (part := _part(one)).sql}
        if len(parts) == 1:  # as JSON it would only come later
            (number,) = parts
            found[number] = _alone(ours[number])
            continue
        for number, rows in zip(parts, _answers(alias, list(parts.values())), strict=True):
            found[number] = parts[number].rows(rows)
    return found


def _alone(wanted: Any) -> list[Any]:
    if isinstance(wanted, QuerySet):
        return list(wanted)
    if not isinstance(wanted, Raw):
        rows: list[Any] = wanted.rows()
        return rows
    with connections[wanted.db].cursor() as cursor:
        cursor.execute(wanted.sql, wanted.values)
        lines: list[Any] = cursor.fetchall()
        return lines


def _answers(alias: str, parts: Sequence[_Rows | _Lines]) -> list[list[list[Any]]]:
    """The rows of each part, every row a list."""
    if not parts:
        return []
    with connections[alias].cursor() as cursor:
        columns = [cursor.mogrify(_column(part.sql, part.width), part.params).decode() for part in parts]
        cursor.execute("SELECT " + ", ".join(columns))
        texts = cursor.fetchone() or ()
    return [[list(chain.from_iterable(row)) for row in json.loads(text)] if text else [] for text in texts]


def _column(sql: str, width: int) -> str:
    """All rows as one value; they keep their order, since nothing but the aggregate stands above them."""
    names = [f"c{number}" for number in range(width)]
    pieces = [names[start : start + MOST_ARGUMENTS] for start in range(0, width, MOST_ARGUMENTS)]
    row = ", ".join(f"json_build_array({', '.join(piece)})" for piece in pieces)
    # nosec B608 - the statement is Django's or a module's own; values are filled in by the driver
    return f"(SELECT json_agg(json_build_array({row}))::text FROM ({sql}) AS t({', '.join(names)}))"  # noqa: S608


def _part(wanted: Any) -> _Rows | _Lines:
    return _Lines(wanted) if isinstance(wanted, Raw) else _Rows(wanted)


class _Rows:
    """A queryset; without SQL where Django knows that it has no rows."""

    def __init__(self, wanted: Any) -> None:
        self.wanted = wanted
        self.compiler: SQLCompiler = wanted.query.get_compiler(wanted.db)
        self.params: Any = ()
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql = ""

    @property
    def width(self) -> int:
        return len(self.compiler.select)

    def rows(self, said: Sequence[list[Any]]) -> list[Any]:
        converts = [_of_field(expression.output_field) for expression, _sql, _alias in self.compiler.select]
        read = [[_read(*pair) for pair in zip(converts, row, strict=True)] for row in said]
        found = list(_iterated(self.wanted, self.compiler, read))
        if lookups := self.wanted._prefetch_related_lookups:
            prefetch_related_objects(found, *lookups)
        return found


class _Lines:
    """SQL of our own."""

    def __init__(self, wanted: Raw) -> None:
        self.columns, self.reads = wanted.columns, wanted.reads
        self.sql, self.params, self.width = wanted.sql, wanted.values, len(wanted.columns)

    def rows(self, said: Sequence[list[Any]]) -> list[Any]:
        converts = [self.reads.get(name) for name in self.columns]
        return [tuple(_read(*pair) for pair in zip(converts, row, strict=True)) for row in said]


def _read(convert: Convert | None, value: Any) -> Any:
    return value if convert is None or value is None else convert(value)


def _of_field(field: Any) -> Convert | None:
    if isinstance(field, ArrayField):
        inner = _of_field(field.base_field)
        return inner and partial(_each, inner)
    if isinstance(field, _UNREADABLE):
        raise TypeError(f"{type(field).__name__} does not come as JSON")
    return next((read for kind, read in _READ.items() if isinstance(field, kind)), None)


def _each(convert: Convert, values: Sequence[Any]) -> list[Any]:
    return [_read(convert, value) for value in values]


def _iterated(wanted: Any, compiler: SQLCompiler, rows: list[list[Any]]) -> Iterator[Any]:
    """What the queryset makes of rows, as if its own statement had brought them."""
    compiler.execute_sql = lambda *_args, **_named: [rows]  # type: ignore[method-assign, assignment]
    return iter(wanted._iterable_class(_Known(wanted, compiler)))


class _Known:
    """A queryset of which the answer is known: what makes rows of answers asks it, and its query, nothing else."""

    def __init__(self, wanted: Any, compiler: SQLCompiler) -> None:
        self._wanted, self._compiler = wanted, compiler
        self.query = self

    def get_compiler(self, *_args: Any, **_named: Any) -> SQLCompiler:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._wanted, name) if hasattr(self._wanted, name) else getattr(self._wanted.query, name)
