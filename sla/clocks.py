"""Clocks as rows: read under lock, changed by the arithmetic of `sla.ledger`, written back in the same transaction.

Lock order: the request, then its clocks in the order of their ids, then outbox rows. The instants are given by the
caller: the moment of the verb, never "now".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from requests_app.models import ServiceRequest
from sla import alerts, standards, terms
from sla.book import Book
from sla.calendar.instants import from_us, to_us
from sla.ledger import UNFINISHED, Account, EventKind, Happening, Piece, PieceKind, State, consumed_of
from sla.models import CalendarVersion, Clock, ClockEvent, ClockSegment, ServiceStandard
from sla.models.calendars import compiled
from sla.models.clocks import ClockQuerySet

Reason = ClockSegment.Reason


@dataclass(slots=True)
class Entry:
    """A clock as a row and as values, with the piece that was open when it was read."""

    row: Clock
    account: Account
    piece: ClockSegment | None = None


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
        _write([Entry(row, account)], request.is_live)
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
        entry = _entry(_held(request).get(pk=clock.pk))
        yield entry.account
        _write([entry], request.is_live)
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
        rows = list(_held(request))
        standard = None
    if not rows and standard is None:
        yield None
        return
    standard_id = standard.pk if standard else rows[-1].standard_id
    version_id = standard.newest_version if standard else rows[-1].calendar_version_id
    book = Book(compiled(version_id), terms.of_published(standard_id) if standard_id else terms.NOTHING_PROMISED)
    known = {id(entry.account): entry for entry in map(_entry, rows)}
    for entry in known.values():
        book.take(entry.account)
    yield book
    blank = {"request": request, "standard_id": standard_id, "calendar_version_id": version_id}
    _write([known.get(id(one)) or Entry(Clock(**blank), one) for one in book.all()], request.is_live)
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


def _held(request: ServiceRequest) -> ClockQuerySet:
    clocks: ClockQuerySet = request.clocks.with_open_piece().order_by("pk")
    return clocks.select_for_update(no_key=True, of=("self",))


def _entry(row: Clock) -> Entry:
    piece = row.open_piece
    return Entry(row, read(row, piece), piece)


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


def _write(entries: list[Entry], live: bool) -> None:
    """The clocks of one request, with what they set off: one statement a table and kind of change."""
    new = [one for one in entries if one.row.pk is None]
    changed = {one.row: names for one in entries if (names := _take_over(one, live)) and one.row.pk}
    Clock.objects.bulk_create(one.row for one in new)
    if changed:
        Clock.objects.bulk_update(changed, sorted(set().union(*changed.values())))
    _write_pieces(entries)
    happened = [(one.row, happening) for one in entries for happening in one.account.happenings]
    ClockEvent.objects.bulk_create(event_row(row, happening) for row, happening in happened)
    if live:
        alerts.tell([(row, one) for row, one in happened if not _is_late_warning(row, one)])


def _take_over(entry: Entry, live: bool) -> set[str]:
    """Set the columns of the row to what the account says; returns which of them changed."""
    wanted = columns(entry.account, live)
    changed = {name for name, value in wanted.items() if getattr(entry.row, name) != value}
    for name in changed:
        setattr(entry.row, name, wanted[name])
    return changed


def _write_pieces(entries: list[Entry]) -> None:
    ended = []
    for entry in entries:
        if entry.piece is not None and (until := entry.account.pieces[0].until) is not None:
            entry.piece.to_at = from_us(until)
            ended.append(entry.piece)
    ClockSegment.objects.bulk_update(ended, ["to_at"])
    ClockSegment.objects.bulk_create(
        segment_row(entry.row, piece)
        for entry in entries
        for piece in entry.account.pieces[0 if entry.piece is None else 1 :]
    )


def _is_late_warning(row: Clock, happening: Happening) -> bool:
    # A warning about what is finished is noise; a breach stays news.
    return happening.kind == EventKind.WARNING and row.state not in UNFINISHED


def _us(moment: datetime | None) -> int | None:
    return None if moment is None else to_us(moment)


def _moment(instant: int | None) -> datetime | None:
    return None if instant is None else from_us(instant)
