"""Takes up what clocks set off: tells people, does what the step says, and writes what came of it.

An event is handled in the transaction that tells of it, so that a worker that dies tells nobody and forgets nothing.
Many may handle at once: events are claimed with SKIP LOCKED. Lock order: the event, its request, its clocks, outbox
rows; nobody who holds a request waits for an event.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import inf
from time import monotonic

from django.db import OperationalError as DatabaseGone
from django.db import transaction
from django.db.models import F
from kombu.exceptions import OperationalError as BrokerGone

from requests_app import clock as database_clock
from requests_app.models import ServiceRequest
from requests_app.notifications import notify_all
from sla import alerts, claims, escalating
from sla.ledger import State
from sla.models import Clock, ClockEvent
from sla.steps import Action, Step

logger = logging.getLogger(__name__)

BATCH = 200
KNOWN = ("request__assignee", "request__department__head", "department__head")  # of a clock: who may be told
WAKE_EXPIRES = 60  # seconds; by then the timetable has come round

Outcome = ClockEvent.Outcome


def handle(*, now: datetime | None = None, batch: int = BATCH, seconds: float = inf) -> int:
    """Handle what waits, oldest first, for about so many seconds. Returns how many events were taken up."""
    handled, enough = 0, monotonic() + seconds
    while taken := handle_batch(now=now or database_clock.now(), batch=batch):
        handled += taken
        if monotonic() > enough:
            break
    return handled


def handle_batch(*, now: datetime, batch: int = BATCH) -> int:
    """What only tells people in one transaction, what changes a request in one of its own each."""
    with transaction.atomic():
        claimed = _claim(batch)
        alone = [event for event in claimed if escalating.rung_of(event.clock, event.step).action]
        together = [event for event in claimed if event not in alone]
        if not _settle_together(together, now):
            alone = claimed
    for event in alone:
        _settle_alone(event, now)
    return len(claimed)


def _claim(batch: int) -> list[ClockEvent]:
    waiting = ClockEvent.objects.to_handle().select_for_update(skip_locked=True)
    with claims.by_index():
        mine = list(waiting.values_list("pk", flat=True)[:batch])
    # Prefetched, not joined: a few people and departments stand behind hundreds of events.
    known = ClockEvent.objects.select_related("clock__request").prefetch_related(*(f"clock__{name}" for name in KNOWN))
    return list(known.filter(pk__in=mine).order_by("pk"))


def _settle_together(events: Sequence[ClockEvent], now: datetime) -> bool:
    try:
        with transaction.atomic():
            _settle(events, now)
    except DatabaseGone:
        raise
    except Exception:
        logger.exception("A batch of %s events failed; trying them one by one", len(events))
        return False
    return True


def _settle_alone(event: ClockEvent, now: datetime) -> None:
    """One event in its own transaction, with its request held. One that fails is marked so, and stops no other."""
    try:
        with transaction.atomic():
            mine = ClockEvent.objects.to_handle().select_for_update(skip_locked=True).filter(pk=event.pk).first()
            if mine is not None:
                mine.clock = _held(event)
                _settle([mine], now)
    except DatabaseGone:
        raise  # a passing trouble: the next round finds the event as it was
    except Exception:
        logger.exception("Event %s of clock %s could not be handled", event.pk, event.clock_id)
        ClockEvent.objects.to_handle().filter(pk=event.pk).update(handled_at=now, outcome=Outcome.FAILED)


def _held(event: ClockEvent) -> Clock:
    """The clock as it is now, its request held until the transaction ends."""
    ServiceRequest.objects.select_for_update(no_key=True).get(pk=event.clock.request_id)
    return Clock.objects.select_related("request", *KNOWN).get(pk=event.clock_id)


def _settle(events: Sequence[ClockEvent], now: datetime) -> None:
    """Tell of those that still stand, act, and note the outcome of all."""
    overtaken, audience = _overtaken(events), alerts.Audience()
    rungs = {event.pk: escalating.rung_of(event.clock, event.step) for event in events}
    standing = [
        event
        for event in events
        if event.pk not in overtaken and _stands(event) and escalating.holds(rungs[event.pk], event.clock.request)
    ]
    # People first: who works on it may be another after the action.
    notify_all(alerts.news_of(event, rungs[event.pk].tell, audience) for event in standing)
    outcomes = dict.fromkeys((event.pk for event in events), Outcome.SKIPPED)
    for event in standing:
        outcomes[event.pk] = _act(event, rungs[event.pk], now)
    _note(events, rungs, outcomes, now)


def _act(event: ClockEvent, rung: Step, now: datetime) -> Outcome:
    return escalating.act(rung.action, event.clock.request, now=now) if rung.action else Outcome.DONE


def _overtaken(events: Iterable[ClockEvent]) -> set[int]:
    """Those after which a later step of the same clock fired: only the highest tells and acts."""
    clocks = {event.clock_id for event in events}
    fired = ClockEvent.objects.filter(clock__in=clocks, kind__in=alerts.TOLD_KINDS, epoch=F("clock__epoch"))
    last = dict(fired.order_by("id").values_list("clock", "pk"))  # of equal keys the last one stays
    return {event.pk for event in events if event.pk < last.get(event.clock_id, 0)}


def _stands(event: ClockEvent) -> bool:
    """Is it still true? A breach that was revoked is not, and a warning about what rests or is done is noise."""
    if event.epoch != event.clock.epoch:
        return False
    return event.kind == ClockEvent.Kind.BREACH or event.clock.state == State.RUNNING


def _note(events: Sequence[ClockEvent], rungs: dict[int, Step], outcomes: dict[int, Outcome], now: datetime) -> None:
    alike: dict[tuple[Action, Outcome], list[int]] = defaultdict(list)
    for event in events:
        alike[rungs[event.pk].action, outcomes[event.pk]].append(event.pk)
    for (action, outcome), ids in alike.items():
        ClockEvent.objects.filter(pk__in=ids).update(handled_at=now, action=action.value, outcome=outcome)


def wake() -> None:
    """Ask a worker to handle now. Without a broker the next round of the timetable finds the events."""
    from sla.tasks import handle_events  # tasks imports this module

    try:
        handle_events.apply_async(retry=False, expires=WAKE_EXPIRES)
    except BrokerGone as problem:
        logger.warning("The broker does not answer, what clocks set off waits for the next round: %s", problem)


def backlog(now: datetime) -> timedelta:
    """How long the oldest event has waited to be handled; zero when none does. For the status page."""
    oldest = ClockEvent.objects.to_handle().values_list("detected_at", flat=True).first()
    return max(now - oldest, timedelta()) if oldest else timedelta()
