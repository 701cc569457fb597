"""A company with as many requests as wanted: the demo's half year, lived by the verbs, multiplied in SQL.

Every copy is the demo's requests with all that belongs to them, a week earlier than the copy before and asked by other
people. Rows never leave the database, so a million requests with their twenty million rows take minutes. Only the
first copies bring open requests: who has ten years of requests has not ten years of open ones.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from django.contrib.auth.hashers import make_password
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from bench.sla.fill import loading
from dashboards import rollups
from operations.seed import company
from requests_app import clock
from requests_app.models import (
    Effort,
    Leg,
    Message,
    Participant,
    Promise,
    RequestEvent,
    RequestText,
    ServiceRequest,
    User,
)
from requests_app.states import FINISHED
from sla.models import Clock, ClockEvent, ClockSegment
from surveys.models import Invitation, NotAsked, Rating

# What multiplies, each after what it points to. Approvals, files and the like are few, and stay the demo's own.
COPIED: tuple[type[models.Model], ...] = (
    ServiceRequest, Message, RequestEvent, RequestText, Promise, Leg, Participant, Effort,
    Clock, ClockSegment, ClockEvent, Invitation, NotAsked, Rating,
)  # fmt: skip
BEGINNING, PEOPLE = 3_000, 120  # of the demo
OPEN_COPIES = 20
PER_PERSON = 20  # requests
EMPTY = {"parent_id", "filing_key"}  # what is unique, or may point to what is not copied
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Filled:
    """What there is now; seconds of multiplying (with indexes and checks made anew) and of counting the figures."""

    requests: int
    copied: int
    rows: int
    people: int
    copying: float
    counting: float


def fill(many: int, tell: Tell) -> Filled:
    """About `many` requests, at least the demo's own; the roll-ups are counted by the product."""
    made = company.make(clock.now(), requests=min(many, BEGINNING), people_count=PEOPLE, say=company.silent)
    tell(f"{made.requests:,} requests lived by the verbs")
    copies = max(0, round(many / _finished()) - 1)
    people = _people(copies * made.requests // PER_PERSON)
    began = perf_counter()
    with loading(many, COPIED), connection.cursor() as cursor, _quiet(cursor):
        last = {model: _last(cursor, model) for model in COPIED}
        rows = 0
        for model in COPIED:
            rows += (more := _multiply(cursor, model, last, people, copies))
            tell(f"{more:,} rows of {model._meta.db_table}")
    copying, began = perf_counter() - began, perf_counter()
    rollups.mark_for_rebuild(None)
    rollups.recount(lambda _days: None)
    tell("figures counted")
    total = ServiceRequest.objects.count()
    return Filled(total, total - made.requests, rows, User.objects.count(), copying, perf_counter() - began)


def _finished() -> int:
    return ServiceRequest.objects.filter(status__in=FINISHED).count()


def _people(many: int) -> range:
    """Colleagues who only ask: their keys."""
    chance, secret = random.Random(9), make_password(None)
    syllables = ("an", "bor", "chen", "dmi", "el", "fa", "gri", "hu", "iv", "jin", "ka", "li", "mar", "no", "ol", "pe")
    places = list(User.objects.exclude(department=None).values_list("department", flat=True))
    rows = [
        User(
            display_name=" ".join("".join(chance.choices(syllables, k=2)).title() for _ in range(2)),
            email=f"colleague{number}@example.com",
            password=secret,
            department_id=chance.choice(places),
        )
        for number in range(max(many, 1))
    ]
    keys = [one.pk for one in User.objects.bulk_create(rows, batch_size=5_000)]
    return range(keys[0], keys[-1] + 1)


def _last(cursor: CursorWrapper, model: type[models.Model]) -> int:
    cursor.execute(f"SELECT coalesce(max({_key(model)}), 0) FROM {model._meta.db_table}")
    last: int = cursor.fetchone()[0]
    return last


def _multiply(
    cursor: CursorWrapper, model: type[models.Model], last: dict[type[models.Model], int], people: range, copies: int
) -> int:
    """Copy `k` of a row has the key that is `k` times the last one further. The number of new rows.

    Each copy is a statement of its own: sorting all of them by copy and key would take longer than writing them.
    """
    table, key = model._meta.db_table, _key(model)
    states = ", ".join(f"'{one.value}'" for one in FINISHED)
    cursor.execute(
        f"CREATE TEMPORARY TABLE pattern AS SELECT one.*, r.status IN ({states}) AS is_finished"
        f" FROM {table} one {_request_of(model)} ORDER BY one.{key}"
    )
    columns = {field.column: _value(field, last, people) for field in model._meta.concrete_fields}
    copy = (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())}"
        f" FROM (SELECT %s::bigint AS k) copy, pattern one WHERE k < {OPEN_COPIES} OR is_finished"
    )
    rows = 0
    for number in range(1, copies + 1):
        cursor.execute(copy, [number])
        rows += cursor.rowcount
    cursor.execute("DROP TABLE pattern")
    cursor.execute(
        f"SELECT setval(pg_get_serial_sequence('{table}', '{key}'), max({key})) FROM {table}"
        f" WHERE pg_get_serial_sequence('{table}', '{key}') IS NOT NULL"
    )
    return rows


def _key(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)


def _request_of(model: type[models.Model]) -> str:
    """SQL that joins the request `r` which the row `one` belongs to."""
    requests, clocks = ServiceRequest._meta.db_table, Clock._meta.db_table
    if model is ServiceRequest:
        return f"JOIN {requests} r ON r.id = one.id"
    if any(field.column == "request_id" for field in model._meta.concrete_fields):
        return f"JOIN {requests} r ON r.id = one.request_id"
    return f"JOIN {clocks} c ON c.id = one.clock_id JOIN {requests} r ON r.id = c.request_id"


def _value(field: models.Field[object, object], last: dict[type[models.Model], int], people: range) -> str:
    """What the column says in the copy `k`."""
    own = f"one.{field.column}"
    if field.column in EMPTY:
        return "NULL"
    if field.column in ("requester_id", "filed_by_id"):
        return f"{people.start} + (one.id * 7919 + k * 104729) %% {len(people)}"
    if isinstance(field, models.ForeignKey):
        model = field.related_model
        return f"{own} + k * {last[model]}" if model in last else own
    if field.primary_key:
        return f"{own} + k * {last[field.model]}"
    if isinstance(field, models.DateField):  # moments, too
        days = f"7 * greatest(k - {OPEN_COPIES - 1}, 0)"
        return (
            f"{own} - ({days})::int"
            if field.get_internal_type() == "DateField"
            else f"{own} - ({days}) * interval '1 day'"
        )
    return own


@contextmanager
def _quiet(cursor: CursorWrapper) -> Iterator[None]:
    """Search words are copied with their rows; the triggers would make each of them anew."""
    for model in COPIED:
        cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
    yield
    for model in COPIED:
        cursor.execute(f"ALTER TABLE {model._meta.db_table} ENABLE TRIGGER USER")
