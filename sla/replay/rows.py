"""The past as it lies in PostgreSQL: requests with their journal and clocks, of some services or with some numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self

from requests_app.models import RequestEvent, ServiceRequest
from sla.models import Clock
from sla.replay import packed
from sla.replay.facts import METRICS, VERBS
from sla.replay.packed import Lines, integers, moments

DEPARTMENT_BITS = 24  # of a number that tells a person and a department
# Two flags ride with the number of the request: grouped by plain columns, every worker adds up its own share.
FLAG_BITS, OVERRAN, PINNED = 2, 2, 1


def _words(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


_NAMES = {
    "request": ServiceRequest._meta.db_table,
    "event": RequestEvent._meta.db_table,
    "clock": Clock._meta.db_table,
    "verbs": _words(VERBS),
    "metrics": _words(METRICS),
}

_REQUESTS = f"""
SELECT r.service_id::text, r.priority::text, r.is_live::text, {integers("r.id")}, {moments("r.filed_at")},
    {integers("r.requester_id")}, {integers("r.filed_by_id")}
FROM {{request}} r WHERE {{{{these}}}}
GROUP BY r.service_id, r.priority, r.is_live
""".format(**_NAMES)  # noqa: S608 - the names are our own

_JOURNAL = f"""
SELECT e.verb::text, e.new_status::text, {integers("e.request_id")}, {integers("e.id")}, {moments("e.at")},
    {integers(f"coalesce(e.actor_id, 0) << {DEPARTMENT_BITS} | e.department_id")}
FROM {{event}} e {{{{of_these}}}} AND e.verb IN ({{verbs}})
GROUP BY e.verb, e.new_status
""".format(**_NAMES)  # noqa: S608

_FLAGS = f"{OVERRAN} * (e.overran_at IS NOT NULL)::int + {PINNED} * e.is_pinned::int"
_CLOCKS = f"""
SELECT e.metric::text, e.state::text, {integers(f"(e.request_id << {FLAG_BITS}) + {_FLAGS}")},
    {moments("coalesce(e.stopped_at, 'epoch')")}, {moments("coalesce(e.due_at, 'infinity')")}
FROM {{clock}} e {{{{of_these}}}} AND e.department_id IS NULL AND e.metric IN ({{metrics}})
GROUP BY e.metric, e.state
""".format(**_NAMES)  # noqa: S608

_WANTED = "r.service_id = ANY(%(services)s) AND r.filed_at >= %(since)s AND r.filed_at < %(until)s"
_LOOKED_UP = "JOIN {request} r ON r.id = e.request_id WHERE ".format(**_NAMES) + _WANTED
_NUMBERED = "r.id BETWEEN %(first)s AND %(last)s"
_IN_A_ROW = "WHERE e.request_id BETWEEN %(first)s AND %(last)s"


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """Packed columns, as instants that PostgreSQL counts. Requests: number, filed, requester, filed by. Journal:
    request, number, at, person and department. Clocks: request with flags, stopped, due."""

    requests: Lines
    journal: Lines
    clocks: Lines

    @classmethod
    def joined(cls, parts: Sequence[Past]) -> Self:
        return cls(*(Lines.joined([getattr(part, one.name) for part in parts]) for one in fields(cls)))


def of_services(services: Sequence[int], since: datetime, until: datetime) -> Past:
    """What was filed for these services in [since, until)."""
    wanted = {"services": list(services), "since": since, "until": until}
    return _read(_WANTED, _LOOKED_UP, wanted)


def between(first: int, last: int) -> Past:
    """All requests with a number in [first, last], whatever they are for."""
    return _read(_NUMBERED, _IN_A_ROW, {"first": first, "last": last})


def _read(these: str, of_these: str, values: dict[str, Any]) -> Past:
    return Past(
        packed.read(_REQUESTS.format(these=these), values, words=3, packed=4),
        packed.read(_JOURNAL.format(of_these=of_these), values, words=2, packed=4),
        packed.read(_CLOCKS.format(of_these=of_these), values, words=2, packed=3),
    )
