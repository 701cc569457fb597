"""Millions of rows in minutes: what differs from row to row goes in by COPY, the rest is a row of the product's own.

A request and its clocks are made once by the product and then multiplied in SQL with other instants, so that new
columns are right by themselves. While many go in, the tables have neither indexes nor foreign keys (`loading`); both
come back as they were, and PostgreSQL checks every row then. What is measured afterwards is the product's own code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from io import BytesIO

import numpy as np
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from bench.sla.scratch import ANSWERED_IN, DONE_IN, Company
from requests_app import transitions
from requests_app.models import RequestEvent, ServiceRequest
from requests_app.states import Status, Verb
from sla.calendar import WorkingCalendar
from sla.calendar.instants import DAY, SECOND, Instants, to_us
from sla.models import Clock, ClockSegment

METRICS = {"first_response": ANSWERED_IN * SECOND, "resolution": DONE_IN * SECOND}
MONTH = 28 * DAY
MANY = 20_000
LOADED = (ServiceRequest, Clock, ClockSegment, RequestEvent)
WAITED = 0.3
COPY_HEADER, COPY_TRAILER = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
COPIED = (("length", ">i4"), ("value", ">i8"))
INSTANT = "timestamptz 'epoch' + {} * interval '1 microsecond'"


def open_requests(company: Company, many: int, since: datetime, *, spread: int = MONTH) -> None:
    """So many requests filed within `spread` microseconds of `since`, each with two running clocks."""
    calendar = company.version.working_calendar
    filed = _filed(calendar, many, since, spread)
    pattern = _pattern(company, since)
    with connection.cursor() as cursor:
        numbers = _requests(cursor, pattern, filed, {"due_at": "NULL"})
        due = {metric: calendar.add_many(filed, target) for metric, target in METRICS.items()}
        fires = {metric: calendar.add_many(filed, target // 2) for metric, target in METRICS.items()}
        for metric in METRICS:
            _plan(cursor, numbers, filed, due[metric], fires[metric])
            moments = {"started_at": "a", "running_since": "a", "due_at": "b", "next_fire_at": "c"}
            _multiply(cursor, _clock_of(pattern, metric), {"request_id": "number", **_moments(moments)})
        cursor.execute(
            f"INSERT INTO {_table(ClockSegment)} (kind, from_at, reason, calendar_version_id, clock_id)"
            f" SELECT 'run', started_at, 'filed', calendar_version_id, id FROM {_table(Clock)}"
            " WHERE request_id >= %s",
            [int(numbers[0])],
        )
    pattern.delete()


def finished_requests(company: Company, many: int, since: datetime, *, spread: int) -> None:
    """Requests of the past: begun, answered and done, with the journal of that and two clocks that stopped."""
    calendar, chance = company.version.working_calendar, np.random.default_rng(many)
    filed = _filed(calendar, many, since, spread)
    work = {metric: chance.integers(target // 20, int(target * 1.2), many) for metric, target in METRICS.items()}
    stopped = {metric: calendar.add_many(filed, amount) for metric, amount in work.items()}
    done = np.maximum(stopped["resolution"], stopped["first_response"])
    pattern = _pattern(company, since)
    with connection.cursor() as cursor:
        numbers = _requests(
            cursor, pattern, filed, {"status": "'closed'"} | _moments({"resolved_at": "b", "closed_at": "b"}), done
        )
        for metric, target in METRICS.items():
            due = calendar.add_many(filed, target)
            stop = done if metric == "resolution" else stopped[metric]
            _plan(cursor, numbers, filed, due, stop)
            late = "CASE WHEN c > b THEN"
            fixed = {
                "request_id": "number",
                "state": f"{late} 'missed' ELSE 'met' END",
                "running_since": "NULL",
                "next_step": "''",
                "next_fire_at": "NULL",
                **{name: f"{late} {INSTANT.format('b')} END" for name in ("breached_at", "overran_at")},
            }
            moments = {"started_at": "a", "due_at": "b", "stopped_at": "c"}
            _multiply(cursor, _clock_of(pattern, metric), fixed | _moments(moments))
        _journal(cursor, company, pattern, numbers, (filed, stopped["first_response"], done))
    pattern.delete()


def _journal(
    cursor: CursorWrapper,
    company: Company,
    pattern: ServiceRequest,
    numbers: Instants,
    moments: tuple[Instants, Instants, Instants],
) -> None:
    """Begun, answered, done; three requests in ten waited for their requester in between."""
    filed, answered, done = moments
    waited = np.random.default_rng(numbers.size).random(numbers.size) < WAITED
    for verb, at, status, who in (
        (Verb.STARTED, filed + (answered - filed) // 2, Status.IN_PROGRESS, company.agent),
        (Verb.REPLIED, answered, Status.IN_PROGRESS, company.agent),
        (Verb.ASKED, answered + (done - answered) // 4, Status.WAITING, company.agent),
        (Verb.ANSWERED, answered + (done - answered) // 2, Status.IN_PROGRESS, company.requester),
        (Verb.RESOLVED, done, Status.RESOLVED, company.agent),
    ):
        which = waited if verb in (Verb.ASKED, Verb.ANSWERED) else slice(None)
        _plan(cursor, numbers[which], at[which], at[which], at[which])
        said = {"request_id": "number", "verb": f"'{verb}'", "new_status": f"'{status}'", "actor_id": str(who.pk)}
        _multiply(cursor, RequestEvent.objects.filter(request=pattern).earliest("id"), said | _moments({"at": "a"}))


def _filed(calendar: WorkingCalendar, many: int, since: datetime, spread: int) -> Instants:
    """Instants of working time in order: what is filed at night would all fall due at the same opening."""
    first = to_us(since)
    worked = np.random.default_rng(many).integers(1, calendar.elapsed_us(first, first + spread), many)
    return calendar.add_many(first, np.sort(worked))


def _pattern(company: Company, since: datetime) -> ServiceRequest:
    """Filed through the real verb, with its journal and clocks."""
    filing = transitions.Filing("Something does not work")
    return transitions.submit(company.service, filing, requester=company.requester, by=company.requester, now=since)


def _clock_of(pattern: ServiceRequest, metric: str) -> Clock:
    clock: Clock = pattern.clocks.get(metric=metric)
    return clock


def _requests(
    cursor: CursorWrapper,
    pattern: ServiceRequest,
    filed: Instants,
    changes: dict[str, str],
    done: Instants | None = None,
) -> Instants:
    """The ids of the new requests, in the order in which they were filed."""
    done = filed if done is None else done
    _plan(cursor, np.arange(filed.size), filed, done, done)
    cursor.execute(f"SELECT max(id) FROM {_table(ServiceRequest)}")
    before = cursor.fetchone()[0]
    moments = _moments({"filed_at": "a", "updated_at": "b"})
    _multiply(cursor, pattern, {"filing_key": "NULL", **moments, **changes})
    cursor.execute(f"SELECT min(id), max(id) FROM {_table(ServiceRequest)} WHERE id > %s", [before])
    first, last = cursor.fetchone()
    assert last - first + 1 == filed.size, "Somebody else writes into this database."
    return np.arange(first, last + 1)


def _moments(columns: Mapping[str, str]) -> dict[str, str]:
    return {name: INSTANT.format(source) for name, source in columns.items()}


def _plan(cursor: CursorWrapper, number: Instants, *instants: Instants) -> None:
    """What differs from row to row, as the temporary table `plan (number, a, b, c)`."""
    cursor.execute("DROP TABLE IF EXISTS plan")
    cursor.execute("CREATE TEMPORARY TABLE plan (number bigint, a bigint, b bigint, c bigint)")
    values = (number, *instants)
    parts = [("columns", ">i2"), *((f"{kind}{n}", width) for n in range(4) for kind, width in COPIED)]
    rows = np.zeros(number.size, np.dtype(parts))
    rows["columns"] = len(values)
    for place, value in enumerate(values):
        rows[f"length{place}"], rows[f"value{place}"] = 8, value
    copied = BytesIO(COPY_HEADER + rows.tobytes() + COPY_TRAILER)
    cursor.copy_expert("COPY plan FROM STDIN (FORMAT BINARY)", copied)


def _multiply(cursor: CursorWrapper, pattern: models.Model, changes: Mapping[str, str]) -> None:
    """Insert the row of the pattern once for each line of the plan, with some columns as SQL says."""
    table = _table(type(pattern))
    columns = [field.column for field in pattern._meta.concrete_fields if not field.primary_key]
    said = ", ".join(changes.get(column, f"one.{column}") for column in columns)
    into = f"INSERT INTO {table} ({', '.join(columns)})"
    cursor.execute(f"{into} SELECT {said} FROM {table} one, plan WHERE one.id = %s ORDER BY number", [pattern.pk])


@contextmanager
def loading(many: int, tables: Sequence[type[models.Model]] = LOADED) -> Iterator[None]:
    """For many rows the tables lose indexes and foreign keys but those of their ids; made anew at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        with ExitStack() as coming_back:
            for model in tables if many >= MANY else ():
                _strip(cursor, _table(model), coming_back)
            yield
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET maintenance_work_mem")


def _strip(cursor: CursorWrapper, table: str, coming_back: ExitStack) -> None:
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype IN ('f', 'u')",
        [table],
    )
    for name, definition in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        coming_back.callback(cursor.execute, f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    cursor.execute(
        "SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = %s::regclass AND NOT indisprimary",
        [table],
    )
    for name, definition in cursor.fetchall():
        cursor.execute(f"DROP INDEX {name}")
        coming_back.callback(cursor.execute, definition)


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table
