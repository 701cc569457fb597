"""Between the rows of clocks and the accounts of `sla.ledger`: reading under lock, and writing what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from requests_app.models import ServiceRequest
from sla import handling
from sla.calendar.instants import from_us, to_us
from sla.ledger import UNFINISHED, Account, EventKind, Happening, Piece, PieceKind, State, consumed_of
from sla.models import Clock, ClockEvent, ClockSegment
from sla.models.calendars import compiled
from sla.models.clocks import ClockQuerySet
from sla.signals import clocks_changed

AT_ONCE = 200  # rows of one UPDATE: it compares every row with every other


@dataclass(slots=True)
class Entry:
    """A clock as a row and as values, with the piece that was open when it was read."""

    row: Clock
    account: Account
    piece: ClockSegment | None = None


def held(request: ServiceRequest) -> ClockQuerySet:
    clocks: ClockQuerySet = request.clocks.with_open_piece().with_newest_version().order_by("pk")
    return clocks.select_for_update(no_key=True, of=("self",))


def entry_of(row: Clock) -> Entry:
    piece = row.open_piece
    return Entry(row, read(row, piece), piece)


def read(row: Clock, segment: ClockSegment | None = None) -> Account:
    """The account of a row with its open piece, if it has one."""
    piece = piece_of(segment) if segment else None
    return Account(
        metric=row.metric,
        calendar=compiled(row.calendar_version_id),
        started=to_us(row.started_at),
        target=row.target_us,
        steps=tuple(row.steps),
        cycle=row.cycle,
        version=row.calendar_version_id,
        standard=row.standard_id,
        department=row.department_id,
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
        "standard_id": account.standard,
        "calendar_version_id": account.version,
        "department_id": account.department,
        "metric": account.metric,
        "cycle": account.cycle,
        "target_us": account.target,
        "consumed_us": account.consumed,
        "steps": list(account.steps),
        "state": account.state.value,
        "started_at": from_us(account.started),
        "running_since": moment(account.running_since),
        "due_at": moment(account.due),
        "is_pinned": account.pinned,
        "stopped_at": moment(account.stopped),
        "breached_at": moment(account.breached),
        "overran_at": moment(account.overran),
        "next_step": account.next_step,
        "next_fire_at": moment(account.next_fire) if live else None,
        "epoch": account.epoch,
    }


def segment_row(row: Clock, piece: Piece) -> ClockSegment:
    return ClockSegment(
        clock=row,
        kind=piece.kind.value,
        from_at=from_us(piece.since),
        to_at=moment(piece.until),
        reason=piece.reason,
        calendar_version_id=piece.version,
    )


def event_row(row: Clock, happening: Happening, *, live: bool) -> ClockEvent:
    """What nobody has to be told, or may be told, is handled as it is written."""
    return ClockEvent(
        clock=row,
        epoch=happening.epoch,
        step=happening.step,
        kind=happening.kind.value,
        occurred_at=from_us(happening.occurred),
        detected_at=from_us(happening.detected),
        handled_at=None if happening.is_news and live else from_us(happening.detected),
    )


def rederive(clock: Clock, until: datetime) -> int:
    """Working microseconds consumed, counted anew from the pieces, each by its own calendar version."""
    return consumed_of(
        ((compiled(one.calendar_version_id), piece_of(one)) for one in clock.segments.all()), to_us(until)
    )


def piece_of(row: ClockSegment) -> Piece:
    return Piece(PieceKind(row.kind), to_us(row.from_at), _us(row.to_at), row.reason, row.calendar_version_id)


def write(entries: list[Entry], live: bool) -> None:
    """The clocks of one request, with what they set off: one statement a table and kind of change."""
    new = [one for one in entries if one.row.pk is None]
    changed = {one.row: names for one in entries if (names := _take_over(one, live)) and one.row.pk}
    Clock.objects.bulk_create(one.row for one in new)
    if changed:
        Clock.objects.bulk_update(changed, sorted(set().union(*changed.values())), batch_size=AT_ONCE)
    _write_pieces(entries)
    happened = [(one.row, happening) for one in entries for happening in one.account.happenings]
    events = [event_row(row, one, live=live and _is_still_news(row, one)) for row, one in happened]
    ClockEvent.objects.bulk_create(events)
    if any(event.handled_at is None for event in events):
        transaction.on_commit(handling.wake)
    if live:
        announce(row for row, one in happened if one.kind in (EventKind.BREACH, EventKind.REVOKED))


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
    ClockSegment.objects.bulk_update(ended, ["to_at"], batch_size=AT_ONCE)
    ClockSegment.objects.bulk_create(
        segment_row(entry.row, piece)
        for entry in entries
        for piece in entry.account.pieces[0 if entry.piece is None else 1 :]
    )


def _is_still_news(row: Clock, happening: Happening) -> bool:
    # A warning about what is finished is noise; a breach stays news.
    return happening.kind == EventKind.BREACH or row.state in UNFINISHED


def announce(changed: Iterable[Clock]) -> None:
    """Tell the other apps of clocks that broke, or turned out not to have broken."""
    clocks = list(changed)
    if clocks:
        clocks_changed.send(sender=Clock, clocks=clocks)


def moment(instant: int | None) -> datetime | None:
    """The datetime of an instant that may be none."""
    return None if instant is None else from_us(instant)


def _us(at: datetime | None) -> int | None:
    return None if at is None else to_us(at)
