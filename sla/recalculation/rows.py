"""Thousands of clocks between arrays and tables: read under lock, written by one statement a table.

Instants cross as integers, since a million datetimes cost more than all the arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import connection

from requests_app.models import ServiceRequest
from sla.calendar.instants import Instants
from sla.models import INTERNAL, Clock, ClockSegment

from .arithmetic import NO_STEP, Flags, Rebased, Running, step_offset
from .routes import Route

_TABLES = {
    "clock": Clock._meta.db_table,
    "segment": ClockSegment._meta.db_table,
    "request": ServiceRequest._meta.db_table,
}


def _us(column: str) -> str:
    return f"(extract(epoch FROM {column}) * 1000000)::bigint"


def _at(column: str) -> str:
    return f"timestamptz 'epoch' + {column} * interval '1 microsecond'"


# Nothing here ever waits: who holds a request or one of its clocks goes first, and what was skipped is tried again. So
# no order of locks can be wrong, though the request is written after its clocks.
_LOCKED = "FOR NO KEY UPDATE OF request, clock SKIP LOCKED"

_READ = f"""
SELECT clock.id, clock.request_id, clock.state, request.is_live,
       clock.is_pinned OR clock.overran_at IS NOT NULL, coalesce(clock.target_us, 0), clock.consumed_us,
       coalesce({_us("clock.running_since")}, 0), coalesce({_us("clock.due_at")}, 0),
       clock.steps::text, clock.next_step
FROM {_TABLES["clock"]} clock JOIN {_TABLES["request"]} request ON request.id = clock.request_id
WHERE clock.id = ANY(%(ids)s::bigint[]) AND clock.calendar_version_id = %(version)s
  AND clock.state IN ('running', 'paused')
ORDER BY clock.id
"""  # noqa: S608 - the names are our own

_CLOSE_PIECES = f"""
UPDATE {_TABLES["segment"]} piece SET to_at = {_at("new.until")}
FROM unnest(%(ids)s::bigint[], %(untils)s::bigint[]) AS new(clock, until)
WHERE piece.clock_id = new.clock AND piece.to_at IS NULL
"""  # noqa: S608

_OPEN_PIECES = f"""
INSERT INTO {_TABLES["segment"]} (clock_id, kind, from_at, to_at, reason, calendar_version_id)
SELECT new.clock, 'run', {_at("new.since")}, {_at("new.until")}, %(reason)s, %(version)s
FROM unnest(%(ids)s::bigint[], %(sinces)s::bigint[], %(untils)s::bigint[]) AS new(clock, since, until)
"""  # noqa: S608

_MOVE_CLOCKS = f"""
UPDATE {_TABLES["clock"]} clock
SET calendar_version_id = %(version)s, consumed_us = new.consumed, running_since = {_at("new.since")},
    due_at = {_at("new.due")}, next_fire_at = {_at("new.fires")}
FROM unnest(%(ids)s::bigint[], %(consumed)s::bigint[], %(sinces)s::bigint[], %(dues)s::bigint[], %(fires)s::bigint[])
    AS new(id, consumed, since, due, fires)
WHERE clock.id = new.id
"""  # noqa: S608

# As `clocks.write_due`, for many.
_MOVE_REQUESTS = f"""
UPDATE {_TABLES["request"]} request SET due_at = soonest.due
FROM (
    SELECT wanted.id, min(clock.due_at) AS due
    FROM unnest(%(requests)s::bigint[]) AS wanted(id)
    LEFT JOIN {_TABLES["clock"]} clock
        ON clock.request_id = wanted.id AND clock.state = 'running' AND clock.metric <> ALL(%(internal)s)
    GROUP BY wanted.id
) soonest
WHERE request.id = soonest.id AND request.due_at IS DISTINCT FROM soonest.due
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Chunk:
    """Unfinished clocks that count by the hours of one route, in the order of their ids."""

    ids: Instants
    requests: Instants
    resting: Flags  # no moment to move: only the version
    plain: Flags  # runs towards a target, unbroken
    live: Flags
    due: Instants  # 0 while it rests
    running: Running

    def __len__(self) -> int:
        return len(self.ids)


def read(ids: Sequence[int], version: int, *, lock: bool) -> Chunk:
    """Those of the clocks that still count by this version; with `lock` those that nobody else holds, now held."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_READ} {_LOCKED if lock else ''}", {"ids": as_array(ids), "version": version})
        rows = cursor.fetchall()
    columns = [*zip(*rows, strict=True)] or [()] * 11
    own, requests, states, live, special, targets, consumed, since, due, steps, codes = columns
    target = _integers(targets)
    paused = np.array([state == Clock.State.PAUSED for state in states], np.bool_)
    pinned_or_broken = np.array(special, np.bool_)
    offsets = [*map(_offset, steps, targets, codes)]
    return Chunk(
        ids=_integers(own),
        requests=_integers(requests),
        resting=paused & (target > 0),
        plain=~paused & ~pinned_or_broken,
        live=np.array(live, np.bool_),
        due=_integers(due),
        running=Running(_integers(since), _integers(consumed), target, _integers(offsets)),
    )


@lru_cache(maxsize=4096)
def _offset(steps: str, target: int, code: str) -> int:
    """`step_offset` of steps as PostgreSQL writes an array of them; none of them needs quotes."""
    return step_offset(tuple(steps[1:-1].split(",")) if len(steps) > 2 else (), target, code) if target else NO_STEP


def rest(ids: Instants, version: int) -> None:
    """Let resting clocks take over a version."""
    Clock.objects.filter(pk__in=ids.tolist()).update(calendar_version=version)


def move(ids: Instants, live: Flags, route: Route, rebased: Rebased) -> None:
    """Write clocks that were rebased: the open piece ends, one begins for each stage, and the clock moves."""
    ends = [*rebased.begins[1:], None]
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE_PIECES, {"ids": as_array(ids), "untils": as_array(rebased.begins[0])})
        for stage, begins, until in zip(route.stages, rebased.begins, ends, strict=True):
            values: dict[str, Any] = {
                "version": stage.version,
                "reason": ClockSegment.Reason.RECALCULATED.value,
                "ids": as_array(ids),
                "sinces": as_array(begins),
                "untils": as_array([None] * len(ids) if until is None else until),
            }
            cursor.execute(_OPEN_PIECES, values)
        values = {
            "version": route.stages[-1].version,
            "ids": as_array(ids),
            "consumed": as_array(rebased.consumed),
            "sinces": as_array(rebased.begins[-1]),
            "dues": as_array(rebased.due),
            # The sweep never sees what is not live.
            "fires": as_array(one if seen else None for one, seen in zip(rebased.fires.tolist(), live, strict=True)),
        }
        cursor.execute(_MOVE_CLOCKS, values)


def move_requests(requests: Iterable[int]) -> None:
    """Give requests that are held the soonest of their promises."""
    values: dict[str, Any] = {"requests": as_array(requests), "internal": [metric.value for metric in INTERNAL]}
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_REQUESTS, values)


def as_array(values: Instants | Iterable[int | None]) -> str:
    """Integers as PostgreSQL writes an array: a list of them would be quoted one by one."""
    listed = values.tolist() if isinstance(values, np.ndarray) else values
    return "{" + ",".join("NULL" if one is None else str(one) for one in listed) + "}"


def _integers(values: Sequence[int]) -> Instants:
    return np.array(values, np.int64)
