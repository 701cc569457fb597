"""Claim the clocks whose next moment has passed, write what they set off, move them on: all in one transaction.

Safe to run twice and by many at once: rows are claimed with SKIP LOCKED, a clock moves on in the transaction that
writes its events, and their unique key stops any repetition. A sweeper that dies takes back everything it did.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from requests_app import clock as database_clock
from requests_app.models import ServiceRequest
from sla import alerts, records
from sla.calendar.instants import to_us
from sla.ledger import Happening
from sla.models import Clock, ClockEvent

logger = logging.getLogger(__name__)

BATCH = 500
POSTPONED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Advance:
    """A clock that was moved on, with what that set off."""

    clock: Clock
    happenings: list[Happening]


def sweep(*, now: datetime | None = None, batch: int = BATCH) -> int:
    """Fire everything that is due, batch by batch, until a batch was not full. Returns how many clocks were moved."""
    moved = 0
    while True:
        claimed = sweep_batch(now=now or database_clock.now(), batch=batch)
        moved += claimed
        if claimed < batch:
            return moved


@transaction.atomic
def sweep_batch(*, now: datetime, batch: int = BATCH) -> int:
    """One transaction. Returns how many clocks were claimed."""
    claimed = _claim(now, batch)
    if not claimed:
        return 0
    try:
        with transaction.atomic():
            _fire(claimed, now)
    except Exception:
        logger.exception("A batch of %s clocks failed; trying them one by one", len(claimed))
        _one_by_one([clock.pk for clock in claimed], now)
    return len(claimed)


def _claim(now: datetime, batch: int) -> list[Clock]:
    with connection.cursor() as cursor:
        # After many updates the planner takes a bitmap scan and a sort for cheaper; these never clear dead index
        # entries, so that every later claim would be slower. Both settings end with the transaction.
        cursor.execute("SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
    return list(Clock.objects.due_to_fire(now).select_for_update(skip_locked=True, no_key=True)[:batch])


def _fire(claimed: list[Clock], now: datetime) -> None:
    advances = [_advance(clock, now) for clock in claimed]
    events = [records.event_row(one.clock, happening, live=True) for one in advances for happening in one.happenings]
    ClockEvent.objects.bulk_create(events, ignore_conflicts=True)
    _move_on([one.clock for one in advances])
    _tell(advances)


def _advance(clock: Clock, now: datetime) -> Advance:
    account = records.read(clock)
    happenings = account.advance(to_us(now))
    moved = records.columns(account, live=True)
    for name in ("breached_at", "overran_at", "next_step", "next_fire_at"):
        setattr(clock, name, moved[name])
    return Advance(clock, happenings)


def _move_on(moved: list[Clock]) -> None:
    """One statement for the batch; the columns are those that firing changes."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE sla_clock SET breached_at = new.breached_at, overran_at = new.overran_at,
                                 next_step = new.next_step, next_fire_at = new.next_fire_at
            FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::smallint[], %s::timestamptz[])
                AS new(id, breached_at, overran_at, next_step, next_fire_at)
            WHERE sla_clock.id = new.id
            """,
            [
                [clock.pk for clock in moved],
                [clock.breached_at for clock in moved],
                [clock.overran_at for clock in moved],
                [clock.next_step for clock in moved],
                [clock.next_fire_at for clock in moved],
            ],
        )


def _tell(advances: list[Advance]) -> None:
    requests = ServiceRequest.objects.select_related("assignee", "department__head", "service").in_bulk(
        [one.clock.request_id for one in advances]
    )
    for one in advances:
        one.clock.request = requests[one.clock.request_id]
    alerts.tell([(one.clock, happening) for one in advances for happening in one.happenings])


def _one_by_one(ids: list[int], now: datetime) -> None:
    # The rows are still ours: the savepoint that was rolled back did not release them.
    for clock in Clock.objects.filter(pk__in=ids):
        try:
            with transaction.atomic():
                _fire([clock], now)
        except Exception:
            logger.exception("Clock %s cannot be moved on; it is looked at again in an hour", clock.pk)
            Clock.objects.filter(pk=clock.pk).update(next_fire_at=now + POSTPONED)


def lateness(now: datetime) -> timedelta:
    """How long the longest waiting clock has waited for a sweep; zero when none is due. For the status page."""
    longest = Clock.objects.due_to_fire(now).values_list("next_fire_at", flat=True).first()
    return now - longest if longest else timedelta()
