"""What a change would do to open clocks, before anybody decides. Everything is counted, nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from requests_app import clock
from requests_app.models import ApprovalRound, ServiceRequest, User
from requests_app.states import Verb
from sla import clocks, records, rules
from sla.book import Book, Move
from sla.calendar import NoWorkingTime, WorkingCalendar
from sla.calendar.instants import MICROSECOND, Instants, from_us, to_us
from sla.ledger import UNFINISHED, Account, EventKind
from sla.models import BusinessCalendar, CalendarVersion, Clock, ServiceStandard

from . import rows
from .applying import requests_of
from .correcting import apply, read, touched
from .hours import CHUNK, plainly, rebase
from .past import Correction
from .routes import Route, affected_by, routes_to, routes_to_draft

MOST_CLOCKS = 100_000  # a page has to answer while somebody waits
MOST_RECOUNTED = 10_000
MOST_REQUESTS = 2_000
SHOWN = 10
CONSIDERED = 500  # of those that move furthest, to find some the reader may see


@dataclass(frozen=True, slots=True)
class Sample:
    """One clock that would move. `after`: None where it would rest, or would no longer be promised."""

    clock: Clock
    before: datetime | None
    after: datetime | None
    breaks: bool
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """`clocks` have to follow; the other figures are of those that were counted.

    `is_partial`: there are more than were counted, so that every figure but `clocks` is a lower bound.
    """

    clocks: int
    requests: int
    moved: int
    breaks: int  # would be past their moment at once
    revoked: int  # are broken, and would not be
    earlier: timedelta | None  # the furthest
    later: timedelta | None
    samples: list[Sample]
    is_partial: bool


@dataclass(slots=True)
class Tally:
    """What was counted so far, chunk by chunk; 0 is no moment."""

    now: int
    ids: list[Instants] = field(default_factory=list)
    requests: list[Instants] = field(default_factory=list)
    before: list[Instants] = field(default_factory=list)
    after: list[Instants] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)  # without the change as well
    breaking: set[int] = field(default_factory=set)
    revoked: set[int] = field(default_factory=set)

    def add(self, ids: Instants, requests: Instants, before: Instants, after: Instants) -> None:
        for known, new in ((self.ids, ids), (self.requests, requests), (self.before, before), (self.after, after)):
            known.append(new)

    def add_one(self, row: Clock, account: Account) -> None:
        before = to_us(row.due_at) if row.due_at else 0
        one = (np.array([value], np.int64) for value in (row.pk, row.request_id, before, account.due or 0))
        self.add(*one)
        kinds = {happening.kind for happening in account.happenings}
        if EventKind.REVOKED in kinds:
            self.revoked.add(row.pk)
        if row.overran_at is not None or (row.state == Clock.State.RUNNING and before <= self.now):
            self.broken.add(row.pk)
        elif EventKind.BREACH in kinds:
            self.breaking.add(row.pk)

    def result(self, user: User, *, total: int | None = None, is_partial: bool = False) -> Preview:
        ids, requests, before, after = (
            np.concatenate([np.empty(0, np.int64), *known])
            for known in (self.ids, self.requests, self.before, self.after)
        )
        moved = before != after
        shift = np.where((before > 0) & (after > 0), after - before, 0)
        breaks = (
            (after > 0) & (after <= self.now) & ((before > self.now) | (before == 0)) & ~np.isin(ids, [*self.broken])
        )
        furthest = np.lexsort((-np.abs(shift), ~breaks, ~np.isin(ids, [*self.revoked])))
        chosen = furthest[moved[furthest]][:CONSIDERED]
        return Preview(
            clocks=ids.size if total is None else total,
            requests=int(np.unique(requests[moved]).size),
            moved=int(np.count_nonzero(moved)),
            breaks=int(np.count_nonzero(breaks)),
            revoked=len(self.revoked),
            earlier=_span(-shift),
            later=_span(shift),
            samples=self._samples(ids[chosen], before[chosen], after[chosen], set(ids[breaks].tolist()), user),
            is_partial=is_partial,
        )

    def _samples(self, ids: Instants, before: Instants, after: Instants, breaks: set[int], user: User) -> list[Sample]:
        visible = ServiceRequest.objects.visible_to(user)
        shown = Clock.objects.filter(pk__in=ids.tolist(), request__in=visible).select_related("request__department")
        by_id = {row.pk: row for row in shown}
        return [
            Sample(by_id[pk], _moment(old), _moment(new), pk in breaks, pk in self.revoked)
            for pk, old, new in zip(ids.tolist(), before.tolist(), after.tolist(), strict=True)
            if pk in by_id
        ][:SHOWN]


def _span(shift: Instants) -> timedelta | None:
    most = int(shift.max(initial=0))
    return most * MICROSECOND if most > 0 else None


def _moment(instant: int) -> datetime | None:
    return from_us(instant) if instant else None


def preview_version(version: CalendarVersion, user: User, *, now: datetime | None = None) -> Preview:
    """What running clocks do when they follow a version that is published already."""
    return _of_routes(routes_to(version), user, now or clock.now())


def preview_hours(
    calendar: BusinessCalendar, hours: WorkingCalendar, user: User, *, since: datetime | None = None, now: datetime
) -> Preview:
    """What publishing these hours would do. With `since` before `now` the past would be corrected from then on.

    Samples are of requests that `user` may see.
    """
    if since is None or since >= now:
        return _of_routes(routes_to_draft(calendar, hours, now), user, now)
    return _of_past(calendar, hours, since, user, now)


def _of_routes(routes: list[Route], user: User, now: datetime) -> Preview:
    tally, affected = Tally(to_us(now)), affected_by(routes)
    if affected is None:
        return tally.result(user)
    total = Clock.objects.unfinished().filter(affected).count()
    left = MOST_CLOCKS
    for route in routes:
        found = Clock.objects.unfinished().filter(route.affected()).order_by("pk").values_list("pk", flat=True)
        ids = list(found[:left])
        left -= len(ids)
        for first in range(0, len(ids), CHUNK):
            _follow(ids[first : first + CHUNK], route, tally)
    return tally.result(user, total=total, is_partial=total > MOST_CLOCKS)


def _follow(ids: list[int], route: Route, tally: Tally) -> None:
    chunk = rows.read(ids, route.version, lock=False)
    moving, rebased = plainly(chunk, route)
    tally.add(chunk.ids[moving], chunk.requests[moving], chunk.due[moving], rebased.due)
    special = np.setdiff1d(chunk.ids[~chunk.resting], chunk.ids[moving]).tolist()
    for row in Clock.objects.filter(pk__in=special).with_open_piece():
        entry = records.entry_of(row)
        with suppress(NoWorkingTime):  # it cannot follow; the job says so
            rebase(entry, route)
            tally.add_one(row, entry.account)


def _of_past(calendar: BusinessCalendar, hours: WorkingCalendar, since: datetime, user: User, now: datetime) -> Preview:
    from sla.models.calendars import compiled

    older = frozenset(CalendarVersion.objects.filter(calendar=calendar).values_list("pk", flat=True))
    correction = Correction(0, to_us(since), older, lambda pk: compiled(pk) if pk else hours)
    found = touched(calendar.pk, correction.since)
    total, tally = found.count(), Tally(to_us(now))
    corrected = read(found[:MOST_RECOUNTED])
    apply(corrected, correction)
    for one in corrected:
        tally.add_one(one.entry.row, one.entry.account)
    return tally.result(user, total=total, is_partial=total > MOST_RECOUNTED)


def preview_standard(standard: ServiceStandard, user: User, *, now: datetime) -> Preview:
    """What applying a standard in force to open requests would do."""
    tally, offer = Tally(to_us(now)), clocks.offer_of(standard.pk)
    found = requests_of(standard, now)
    requests = [request for request, _number in zip(found, range(MOST_REQUESTS), strict=False)]
    is_partial = next(found, None) is not None
    by_request = _books(requests)
    awaiting = set(ApprovalRound.objects.open().filter(request__in=requests).values_list("request", flat=True))
    for request in requests:
        book, entries = by_request[request.pk]
        rules.adopt(book, offer, _move(request, to_us(now), awaits_approval=request.pk in awaiting))
        for entry in entries:
            if entry.row.state not in UNFINISHED:
                continue
            if not entry.account.is_unfinished:  # no longer promised
                entry.account.due = None
            tally.add_one(entry.row, entry.account)
    return tally.result(user, is_partial=is_partial)


def _move(request: ServiceRequest, at: int, *, awaits_approval: bool) -> Move:
    return Move(
        Verb.STANDARD_APPLIED,
        at,
        request.status,
        request.priority,
        from_department=False,
        department=request.department_id,
        awaits_approval=awaits_approval,
    )


def _books(requests: Iterable[ServiceRequest]) -> dict[int, tuple[Book, list[records.Entry]]]:
    """The clocks of each request as they are, held by nobody."""
    books: dict[int, tuple[Book, list[records.Entry]]] = {request.pk: (Book(None), []) for request in requests}
    found = Clock.objects.filter(request__in=books).with_open_piece().with_newest_version().order_by("pk")
    for entry in clocks.caught_up(found):
        book, entries = books[entry.row.request_id]
        book.take(entry.account)
        entries.append(entry)
    for book, entries in books.values():
        book.offer = clocks.offer_followed([entry.row for entry in entries])
    return books
