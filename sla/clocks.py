"""Clocks as rows: read under lock, changed by the arithmetic of `sla.ledger`, written back in the same transaction.

Lock order: the request, then its clocks in the order of their ids, then outbox rows. The instants are given by the
caller: the moment of the verb, never "now".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from requests_app.models import ServiceRequest
from sla import alerts, calendars, standards, terms
from sla.book import Book
from sla.calendar.instants import from_us, to_us
from sla.ledger import Account, EventKind, Happening, Piece, PieceKind, State, consumed_of
from sla.models import CalendarVersion, Clock, ClockEvent, ClockSegment, ServiceStandard
from sla.models.calendars import compiled

Reason = ClockSegment.Reason

# One clock at a time


def start(
    request: ServiceRequest,
    metric: str,
    version: CalendarVersion,
    *,
    at: datetime,
    target: terms.Target | None = None,
    due_at: datetime | None = None,
    standard: ServiceStandard | None = None,
) -> Clock:
    """A clock that runs from `at`, towards a target of working time or pinned to `due_at`."""
    account = Account(metric, compiled(version.pk), to_us(at), target.us if target else None)
    account.percents = target.percents if target else ()
    account.start(Reason.FILED, due=to_us(due_at) if due_at else None)
    with transaction.atomic():
        row = Clock(request=request, standard=standard, calendar_version=version)
        _write(row, account, request.is_live)
        write_due(request)
    return row


def pause(clock: Clock, *, at: datetime, reason: str = Reason.WAITING) -> Clock:
    with changing(clock) as account:
        account.pause(to_us(at), reason)
    return clock


def resume(clock: Clock, *, at: datetime) -> Clock:
    with changing(clock) as account:
        account.resume(to_us(at), Reason.RESUMED)
    return clock


def stop(clock: Clock, *, at: datetime) -> Clock:
    with changing(clock) as account:
        account.stop(to_us(at), Reason.FINISHED)
    return clock


def cancel(clock: Clock, *, at: datetime) -> Clock:
    with changing(clock) as account:
        account.cancel(to_us(at))
    return clock


def reopen(clock: Clock, *, at: datetime) -> Clock:
    with changing(clock) as account:
        account.reopen(to_us(at), Reason.FINISHED, Reason.REOPENED)
    return clock


def retarget(clock: Clock, target: terms.Target, *, at: datetime) -> Clock:
    with changing(clock) as account:
        account.retarget(target.us, target.percents, to_us(at), Reason.RETARGETED)
    return clock


def pin(clock: Clock, due_at: datetime, *, at: datetime) -> Clock:
    with changing(clock) as account:
        account.pin(to_us(due_at), to_us(at))
    return clock


@contextmanager
def changing(clock: Clock) -> Iterator[Account]:
    """The account of one clock, held and written back; `clock` shows the result."""
    with transaction.atomic():
        request = ServiceRequest.objects.select_for_update(no_key=True).get(pk=clock.request_id)
        row = request.clocks.select_for_update(no_key=True).get(pk=clock.pk)
        segment = row.segments.filter(to_at=None).first()
        account = read(row, segment)
        yield account
        _write(row, account, request.is_live, segment)
        write_due(request)
    clock.refresh_from_db()


# All clocks of a request


@contextmanager
def book_of(request: ServiceRequest, *, filing: bool = False) -> Iterator[Book | None]:
    """The clocks of a request for one change, held until the transaction ends and written back with what they set off.

    With `filing` the book is empty and carries the standard in force; None where there is nothing to count.
    """
    if filing:
        standard = standards.standard_for(request.service, request.department, request.priority, request.filed_at)
        rows: list[Clock] = []
    else:
        rows = list(request.clocks.select_for_update(no_key=True).order_by("pk"))
        standard = None
    if not rows and standard is None:
        yield None
        return
    segments = {one.clock_id: one for one in ClockSegment.objects.filter(clock__in=rows, to_at=None)} if rows else {}
    standard_id = standard.pk if standard else rows[-1].standard_id
    version_id = rows[-1].calendar_version_id if standard is None else calendars.newest_version(standard.calendar_id).pk
    book = Book(compiled(version_id), terms.of_published(standard_id) if standard_id else terms.NOTHING_PROMISED)
    known: dict[int, Clock] = {}
    for row in rows:
        account = read(row, segments.get(row.pk))
        known[id(account)] = row
        book.take(account)
    yield book
    for account in book.all():
        new = Clock(request=request, standard_id=standard_id, calendar_version_id=version_id)
        row = known.get(id(account), new)
        _write(row, account, request.is_live, segments.get(row.pk))
    _write_due(request, [account for account in book.all() if account.state == State.RUNNING])


def write_due(request: ServiceRequest) -> None:
    """Give the request its soonest promise."""
    due = Clock.objects.of(request).running().order_by("due_at").values_list("due_at", flat=True).first()
    _set_due(request, due)


def _write_due(request: ServiceRequest, running: list[Account]) -> None:
    _set_due(request, from_us(min(account.due for account in running if account.due is not None)) if running else None)


def _set_due(request: ServiceRequest, due: datetime | None) -> None:
    # A column that mirrors clocks: not a change of the request, so no verb and no journal line.
    if request.due_at != due:
        request.due_at = due
        ServiceRequest.objects.filter(pk=request.pk).update(due_at=due)


# Between rows and values


def read(row: Clock, segment: ClockSegment | None = None) -> Account:
    """The account of a row with its open piece, if it has one."""
    piece = Piece(PieceKind(segment.kind), to_us(segment.from_at), None, segment.reason) if segment else None
    return Account(
        metric=row.metric,
        calendar=compiled(row.calendar_version_id),
        started=to_us(row.started_at),
        target=row.target_us,
        percents=tuple(row.warn_percents),
        cycle=row.cycle,
        state=State(row.state),
        consumed=row.consumed_us,
        running_since=_us(row.running_since),
        due=_us(row.due_at),
        pinned=row.is_pinned,
        stopped=_us(row.stopped_at),
        breached=_us(row.breached_at),
        overran=_us(row.overran_at),
        next_step=row.next_step,
        epoch=row.epoch,
        pieces=[piece] if piece else [],
    )


def columns(account: Account, live: bool) -> dict[str, Any]:
    """The columns of a clock. What is not live has no moment to fire: the sweep never sees it."""
    return {
        "metric": account.metric,
        "cycle": account.cycle,
        "target_us": account.target,
        "consumed_us": account.consumed,
        "warn_percents": list(account.percents),
        "state": account.state.value,
        "started_at": from_us(account.started),
        "running_since": _moment(account.running_since),
        "due_at": _moment(account.due),
        "is_pinned": account.pinned,
        "stopped_at": _moment(account.stopped),
        "breached_at": _moment(account.breached),
        "overran_at": _moment(account.overran),
        "next_step": account.next_step,
        "next_fire_at": _moment(account.next_fire) if live else None,
        "epoch": account.epoch,
    }


def segment_row(row: Clock, piece: Piece) -> ClockSegment:
    return ClockSegment(
        clock=row,
        kind=piece.kind.value,
        from_at=from_us(piece.since),
        to_at=_moment(piece.until),
        reason=piece.reason,
        calendar_version_id=row.calendar_version_id,
    )


def event_row(row: Clock, happening: Happening) -> ClockEvent:
    return ClockEvent(
        clock=row,
        epoch=happening.epoch,
        step=happening.step,
        kind=happening.kind.value,
        occurred_at=from_us(happening.occurred),
        detected_at=from_us(happening.detected),
    )


def rederive(clock: Clock, until: datetime) -> int:
    """Working microseconds consumed, counted anew from the pieces, each by its own calendar version."""
    pieces = (
        (compiled(one.calendar_version_id), Piece(PieceKind(one.kind), to_us(one.from_at), _us(one.to_at), one.reason))
        for one in clock.segments.all()
    )
    return consumed_of(pieces, to_us(until))


def _write(row: Clock, account: Account, live: bool, segment: ClockSegment | None = None) -> None:
    wanted = columns(account, live)
    if row.pk and not account.happenings and all(getattr(row, name) == value for name, value in wanted.items()):
        return
    for name, value in wanted.items():
        setattr(row, name, value)
    row.save(update_fields=list(wanted) if row.pk else None)
    pieces = account.pieces
    if segment is not None:
        if pieces[0].until is not None:
            segment.to_at = from_us(pieces[0].until)
            segment.save(update_fields=["to_at"])
        pieces = pieces[1:]
    ClockSegment.objects.bulk_create(segment_row(row, piece) for piece in pieces)
    ClockEvent.objects.bulk_create(event_row(row, happening) for happening in account.happenings)
    for happening in account.happenings:
        # A warning about what is finished is noise; a breach stays news.
        if live and (account.is_unfinished or happening.kind != EventKind.WARNING):
            alerts.tell(row, happening)


def _us(moment: datetime | None) -> int | None:
    return None if moment is None else to_us(moment)


def _moment(instant: int | None) -> datetime | None:
    return None if instant is None else from_us(instant)
