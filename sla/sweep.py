"""Claim the clocks whose next moment has passed, write what they set off, move them on: all in one transaction.

Safe to run twice and by many at once: rows are claimed with SKIP LOCKED, a clock moves on in the transaction that
writes its events, and their unique key stops any repetition. A sweeper that dies takes back everything it did. Nobody
is looked up or told here: what is news stays unhandled, for `sla.handling`.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from requests_app import clock as database_clock
from sla import arrays, claims, clocks, records
from sla.calendar.instants import to_us
from sla.ledger import Account, EventKind, Happening
from sla.models import CalendarVersion, Clock, ClockEvent
from sla.models.calendars import compiled
from sla.recalculation.routes import Stage, first_change
from sla.steps import comes_after_the_target

logger = logging.getLogger(__name__)

BATCH = 500
POSTPONED = timedelta(hours=1)
POSTPONING = "Clock %s cannot be moved on; it is looked at again in an hour"

Moved = tuple[Clock, Account]

# In the order of the index, or it may read the whole table to say no.
_IS_ANY_DUE = f"SELECT 1 FROM {Clock._meta.db_table} WHERE next_fire_at <= %s ORDER BY next_fire_at LIMIT 1"  # noqa: S608

# In the order of the arrays, which is that of the instants: the ids of events tell which came first.
_WRITE_EVENTS = f"""
INSERT INTO {ClockEvent._meta.db_table}
    (clock_id, epoch, step, kind, occurred_at, detected_at, handled_at, action, outcome)
SELECT clock, epoch, step, kind, {arrays.moment("occurred")}, %(now)s, CASE WHEN NOT is_news THEN %(now)s END, '', ''
FROM unnest(
    %(clock)s::bigint[], %(epoch)s::smallint[], %(step)s::text[], %(kind)s::text[], %(occurred)s::bigint[],
    %(is_news)s::boolean[]
) WITH ORDINALITY AS new(clock, epoch, step, kind, occurred, is_news, number)
ORDER BY number
ON CONFLICT DO NOTHING
"""  # noqa: S608 - the name is our own

# The columns are those that firing changes.
_MOVE_ON = f"""
UPDATE {Clock._meta.db_table}
SET breached_at = {arrays.moment("new.breached")}, overran_at = {arrays.moment("new.overran")},
    next_step = new.step, next_fire_at = {arrays.moment("new.fires")}
FROM unnest(
    %(clock)s::bigint[], %(breached)s::bigint[], %(overran)s::bigint[], %(step)s::text[], %(fires)s::bigint[]
) AS new(id, breached, overran, step, fires)
WHERE {Clock._meta.db_table}.id = new.id
"""  # noqa: S608


def sweep(*, now: datetime | None = None, batch: int = BATCH) -> int:
    """Fire everything that is due, batch by batch, until a batch was not full. Returns how many clocks were moved."""
    moved = 0
    while _is_any_due(at := now or database_clock.now()):
        claimed = sweep_batch(now=at, batch=batch)
        moved += claimed
        if claimed < batch:
            break
    return moved


def sweep_batch(*, now: datetime, batch: int = BATCH) -> int:
    """One transaction, and one more for each clock whose working hours changed. Returns how many were claimed."""
    with transaction.atomic():
        claimed = _claim(now, batch)
        current, stale = _by_hours(claimed)
        if current:
            _fire_all(current, now)
    for clock in stale:
        _catch_up(clock, now)
    return len(claimed)


def _is_any_due(now: datetime) -> bool:
    """Most turns find nothing: for them one plain statement does, instead of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_ANY_DUE, [now])
        return cursor.fetchone() is not None


def _claim(now: datetime, batch: int) -> list[Clock]:
    with claims.by_index():
        return list(Clock.objects.due_to_fire(now).select_for_update(skip_locked=True, no_key=True)[:batch])


def _by_hours(claimed: Sequence[Clock]) -> tuple[list[Clock], list[Clock]]:
    """Those that may be judged by the hours they know, and those that a change of hours has to reach first."""
    versions = {clock.calendar_version_id for clock in claimed}
    superseded = CalendarVersion.objects.filter(pk__in=versions).superseded()
    old = set(superseded.values_list("pk", flat=True)) if versions else set()
    changed = {pk: _first_change(pk, [one for one in claimed if one.calendar_version_id == pk]) for pk in old}
    current = [one for one in claimed if one.calendar_version_id not in old or _is_over_before(one, changed)]
    known = {clock.pk for clock in current}
    return current, [clock for clock in claimed if clock.pk not in known]


def _first_change(version: int, claimed: Sequence[Clock]) -> int | None:
    """The first instant at which other hours count than by this version, if one of these clocks lives to it."""
    last = max(to_us(clock.due_at) for clock in claimed if clock.due_at is not None)
    try:
        stages = [Stage(pk, compiled(pk), to_us(since)) for pk, since in clocks.later_versions(version)]
        return first_change(compiled(version), stages, last)
    except Exception:
        logger.exception("The versions after %s cannot be read: its clocks are looked at one by one", version)
        return 0


def _is_over_before(clock: Clock, changed: dict[int, int | None]) -> bool:
    """Whether everything it will ever set off comes before the change: the new hours say the same of it."""
    if clock.due_at is None or any(map(comes_after_the_target, clock.steps)):
        return False
    change = changed[clock.calendar_version_id]
    return change is None or to_us(clock.due_at) <= change


def _fire_all(claimed: list[Clock], now: datetime) -> None:
    try:
        with transaction.atomic():
            _fire(claimed, now)
    except Exception:
        logger.exception("A batch of %s clocks failed; trying them one by one", len(claimed))
        _one_by_one(claimed, now)


def _fire(claimed: list[Clock], now: datetime) -> None:
    moved = [(clock, records.read(clock)) for clock in claimed]
    instant = to_us(now)
    happened = [(clock, one) for clock, account in moved for one in account.advance(instant)]
    _write_events(happened, now)
    _move_on(moved)
    records.announce(clock for clock, one in happened if one.kind == EventKind.BREACH)


def _write_events(happened: Sequence[tuple[Clock, Happening]], now: datetime) -> None:
    values: dict[str, Any] = {
        "now": now,
        "clock": arrays.integers(clock.pk for clock, _one in happened),
        "epoch": arrays.integers(one.epoch for _clock, one in happened),
        "step": arrays.codes(one.step for _clock, one in happened),
        "kind": arrays.codes(one.kind.value for _clock, one in happened),
        "occurred": arrays.integers(one.occurred for _clock, one in happened),
        "is_news": arrays.flags(one.is_news for _clock, one in happened),
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_EVENTS, values)


def _move_on(moved: Sequence[Moved]) -> None:
    values: dict[str, Any] = {
        "clock": arrays.integers(clock.pk for clock, _account in moved),
        "breached": arrays.integers(account.breached for _clock, account in moved),
        "overran": arrays.integers(account.overran for _clock, account in moved),
        "step": arrays.codes(account.next_step for _clock, account in moved),
        "fires": arrays.integers(account.next_fire for _clock, account in moved),
    }
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_ON, values)


def _one_by_one(claimed: Sequence[Clock], now: datetime) -> None:
    # The rows are still ours: the savepoint that was rolled back did not release them.
    for clock in claimed:
        try:
            with transaction.atomic():
                _fire([clock], now)
        except Exception:
            logger.exception(POSTPONING, clock.pk)
            _postpone(clock, now)


def _catch_up(clock: Clock, now: datetime) -> None:
    """Count a clock by its new working hours before it is judged: no breach by hours that count no more.

    Its due moment is the request's as well, so the request is held first: outside the transaction of the batch.
    """
    try:
        with clocks.changing(clock, at=now) as account:
            account.advance(to_us(now))
    except Exception:
        logger.exception(POSTPONING, clock.pk)
        _postpone(clock, now)


def _postpone(clock: Clock, now: datetime) -> None:
    # One clock that cannot be read must not be claimed at every turn.
    Clock.objects.filter(pk=clock.pk, next_fire_at__isnull=False).update(next_fire_at=now + POSTPONED)


def lateness(now: datetime) -> timedelta:
    """How long the longest waiting clock has waited for a sweep; zero when none is due. For the status page."""
    longest = Clock.objects.due_to_fire(now).values_list("next_fire_at", flat=True).first()
    return now - longest if longest else timedelta()
