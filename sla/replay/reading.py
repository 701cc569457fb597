"""The past out of PostgreSQL, as arrays: binary COPY of fixed-width rows, so that a million costs seconds, not objects.

All rows have columns that are never null and always as wide, so what arrives is one array of records.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Self

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from requests_app.models import Membership, RequestEvent, Service, ServiceRequest, User
from requests_app.states import Verb
from sla.calendar.instants import to_us
from sla.models import Clock
from sla.replay.facts import METRICS, STATUSES, VERBS, Codes, Facts, Ints, Journal, Lived, Mask, Requests, Side, Verdict

COPY_HEADER, COPY_TRAILER = 19, 2  # bytes
POSTGRES_EPOCH = to_us(datetime(2000, 1, 1, tzinfo=UTC))

_NAMES = {
    "request": ServiceRequest._meta.db_table,
    "event": RequestEvent._meta.db_table,
    "service": Service._meta.db_table,
    "membership": Membership._meta.db_table,
    "person": User._meta.db_table,
    "clock": Clock._meta.db_table,
}


def _cases(column: str, values: Sequence[str]) -> str:
    return f"CASE {column} " + " ".join(f"WHEN '{value}' THEN {code}" for code, value in enumerate(values)) + " END"


def _words(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


_NAMES["wanted"] = "r.service_id = ANY(%(services)s) AND r.filed_at >= %(since)s AND r.filed_at < %(until)s"
_NAMES |= {"verbs": _words(VERBS), "metrics": _words(METRICS), "metric": _cases("e.metric", METRICS)}
_NAMES |= {"amended": f"'{Verb.AMENDED}'", "paused": f"'{Clock.State.PAUSED}', '{Clock.State.RUNNING}'"}
_NAMES |= {"met": f"'{Clock.State.MET}'", "missed": f"'{Clock.State.MISSED}'"}
_NAMES |= {verdict.name.lower(): str(verdict.value) for verdict in Verdict}

_REQUESTS = """
SELECT r.id, r.filed_at, r.service_id, coalesce(u.department_id, 0)::bigint, r.requester_id, r.filed_by_id,
    r.priority::smallint, r.is_live::int::smallint
FROM {request} r JOIN {person} u ON u.id = r.requester_id
WHERE {wanted}
""".format(**_NAMES)

# Words come as hashes, which are as wide as each other and cheaper than comparing; the last column is what the priority
# was and became, as 11 to 44, where the line changed it.
_JOURNAL = """
SELECT e.request_id, e.id, e.at, coalesce(e.actor_id, 0), e.department_id, hashtext(e.verb), hashtext(e.new_status),
    (CASE WHEN e.verb = {amended} THEN 10 * (e.data #>> '{{{{changes,priority,0}}}}')::smallint
            + (e.data #>> '{{{{changes,priority,1}}}}')::smallint
        ELSE 0 END)::smallint
FROM {event} e {{of_these}}
    AND e.verb IN ({verbs}) AND (e.verb <> {amended} OR e.data #> '{{{{changes,priority}}}}' IS NOT NULL)
""".format(**_NAMES)

# The verdict is that of `ClockQuerySet.broken` and of the dashboard.
_CLOCKS = """
SELECT e.request_id, coalesce(e.stopped_at, '1970-01-01 00:00+00'), ({metric})::smallint,
    (CASE WHEN e.state = {met} THEN {kept}
        WHEN e.state = {missed} OR e.state IN ({paused}) AND (e.overran_at IS NOT NULL OR e.due_at <= %(now)s)
        THEN {broken} WHEN e.state IN ({paused}) THEN {undecided} ELSE {cancelled} END)::smallint,
    e.is_pinned::int::smallint
FROM {clock} e {{of_these}} AND e.department_id IS NULL AND e.metric IN ({metrics})
""".format(**_NAMES)

# Rows of some requests. Where most requests between the first and the last are wanted, the others are read with them
# and dropped: that is cheaper than looking each one up.
_LOOKED_UP = "JOIN {request} r ON r.id = e.request_id WHERE {wanted}".format(**_NAMES)
_IN_A_ROW = "WHERE e.request_id BETWEEN %(first)s AND %(last)s"


def read(services: dict[int, int], since: datetime, until: datetime, *, now: datetime) -> Facts:
    """Everything about requests for these services (id: id of the department) that were filed in [since, until)."""
    wanted = {"services": list(services), "since": since, "until": until, "now": now}
    with transaction.atomic():
        with connection.cursor() as cursor:
            # One reading of everything: hash tables in memory, and no time spent on compiling a statement.
            cursor.execute("SET LOCAL work_mem = '128MB'; SET LOCAL jit = off")
        found = _rows(_REQUESTS, wanted, (8, 8, 8, 8, 8, 8, 2, 2))
        found = found[np.argsort(found["f0"])]
        requests = _requests(found, services)
        wanted |= _ends(requests.ids)
        of_these = _IN_A_ROW if _are_most(requests.ids) else _LOOKED_UP
        lines = _rows(_JOURNAL.format(of_these=of_these), wanted, (8, 8, 8, 8, 8, 4, 4, 2))
        journal, requests = _journal(lines, requests, _People.of(found, requests))
        lived = _lived(_rows(_CLOCKS.format(of_these=of_these), wanted, (8, 8, 2, 2, 2)), requests)
    return Facts(requests, journal, lived)


def _ends(ids: Ints) -> dict[str, int]:
    return {"first": int(ids[0]), "last": int(ids[-1])} if len(ids) else {"first": 1, "last": 0}


def _are_most(ids: Ints) -> bool:
    ends = _ends(ids)
    return 2 * len(ids) > ends["last"] - ends["first"]


def count(services: dict[int, int], since: datetime, until: datetime, *, at_most: int) -> int:
    """How many requests `read` would find, counted no further than `at_most`."""
    found = ServiceRequest.objects.filter(service__in=list(services), filed_at__gte=since, filed_at__lt=until)
    return found.order_by()[:at_most].count()


def _rows(statement: str, values: dict[str, Any], widths: tuple[int, ...]) -> NDArray[Any]:
    fields: list[tuple[str, str]] = [("columns", ">i2")]
    for place, width in enumerate(widths):
        fields += [(f"length{place}", ">i4"), (f"f{place}", f">i{width}")]
    received = BytesIO()
    with connection.cursor() as cursor:
        said = cursor.mogrify(statement, values).decode()
        cursor.copy_expert(f"COPY ({said}) TO STDOUT (FORMAT BINARY)", received)
    return np.frombuffer(received.getbuffer()[COPY_HEADER:-COPY_TRAILER], dtype=fields)


def _instants(column: NDArray[Any]) -> Ints:
    return column.astype(np.int64) + POSTGRES_EPOCH


def _requests(rows: NDArray[Any], services: dict[int, int]) -> Requests:
    service = rows["f2"].astype(np.int64)
    known = np.array(sorted(services), np.int64)
    departments = np.array([services[one] for one in sorted(services)], np.int64)
    return Requests(
        ids=rows["f0"].astype(np.int64),
        filed=_instants(rows["f1"]),
        service=service,
        department=departments[np.searchsorted(known, service)],
        asker=rows["f3"].astype(np.int64),
        priority=rows["f6"].astype(np.int8),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _People:
    """Who asked and who filed each request, and who serves where."""

    requester: Ints
    filed_by: Ints
    is_live: Mask
    provider: Ints
    serving: Ints

    @classmethod
    def of(cls, rows: NDArray[Any], requests: Requests) -> Self:
        pairs = np.array(Membership.objects.values_list("user", "department"), np.int64).reshape(-1, 2)
        return cls(
            rows["f4"].astype(np.int64),
            rows["f5"].astype(np.int64),
            rows["f7"] > 0,
            requests.department,
            _pair(pairs[:, 0], pairs[:, 1]),
        )

    def sides(self, owner: Ints, actor: Ints, department: Ints) -> Codes:
        """Whose words each line is: the question of `sla.receivers.speaks_for_department`."""
        side = np.where(actor == self.requester[owner], Side.REQUESTER, Side.DEPARTMENT).astype(np.int8)
        side[actor == 0] = np.where(self.is_live[owner[actor == 0]], Side.NOBODY, Side.DEPARTMENT)
        proxies = np.flatnonzero((side == Side.DEPARTMENT) & (actor == self.filed_by[owner]))
        people, provider = actor[proxies], self.provider[owner[proxies]]
        serves = np.isin(_pair(people, department[proxies]), self.serving)
        serves |= np.isin(_pair(people, provider), self.serving)
        side[proxies[~serves]] = Side.REQUESTER
        return side


def _pair(person: Ints, department: Ints) -> Ints:
    return person << 24 | department


def _journal(rows: NDArray[Any], requests: Requests, people: _People) -> tuple[Journal, Requests]:
    """The journal, and the requests with the priority they were filed with."""
    rows, owner = _with_owners(rows, requests)
    at = _instants(rows["f2"])
    order = np.lexsort((rows["f1"].astype(np.int64), at, owner))
    sides = people.sides(owner, rows["f3"].astype(np.int64), rows["f4"].astype(np.int64))
    owner, became = owner[order], rows["f7"].astype(np.int8)[order]
    journal = Journal(
        owner=owner,
        at=at[order],
        verb=_codes(rows["f5"], VERBS)[order],
        status=_codes(rows["f6"], STATUSES)[order],
        side=sides[order],
        priority=became % 10,
    )
    priority = requests.priority.copy()
    lines = np.flatnonzero(became)[::-1]  # the first one of each request stands
    priority[owner[lines]] = became[lines] // 10
    filed_with = Requests(requests.ids, requests.filed, requests.service, requests.department, requests.asker, priority)
    return journal, filed_with


def _codes(hashes: NDArray[Any], words: Sequence[str]) -> Codes:
    """The place of each word among `words`, from PostgreSQL's hash of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hashtext(word) FROM unnest(%s::text[]) WITH ORDINALITY AS w (word, n) ORDER BY n", [list(words)]
        )
        known = np.array([row[0] for row in cursor.fetchall()], np.int64)
    order = np.argsort(known)
    found: Codes = order[np.searchsorted(known[order], hashes.astype(np.int64))].astype(np.int8)
    return found


def _lived(rows: NDArray[Any], requests: Requests) -> dict[str, Lived]:
    rows, owner = _with_owners(rows, requests)
    metric = rows["f2"]
    found = {}
    for code, name in enumerate(METRICS):
        these = np.flatnonzero(metric == code)
        if len(these):
            own, lived = owner[these], Lived.nothing(len(requests))
            np.maximum.at(lived.verdict, own, rows["f3"][these].astype(np.int8))
            np.maximum.at(lived.stopped, own, _instants(rows["f1"][these]))
            lived.pinned[own[rows["f4"][these] > 0]] = True
            found[name] = lived
    return found


def _with_owners(rows: NDArray[Any], requests: Requests) -> tuple[NDArray[Any], Ints]:
    """The rows whose request is known, with its place; those of others, and of one filed just now, are left out."""
    ids = rows["f0"].astype(np.int64)
    if not len(requests):
        return rows[:0], ids[:0]
    if _are_most(requests.ids):
        first, last = int(requests.ids[0]), int(requests.ids[-1])
        places = np.full(last - first + 1, -1, np.int64)
        places[requests.ids - first] = np.arange(len(requests))
        owner = places[np.clip(ids - first, 0, last - first)]
        known = (owner >= 0) & (ids >= first) & (ids <= last)
    else:
        owner = np.minimum(np.searchsorted(requests.ids, ids), len(requests) - 1)
        known = requests.ids[owner] == ids
    return (rows, owner) if known.all() else (rows[known], owner[known])
