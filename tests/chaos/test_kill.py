"""Whatever dies in the middle: every step of every clock fires once, and every news is told once."""

from __future__ import annotations

import os
import random
import signal
import time
from datetime import timedelta

import pytest

from requests_app import clock
from requests_app.models import Delivery
from tests.chaos.conftest import (
    Portal,
    all_is_said,
    assert_each_once,
    clocks_due,
    fired,
    kill,
    overdue,
    told,
    until,
)

# The suite takes the short one; CHAOS=10 makes ten times as many clocks and kills.
TIMES = int(os.environ.get("CHAOS", "1"))

pytestmark = [pytest.mark.slow, pytest.mark.long(seconds=220)]


@pytest.fixture
def chance() -> random.Random:
    return random.Random(int(os.environ.get("CHAOS_SEED", "20260608")))


def test_sweepers_that_are_killed_at_random_lose_and_repeat_nothing(portal: Portal, chance: random.Random) -> None:
    number = 2000 * TIMES
    clocks_due(overdue(number))
    for _round in range(3 * TIMES):
        before = fired() + told()
        sweepers = [portal.sweeper(), portal.sweeper()]
        until(lambda before=before: fired() + told() > before, "some progress")  # type: ignore[misc]
        for sweeper in sweepers:
            time.sleep(chance.uniform(0, 0.15))
            kill(sweeper)
    assert not all_is_said(number), "They were too fast: every kill has to hit somebody at work."
    portal.sweeper()
    until(lambda: all_is_said(number), "the last breach to be told")
    assert_each_once(number)
    assert Delivery.objects.count() == number


def test_a_sweeper_that_is_asked_to_end_finishes_what_it_began(portal: Portal) -> None:
    clocks_due(overdue(300))
    sweeper = portal.sweeper()
    until(fired, "the first breach")
    sweeper.send_signal(signal.SIGTERM)
    assert sweeper.wait(60) == 0
    assert fired() == told() == 300


def test_postgresql_that_restarts_in_mid_sweep_is_waited_for(portal: Portal) -> None:
    number = 2000 * TIMES
    clocks_due(overdue(number))
    sweepers = [portal.sweeper(), portal.sweeper()]
    for how in (signal.SIGINT, signal.SIGQUIT):
        before = fired()
        until(lambda before=before: fired() > before or all_is_said(number), "some progress")  # type: ignore[misc]
        portal.restart_postgres(how)
    until(lambda: all_is_said(number), "the last breach to be told")
    assert [sweeper.poll() for sweeper in sweepers] == [None, None]
    assert_each_once(number)


def test_two_beats_a_killed_worker_and_servers_that_forget_change_nothing(
    portal: Portal, chance: random.Random
) -> None:
    """Clocks come due while it happens; the timetable is all that wakes the workers."""
    number = 400 * TIMES
    now = clock.now()
    clocks_due([now + timedelta(seconds=4 + 20 * one / number) for one in range(number)])
    worker = portal.worker()
    portal.beat(1)
    portal.beat(2)
    until(fired, "the first breach")
    for _time in range(3):
        portal.redis.flushall()
        time.sleep(chance.uniform(0.5, 2))
    kill(worker)
    portal.worker()
    portal.redis.flushall()
    portal.restart_postgres(signal.SIGINT)
    until(lambda: all_is_said(number), "the last breach to be told")
    assert_each_once(number)
