"""The past out of PostgreSQL: what a replay has to know about many requests, as arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from django.db.models import Count, Max, Min

from requests_app.models import Membership, RequestEvent, ServiceRequest, User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.states import Verb
from sla.calendar.instants import to_us
from sla.models import Clock
from sla.replay import history, rows
from sla.replay.facts import METRICS, STATUSES, VERBS, Codes, Facts, Ints, Journal, Lived, Mask, Requests, Side, Verdict
from sla.replay.packed import Lines, counted, instants, one_reading
from sla.replay.rows import DEPARTMENT_BITS, FLAG_BITS, OVERRAN, PINNED, Past

AMENDED = VERBS.index(Verb.AMENDED)


def read(services: dict[int, int], since: datetime, until: datetime, *, now: datetime) -> Facts:
    """Everything about requests for these services (id: id of the department) that were filed in [since, until)."""
    with one_reading():
        past = _past(services, since, until)
        requests, people = _requests(past.requests, services, since, until)
        journal, requests = _journal(past.journal, requests, people)
    return Facts(requests, journal, _lived(past.clocks, requests.ids, now=now))


def _past(services: dict[int, int], since: datetime, until: datetime) -> Past:
    """Where most requests between the first and the last are wanted, the others are read with them and dropped: that is
    cheaper than looking each one up."""
    ends = _filed(services, since, until).aggregate(first=Min("pk"), last=Max("pk"), many=Count("pk"))
    if 2 * ends["many"] <= (ends["last"] or 0) - (ends["first"] or 0):
        return rows.of_services(list(services), since, until)
    if not ends["many"]:
        return rows.between(1, 0)
    between = history.between if history.are_there() else rows.between
    return between(ends["first"], ends["last"])


def _filed(services: dict[int, int], since: datetime, until: datetime) -> ServiceRequestQuerySet:
    found: ServiceRequestQuerySet = ServiceRequest.objects.filter(
        service__in=list(services), filed_at__gte=since, filed_at__lt=until
    ).order_by()
    return found


def count(services: dict[int, int], since: datetime, until: datetime, *, at_most: int) -> int:
    """How many requests `read` would find, counted no further than `at_most`."""
    return _filed(services, since, until)[:at_most].count()


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


def _requests(lines: Lines, services: dict[int, int], since: datetime, until: datetime) -> tuple[Requests, _People]:
    """The wanted requests with the priority they have today, and their people."""
    provider = lines.each(lambda service, _priority, _live: services.get(int(service), 0))
    filed = instants(lines.columns[1])
    wanted = np.flatnonzero((provider > 0) & (filed >= to_us(since)) & (filed < to_us(until)))
    order = wanted[np.argsort(lines.columns[0][wanted])]
    ids, _filed_at, requester, filed_by = (column[order] for column in lines.columns)
    found = Requests(
        ids=ids,
        filed=filed[order],
        service=lines.each(lambda service, _priority, _live: int(service))[order],
        department=provider[order],
        asker=_departments_of(requester),
        priority=lines.codes(lambda _service, priority, _live: int(priority))[order],
    )
    is_live = lines.codes(lambda _service, _priority, live: live == "true")[order] > 0
    pairs = np.array(Membership.objects.values_list("user", "department"), np.int64).reshape(-1, 2)
    return found, _People(requester, filed_by, is_live, found.department, _pair(pairs[:, 0], pairs[:, 1]))


def _departments_of(people: Ints) -> Ints:
    """Of each of these people; 0 where they have none."""
    if not len(people):
        return people
    placed = User.objects.exclude(department=None).values_list("pk", "department")
    departments = np.zeros(int(people.max()) + 1, np.int64)
    for person, department in placed.filter(pk__lte=int(people.max())):
        departments[person] = department
    return departments[people]


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


def _lived(lines: Lines, ids: Ints, *, now: datetime) -> dict[str, Lived]:
    flagged, stopped, due = lines.columns
    request, stopped = flagged >> FLAG_BITS, instants(stopped)
    late = ((flagged & OVERRAN) > 0) | (due <= counted(to_us(now)))
    pinned = (flagged & PINNED) > 0
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
    first, last = int(ids[0]), int(ids[-1])
    if 2 * len(ids) > last - first:
        places = np.full(last - first + 1, -1, np.int64)
        places[ids - first] = np.arange(len(ids))
        within = (requests >= first) & (requests <= last)
        return np.where(within, places[np.clip(requests - first, 0, last - first)], -1)
    owners = np.minimum(np.searchsorted(ids, requests), len(ids) - 1)
    return np.where(ids[owners] == requests, owners, -1)
