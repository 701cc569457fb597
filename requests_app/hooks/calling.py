"""The way out: several programs at a time, each told one thing after the other.

Threads only talk to the network; rows are read and written here. So one receiver that is slow, or drips its answer,
costs the others nothing but one of THREADS places, and a place is given to those that work before those that fail.
A worker that dies between a call and its mark leaves the call to the next one: told twice under one key, never lost.
"""

from __future__ import annotations

import logging
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from time import monotonic

from requests_app import clock, webhooks
from requests_app.models import HookCall

from . import noting, turns
from .turns import Outcome, Turn

logger = logging.getLogger(__name__)

THREADS = 8
LONGEST_SWEEP = 50.0  # seconds; what is left has its turn in the next one
LONGEST_TURN = 20.0  # seconds, until another one has a chance

Talk = Future[Outcome]


def call_due(*, thorough: bool = True) -> int:
    """Read the journals and call what is due; the number of calls that were taken."""
    noting.note_lines(clock.now(), overlap=noting.OVERLAP if thorough else noting.SHORT_OVERLAP)
    sweep = _Sweep()
    with ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="webhook") as pool:
        while sweep.fill(pool):
            sweep.settle_some(pool)
    return sweep.taken


class _Sweep:
    def __init__(self) -> None:
        self.ends_at = monotonic() + LONGEST_SWEEP
        self.talks: dict[Talk, tuple[Turn, float]] = {}
        self.taken = 0

    def fill(self, pool: ThreadPoolExecutor) -> bool:
        """Begin turns while there are places and time; is anything under way?"""
        free = THREADS - len(self.talks)
        while free and monotonic() < self.ends_at:
            begun = turns.begin(clock.now(), limit=free)
            if not begun:
                break
            for turn in begun:
                self._go_on(pool, turn, monotonic() + LONGEST_TURN)
            free = THREADS - len(self.talks)
        return bool(self.talks)

    def settle_some(self, pool: ThreadPoolExecutor) -> None:
        done, _running = wait(self.talks, return_when=FIRST_COMPLETED)
        for talk in done:
            turn, ends_at = self.talks.pop(talk)
            outcome = talk.result()
            if outcome.problem is not None:
                logger.warning("Call %s of webhook %s failed: %r", outcome.call.pk, turn.hook.pk, outcome.problem)
            turn.settle(outcome)
            self._go_on(pool, turn, ends_at)

    def _go_on(self, pool: ThreadPoolExecutor, turn: Turn, ends_at: float) -> None:
        now = clock.now()
        following = turn.next_message(now) if monotonic() < ends_at else None
        if following is None:
            turn.release(now)
            self.taken += turn.taken
        else:
            self.talks[pool.submit(_talk, *following, now)] = (turn, ends_at)


def _talk(call: HookCall, message: webhooks.Prepared, now: datetime) -> Outcome:
    """In a thread of its own: no database here."""
    began = monotonic()

    def took() -> float:
        return monotonic() - began

    try:
        answer = message.send(lambda: now + timedelta(seconds=took()))
    except Exception as problem:  # noqa: BLE001 - whatever it is, others go on and this one keeps the reason
        return Outcome(call=call, at=now + timedelta(seconds=took()), took_ms=int(took() * 1000), problem=problem)
    return Outcome(call=call, at=now + timedelta(seconds=took()), took_ms=int(took() * 1000), answer=answer)
