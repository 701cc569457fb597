"""Statements put together once a process: a queryset kept as SQL, and asked again with other values.

For the statements of the pages that everybody opens all the time Django takes several times as long to put one
together as PostgreSQL to answer it. The words of the querysets stay the only place where a rule is written.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, wraps
from typing import Any, Generic, ParamSpec, Protocol, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import get_language

from .models import User

Asked = ParamSpec("Asked")
Row = TypeVar("Row")
SHAPES = 500  # of one function: its fixed arguments, the reader's roles, the language
# What a queryset may read of a person; anything else of the one that stands in for them is not there.
FLAGS = ("is_active", "is_superuser", "is_admin")
# They fit every column of numbers: for one beyond its range Django asks nothing, and says that nothing is there.
FIRST, SECOND = 21_000, 22_000


class Fixed:
    """An argument of which every value makes a statement of its own, though it is a text or a tuple."""

    def __init__(self, value: Hashable) -> None:
        self.value = value


class _Slot:
    """Where a value goes that is known only when it is asked: its place among the arguments' values."""

    def __init__(self, number: int) -> None:
        self.number = number


class Compiled(Protocol[Asked, Row]):
    """Its rows; or, by `ready`, the statement with its values, to be read `together` with others."""

    def __call__(self, *args: Asked.args, **named: Asked.kwargs) -> list[Row]: ...
    def ready(self, *args: Asked.args, **named: Asked.kwargs) -> Ready | None: ...


def compiled(build: Callable[Asked, QuerySet[Any, Row]]) -> Compiled[Asked, Row]:
    """The rows of the queryset that the function builds, in one statement put together once for each of its shapes.

    People, numbers, texts and moments among the arguments, also in tuples, are values that differ from call to call.
    The function may not decide by them, nor work others out of them: TypeError. All else is fixed and hashable.
    """

    @lru_cache(SHAPES)
    def statement(language: str | None, *shape: Any) -> _Statement[Row] | None:
        first, second = (_build(build, shape, seed) for seed in (FIRST, SECOND))
        return None if first is None or second is None else _Statement(first, second)

    def ready(*args: Asked.args, **named: Asked.kwargs) -> Ready | None:
        values: list[Any] = []
        shape: list[tuple[str | None, Any]] = [(None, _shape(one, values)) for one in args]
        shape += [(name, _shape(one, values)) for name, one in named.items()]
        found = statement(get_language(), *shape)
        return None if found is None else found.ready(values)

    @wraps(build)
    def ask(*args: Asked.args, **named: Asked.kwargs) -> list[Row]:
        found = ready(*args, **named)
        return [] if found is None else found.rows()

    ask.ready = ready  # type: ignore[attr-defined]
    return cast("Compiled[Asked, Row]", ask)


def _shape(value: Any, values: list[Any]) -> Any:
    """What of an argument the statement depends on; the rest joins `values`, in the order in which it is read."""
    if isinstance(value, User):
        values += [value.pk, *value.roles]
        flags = tuple(getattr(value, name) for name in FLAGS)
        home = value.department_id is not None
        if home:
            values.append(value.department_id)
        return User, flags, tuple(value.roles.values()), home
    if type(value) in _STAND_INS:  # not a bool, not a state
        values.append(value)
        return type(value)
    if isinstance(value, tuple):
        return tuple, tuple(_shape(one, values) for one in value)
    return "fixed", value.value if isinstance(value, Fixed) else value


_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: int,
    str: "\uf8ff{}\uf8ff".format,
    datetime: lambda number: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(microseconds=number),
    date: lambda number: date(2000, 1, 1) + timedelta(days=number),
}


class _Built:
    """A queryset with values that stand in for those to come, and its statement."""

    def __init__(self, rows: QuerySet[Any, Any], stand_ins: Sequence[Any]) -> None:
        self.rows = rows
        self.stand_ins = {(type(one), one): number for number, one in enumerate(stand_ins)}
        self.compiler = rows.query.get_compiler(rows.db)
        self.sql, self.params = self.compiler.as_sql()

    def slot(self, param: Any) -> int | None:
        return self.stand_ins.get((type(param), param)) if type(param) in _STAND_INS else None


def _build(build: Callable[..., QuerySet[Any, Any]], shape: Sequence[Any], seed: int) -> _Built | None:
    """None where there are no rows, whatever the values."""
    stand_ins: list[Any] = []
    positional = [_stand_in(one, seed, stand_ins) for name, one in shape if name is None]
    named = {name: _stand_in(one, seed, stand_ins) for name, one in shape if name is not None}
    try:
        return _Built(build(*positional, **named), stand_ins)
    except EmptyResultSet:
        return None


def _stand_in(shape: Any, seed: int, stand_ins: list[Any]) -> Any:
    def made(kind: type) -> Any:
        stand_ins.append(_STAND_INS[kind](seed + len(stand_ins)))
        return stand_ins[-1]

    if isinstance(shape, type):
        return made(shape)
    if shape[0] == "fixed":
        return shape[1]
    if shape[0] is tuple:
        return tuple(_stand_in(one, seed, stand_ins) for one in shape[1])
    _user, flags, roles, home = shape
    number, served = made(int), {made(int): role for role in roles}
    department = made(int) if home else None
    known = {"id": number, "department_id": department, **dict(zip(FLAGS, flags, strict=True))}
    fields = [field.attname for field in User._meta.concrete_fields if field.attname in known]
    user = User.from_db("default", fields, [known[name] for name in fields])
    user.roles = served
    return user


class _Statement(Generic[Row]):
    def __init__(self, first: _Built, second: _Built) -> None:
        """Of the same function, built with two sets of stand-ins: what differs must be a value, and nothing else."""
        if first.sql != second.sql:
            raise TypeError(f"The statement depends on its values: {first.sql}")
        self.queryset, self.compiler, self.sql = first.rows, first.compiler, first.sql
        pairs = zip(first.params, second.params, strict=True)
        self.params = [_param(*pair, first, second) for pair in pairs]

    def ready(self, values: Sequence[Any]) -> Ready:
        return Ready(self, tuple(_filled(one, values) for one in self.params))


def _param(one: Any, other: Any, first: _Built, second: _Built) -> Any:
    number = first.slot(one)
    if number is not None and number == second.slot(other):
        return _Slot(number)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple) and len(one) == len(other):
        return [_param(*pair, first, second) for pair in zip(one, other, strict=True)]
    if type(one) is not type(other) or getattr(one, "adapted", one) != getattr(other, "adapted", other):  # JSON
        raise TypeError(f"A value that was worked out of others is no value of the statement: {one!r}")
    return one


def _filled(param: Any, values: Sequence[Any]) -> Any:
    if isinstance(param, _Slot):
        return values[param.number]
    return [_filled(one, values) for one in param] if isinstance(param, list) else param


class Ready:
    """What makes rows of answers asks of a queryset and its query: theirs, but for the statement."""

    def __init__(self, statement: _Statement[Any], params: tuple[Any, ...]) -> None:
        self._statement, self._params = statement, params
        self.query = self

    def rows(self) -> list[Any]:
        queryset: Any = self._statement.queryset
        found: list[Any] = list(queryset._iterable_class(self))
        if lookups := queryset._prefetch_related_lookups:
            prefetch_related_objects(found, *lookups)
        return found

    def get_compiler(self, using: str, **_options: Any) -> Any:
        compiler = copy(self._statement.compiler)
        compiler.connection = connections[using]
        compiler.as_sql = lambda *_args, **_named: (self._statement.sql, self._params)
        return compiler

    def __getattr__(self, name: str) -> Any:
        rows = self._statement.queryset
        return getattr(rows, name) if hasattr(type(rows), name) or name in rows.__dict__ else getattr(rows.query, name)
