"""Clocks as rows: read under lock, changed by the arithmetic of `sla.ledger`, written back in the same transaction.

Lock order: the request, then its clocks in the order of their ids, then outbox rows. The instants are given by the
caller: the moment of the verb, never "now".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from requests_app import clock as database_clock
from requests_app.models import ServiceRequest
from requests_app.states import Verb
from sla import conversation, records, standards, terms
from sla.book import Book
from sla.calendar.instants import from_us, to_us
from sla.ledger import UNFINISHED, Account, State
from sla.models import INTERNAL, CalendarVersion, Clock, ClockSegment, ServiceStandard
from sla.models.calendars import compiled
from sla.models.clocks import ClockQuerySet
from sla.terms import Offer

Reason = ClockSegment.Reason


# One clock at a time


def start(request: ServiceRequest, metric: str, version: CalendarVersion, *, at: datetime, due_at: datetime) -> Clock:
    """A clock of no standard, that runs from `at` to a moment given from outside."""
    account = Account(metric, compiled(version.pk), to_us(at), None, version=version.pk)
    account.start(Reason.FILED, due=to_us(due_at))
    with transaction.atomic():
        row = Clock(request=request)
        records.write([records.Entry(row, account)], request.is_live)
        write_due(request)
    return row


def pause(clock: Clock, *, at: datetime, reason: str = Reason.WAITING) -> Clock:
    with changing(clock, at=at) as account:
        account.pause(to_us(at), reason)
    return clock


def resume(clock: Clock, *, at: datetime) -> Clock:
    with changing(clock, at=at) as account:
        account.resume(to_us(at), Reason.RESUMED)
    return clock


def stop(clock: Clock, *, at: datetime) -> Clock:
    with changing(clock, at=at) as account:
        account.stop(to_us(at), Reason.FINISHED)
    return clock


def cancel(clock: Clock, *, at: datetime) -> Clock:
    with changing(clock, at=at) as account:
        account.cancel(to_us(at))
    return clock


def reopen(clock: Clock, *, at: datetime) -> Clock:
    with changing(clock, at=at) as account:
        account.reopen(to_us(at), Reason.FINISHED, Reason.REOPENED)
    return clock


def retarget(clock: Clock, target: terms.Target, *, at: datetime) -> Clock:
    with changing(clock, at=at) as account:
        account.retarget(target.us, target.codes, to_us(at), Reason.RETARGETED)
    return clock


def pin(clock: Clock, due_at: datetime, *, at: datetime) -> Clock:
    with changing(clock, at=at) as account:
        account.pin(to_us(due_at), to_us(at))
    return clock


@contextmanager
def changing(clock: Clock, *, at: datetime | None = None) -> Iterator[Account]:
    """The account of one clock, held and written back; `clock` shows the result."""
    at = at or database_clock.now()
    with transaction.atomic():
        request = ServiceRequest.objects.select_for_update(no_key=True).get(pk=clock.request_id)
        [entry] = caught_up(_held(request, records.held(request).filter(pk=clock.pk), at))
        yield entry.account
        records.write([entry], request.is_live)
        write_due(request)
    clock.refresh_from_db()


# All clocks of a request


@contextmanager
def book_of(request: ServiceRequest, verb: Verb, at: datetime) -> Iterator[Book | None]:
    """The clocks of a request for one change, held until the transaction ends and written back with what they set off.

    When it is filed the book is empty and carries the standard in force; None where there is nothing to count. When
    it is handed over, the share of the next department may be the first thing there is to count, and so may what is
    promised for another priority.
    """
    find = _Directory(request, at)
    filed = verb == Verb.SUBMITTED
    goes_back = verb == Verb.REOPENED
    entries = [] if filed else caught_up(_held(request, records.held(request), at, finished=goes_back))
    offer = find(None, request.priority) if filed else offer_followed([one.row for one in entries])
    if not entries and offer is None and verb not in (Verb.HANDED_OVER, Verb.AMENDED):
        yield None
        return
    known = {id(entry.account): entry for entry in entries}
    book = Book(
        offer,
        find=find,
        renew=lambda account: _renew(account, newest_of(known[id(account)].row)),
        recall=lambda: conversation.spoken(request),
    )
    for entry in entries:
        book.take(entry.account)
    yield book
    records.write(
        [known.get(id(one)) or records.Entry(Clock(request=request), one) for one in book.all()], request.is_live
    )
    _write_due(request, book.all())


@dataclass(frozen=True, slots=True)
class _Directory:
    """`Book.find` for one change of a request: what another department promises then, and what its own promised when
    the standard it follows was chosen."""

    request: ServiceRequest
    at: datetime

    def __call__(self, department: int | None, priority: int) -> Offer | None:
        request = self.request
        if department is not None:
            asked = standards.Asked(department, None, request.requester.department_id, priority)
            return standards.offer_for(asked, self.at)
        asked = standards.Asked.by(request.service, request.requester, priority)
        return standards.offer_for(asked, self._chosen())

    def _chosen(self) -> datetime:
        if self.at == self.request.filed_at:
            return self.at
        applied = self.request.events.filter(verb=Verb.STANDARD_APPLIED).order_by("at", "id").last()
        return applied.at if applied else self.request.filed_at


def offer_followed(rows: Sequence[Clock]) -> Offer | None:
    """What the clocks of a request follow: the standard of those that were promised to the requester."""
    kept = [row for row in rows if row.department_id is None]
    row = next((row for row in reversed(kept) if row.standard_id), kept[-1] if kept else None)
    if row is None:
        return None
    promised = terms.of_published(row.standard_id) if row.standard_id else terms.NOTHING_PROMISED
    return Offer(row.standard_id, newest_of(row), promised)


def offer_of(standard_id: int) -> Offer:
    """A published standard, with the working hours that count now."""
    standard = ServiceStandard.objects.with_newest_version().get(pk=standard_id)
    return Offer(standard.pk, standard.newest_version, terms.of_published(standard.pk))


# Working hours that changed while a clock ran


def caught_up(rows: Iterable[Clock]) -> list[records.Entry]:
    """Entries of clocks that were read with `with_newest_version`, by the working hours that count now.

    A change of hours reaches every running clock by a job, sooner or later; whoever touches one before that does the
    same to it, so that nothing is ever judged by hours that count no more.
    """
    entries = [records.entry_of(row) for row in rows]
    for entry in entries:
        catch_up(entry.account, newest_of(entry.row))
    return entries


def _held(request: ServiceRequest, found: ClockQuerySet, at: datetime, *, finished: bool = False) -> list[Clock]:
    """Held rows. Where the past was corrected and the job has not come yet, what it will do is done to them first.

    `finished`: also where only finished clocks are behind, because one of them may run again.
    """
    rows = list(found)
    behind = {row.calendar_version_id: newest_of(row) for row in rows if finished or row.state in UNFINISHED}
    late = {version: newest for version, newest in behind.items() if version != newest}
    corrected = {late[version]: since for version, since in _corrections_after(late)} if late else {}
    if not corrected:
        return rows
    from sla.recalculation import correcting  # which asks for clocks itself

    for version in CalendarVersion.objects.filter(pk__in=corrected):
        own = [row for row in rows if newest_of(row) == version.pk and _lived_after(row, corrected[version.pk])]
        correcting.correct_at_once(own, request, version, at)
    return list(found.all())


def _corrections_after(versions: Iterable[int]) -> list[tuple[int, datetime]]:
    """(id, since when) for each version after which the past of its calendar was corrected; the latest start first."""
    later = CalendarVersion.objects.filter(calendar=OuterRef("calendar"), number__gt=OuterRef("number"))
    first = later.filter(counts_from__lt=F("created_at")).order_by("counts_from").values("counts_from")[:1]
    found = CalendarVersion.objects.filter(pk__in=versions).annotate(since=Subquery(first)).exclude(since=None)
    return list(found.order_by("-since").values_list("pk", "since"))


def _lived_after(row: Clock, since: datetime) -> bool:
    return row.stopped_at is None or row.stopped_at > since


def catch_up(account: Account, newest: int) -> None:
    if account.is_unfinished and account.version != newest:
        for pk, since in later_versions(account.version):
            account.rebase(compiled(pk), pk, to_us(since), Reason.RECALCULATED)


def _renew(account: Account, newest: int) -> None:
    """The past of a finished clock keeps the hours it was counted by; what is to come is counted by those of now."""
    if account.version != newest:
        account.calendar, account.version = compiled(newest), newest


def newest_of(row: Clock) -> int:
    return row.newest_version or row.calendar_version_id


def later_versions(version_id: int) -> list[tuple[int, datetime]]:
    """(id, since when it counts) of the versions of the same calendar after this one, oldest first."""
    own = CalendarVersion.objects.filter(pk=version_id)
    later = CalendarVersion.objects.filter(calendar__in=own.values("calendar"), number__gt=own.values("number"))
    return list(later.order_by("number").values_list("pk", "counts_from"))


def write_due(request: ServiceRequest) -> None:
    """Give the request its soonest promise."""
    running = Clock.objects.of(request).running().to_requester().order_by("due_at")
    _set_due(request, running.values_list("due_at", flat=True).first())


def _write_due(request: ServiceRequest, accounts: Iterable[Account]) -> None:
    _set_due(request, due_of(accounts))


def due_of(accounts: Iterable[Account]) -> datetime | None:
    """The soonest promise to the requester, for `ServiceRequest.due_at`."""
    due = [one.due for one in accounts if one.due and one.state == State.RUNNING and one.metric not in INTERNAL]
    return from_us(min(due)) if due else None


def _set_due(request: ServiceRequest, due: datetime | None) -> None:
    # A column that mirrors clocks: not a change of the request, so no verb and no journal line.
    if request.due_at != due:
        request.due_at = due
        ServiceRequest.objects.filter(pk=request.pk).update(due_at=due)
