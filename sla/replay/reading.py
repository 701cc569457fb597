"""The past out of PostgreSQL: what a replay has to know about many requests, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from django.db import connection, transaction

from requests_app.models import Membership, RequestEvent, ServiceRequest, User
from requests_app.states import Verb
from sla.models import Clock
from sla.replay import packed
from sla.replay.facts import METRICS, STATUSES, VERBS, Codes, Facts, Ints, Journal, Lived, Mask, Requests, Side, Verdict
from sla.replay.packed import Lines, instants, integers, moments

DEPARTMENT_BITS = 24  # of a number that tells a person and a department
AMENDED = VERBS.index(Verb.AMENDED)


def _words(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


_NAMES = {
    "request": ServiceRequest._meta.db_table,
    "event": RequestEvent._meta.db_table,
    "person": User._meta.db_table,
    "clock": Clock._meta.db_table,
    "wanted": "r.service_id = ANY(%(services)s) AND r.filed_at >= %(since)s AND r.filed_at < %(until)s",
    "verbs": _words(VERBS),
    "metrics": _words(METRICS),
    "who": f"coalesce(e.actor_id, 0) << {DEPARTMENT_BITS} | e.department_id",
}

_REQUESTS = f"""
SELECT r.service_id::text, r.priority::text, r.is_live::text, {integers("r.id")}, {moments("r.filed_at")},
    {integers("coalesce(u.department_id, 0)")}, {integers("r.requester_id")}, {integers("r.filed_by_id")}
FROM {{request}} r JOIN {{person}} u ON u.id = r.requester_id
WHERE {{wanted}}
GROUP BY r.service_id, r.priority, r.is_live
""".format(**_NAMES)  # noqa: S608 - the names are our own

_JOURNAL = f"""
SELECT e.verb::text, e.new_status::text, {integers("e.request_id")}, {integers("e.id")}, {moments("e.at")},
    {integers("{who}")}
FROM {{event}} e {{{{of_these}}}} AND e.verb IN ({{verbs}})
GROUP BY e.verb, e.new_status
""".format(**_NAMES)  # noqa: S608

# Two flags ride with the number of the request: grouped by plain columns, every worker adds up its own share.
_FLAGS = "2 * (e.overran_at IS NOT NULL OR coalesce(e.due_at <= %(now)s, false))::int + e.is_pinned::int"
_FLAG_BITS, _LATE, _PINNED = 2, 2, 1

_CLOCKS = f"""
SELECT e.metric::text, e.state::text, {integers(f"(e.request_id << {_FLAG_BITS}) + {_FLAGS}")},
    {moments("coalesce(e.stopped_at, 'epoch')")}
FROM {{clock}} e {{{{of_these}}}} AND e.department_id IS NULL AND e.metric IN ({{metrics}})
GROUP BY e.metric, e.state
""".format(**_NAMES)  # noqa: S608

# Rows of some requests. Where most requests between the first and the last are wanted, the others are read with them
# and dropped: that is cheaper than looking each one up.
_LOOKED_UP = "JOIN {request} r ON r.id = e.request_id WHERE {wanted}".format(**_NAMES)
_IN_A_ROW = "WHERE e.request_id BETWEEN %(first)s AND %(last)s"


def read(services: dict[int, int], since: datetime, until: datetime, *, now: datetime) -> Facts:
    """Everything about requests for these services (id: id of the department) that were filed in [since, until)."""
    wanted = {"services": list(services), "since": since, "until": until, "now": now}
    with transaction.atomic():
        with connection.cursor() as cursor:
            # One reading of everything: tables in memory, and no time spent on compiling a statement.
            cursor.execute("SET LOCAL work_mem = '128MB'; SET LOCAL jit = off")
        requests, people = _requests(packed.read(_REQUESTS, wanted, words=3, packed=5), services)
        wanted |= _ends(requests.ids)
        of_these = _IN_A_ROW if _are_most(requests.ids) else _LOOKED_UP
        lines = packed.read(_JOURNAL.format(of_these=of_these), wanted, words=2, packed=4)
        journal, requests = _journal(lines, requests, people)
        lived = _lived(packed.read(_CLOCKS.format(of_these=of_these), wanted, words=2, packed=2), requests.ids)
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


@dataclass(frozen=True, slots=True, eq=False)
class _People:
    """Who asked and who filed each request, and who serves where."""

    requester: Ints
    filed_by: Ints
    is_live: Mask
    provider: Ints
    serving: Ints

    def sides(self, owner: Ints, who: Ints) -> Codes:
        """Whose words each line is: the question of `sla.receivers.speaks_for_department`."""
        actor = who >> DEPARTMENT_BITS
        side = np.where(actor == self.requester[owner], Side.REQUESTER, Side.DEPARTMENT).astype(np.int8)
        side[actor == 0] = np.where(self.is_live[owner[actor == 0]], Side.NOBODY, Side.DEPARTMENT)
        proxies = np.flatnonzero((side == Side.DEPARTMENT) & (actor == self.filed_by[owner]))
        serves = np.isin(who[proxies], self.serving)
        serves |= np.isin(_pair(actor[proxies], self.provider[owner[proxies]]), self.serving)
        side[proxies[~serves]] = Side.REQUESTER
        return side


def _pair(person: Ints, department: Ints) -> Ints:
    return person << DEPARTMENT_BITS | department


def _requests(lines: Lines, services: dict[int, int]) -> tuple[Requests, _People]:
    """The requests with the priority they have today, and their people."""
    order = np.argsort(lines.columns[0])
    ids, filed, asker, requester, filed_by = (column[order] for column in lines.columns)
    provider = lines.each(lambda service, _priority, _live: services[int(service)])[order]
    found = Requests(
        ids=ids,
        filed=instants(filed),
        service=lines.each(lambda service, _priority, _live: int(service))[order],
        department=provider,
        asker=asker,
        priority=lines.codes(lambda _service, priority, _live: int(priority))[order],
    )
    is_live = lines.codes(lambda _service, _priority, live: live == "true")[order] > 0
    pairs = np.array(Membership.objects.values_list("user", "department"), np.int64).reshape(-1, 2)
    return found, _People(requester, filed_by, is_live, provider, _pair(pairs[:, 0], pairs[:, 1]))


def _journal(lines: Lines, requests: Requests, people: _People) -> tuple[Journal, Requests]:
    """The journal, and the requests with the priority they were filed with."""
    request, number, at, who = lines.columns
    owner = _owners(request, requests.ids)
    verb = lines.codes(lambda verb, _status: VERBS.index(verb))
    status = lines.codes(lambda _verb, status: STATUSES.index(status))
    was, became = _priorities(number, verb == AMENDED)
    order = _by_time(owner, at, number)
    wanted = (owner >= 0) & ((verb != AMENDED) | (became > 0))
    if not wanted.all():
        order = order[wanted[order]]
    owner, became = owner[order], became[order]
    journal = Journal(owner, instants(at[order]), verb[order], status[order], people.sides(owner, who[order]), became)
    priority = requests.priority.copy()
    changes = np.flatnonzero(became)[::-1]  # the first one of each request stands
    priority[owner[changes]] = was[order[changes]]
    return journal, replace(requests, priority=priority)


def _priorities(number: Ints, amended: Mask) -> tuple[Codes, Codes]:
    """What the priority was and became, for each line that changed it; else 0."""
    was, became = np.zeros((2, len(number)), np.int8)
    places = {int(number[place]): place for place in np.flatnonzero(amended)}
    changes = RequestEvent.objects.filter(pk__in=places, data__changes__has_key="priority")
    for pk, (before, after) in changes.values_list("pk", "data__changes__priority"):
        was[places[pk]], became[places[pk]] = before, after
    return was, became


def _by_time(owner: Ints, at: Ints, number: Ints) -> Ints:
    """The order of the lines by request, time and number. Numbers nearly always rise with time, and sort faster."""
    if not len(number):
        return number
    first = number.min()
    order = np.argsort(owner << int(number.max() - first).bit_length() | (number - first))
    owners, times = owner[order], at[order]
    if ((owners[1:] > owners[:-1]) | (times[1:] >= times[:-1])).all():
        return order
    return np.lexsort((number, at, owner))


def _lived(lines: Lines, ids: Ints) -> dict[str, Lived]:
    request, stopped = lines.columns[0] >> _FLAG_BITS, instants(lines.columns[1])
    late, pinned = (lines.columns[0] & _LATE) > 0, (lines.columns[0] & _PINNED) > 0
    owners, metrics = _owners(request, ids), lines.codes(lambda metric, _state: METRICS.index(metric))
    verdicts = np.where(
        late,
        lines.codes(lambda _metric, state: _verdict(state, is_late=True)),
        lines.codes(lambda _metric, state: _verdict(state, is_late=False)),
    )
    found = {}
    for code, name in enumerate(METRICS):
        these = np.flatnonzero((metrics == code) & (owners >= 0))
        if len(these):
            own, lived = owners[these], Lived.nothing(len(ids))
            np.maximum.at(lived.verdict, own, verdicts[these])
            np.maximum.at(lived.stopped, own, stopped[these])
            lived.pinned[own[pinned[these]]] = True
            found[name] = lived
    return found


def _verdict(state: str, *, is_late: bool) -> Verdict:
    """That of `ClockQuerySet.broken` and of the dashboard."""
    match state:
        case Clock.State.MET:
            return Verdict.KEPT
        case Clock.State.MISSED:
            return Verdict.BROKEN
        case Clock.State.RUNNING | Clock.State.PAUSED:
            return Verdict.BROKEN if is_late else Verdict.UNDECIDED
    return Verdict.CANCELLED


def _owners(requests: Ints, ids: Ints) -> Ints:
    """The place of each of these requests among `ids`; -1 for others, and for one that was filed just now."""
    if not len(ids):
        return np.full(len(requests), -1, np.int64)
    if _are_most(ids):
        first, last = int(ids[0]), int(ids[-1])
        places = np.full(last - first + 1, -1, np.int64)
        places[ids - first] = np.arange(len(ids))
        within = (requests >= first) & (requests <= last)
        return np.where(within, places[np.clip(requests - first, 0, last - first)], -1)
    owners = np.minimum(np.searchsorted(ids, requests), len(ids) - 1)
    return np.where(ids[owners] == requests, owners, -1)
