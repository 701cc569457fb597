"""Lives of clocks under a sweep: it sees what is written here, at these moments, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from requests_app import transitions
from requests_app.models import Department, Service, User
from sla import clocks
from sla.calendar.instants import SECOND
from sla.models import Clock
from sla.steps import warnings
from sla.sweep import sweep
from sla.terms import Target
from tests.make import make_request, make_standard
from tests.sla.conftest import at, done_clock, events_of


def watched(until: datetime, *deeds: tuple[datetime, Callable[[], object]]) -> None:
    """From 9:00 on a sweep at every full minute; each deed at its moment, before a sweep of the same instant."""
    now, waiting = at(9), list(deeds)
    while now <= until:
        while waiting and waiting[0][0] <= now:
            waiting.pop(0)[1]()
        sweep(now=now)
        now += timedelta(minutes=1)


@pytest.fixture
def clock(it: Department, laptop: Service, li_wei: User) -> Clock:
    """Three hours from 10:00 on, with a warning at 90 %."""
    make_standard(it, first_response=None, resolution=3 * 3600, warn=(90,))
    return done_clock(make_request(laptop, li_wei, now=at(10)))


def shorter(clock: Clock, hours: int, when: datetime) -> tuple[datetime, Callable[[], object]]:
    return when, lambda: clocks.retarget(clock, Target(hours * 3600, warnings([90])), at=when)


def test_shortened_in_time_it_warns_and_breaks_by_the_new_target(clock: Clock) -> None:
    watched(at(16), shorter(clock, 2, at(11)))
    assert events_of(clock) == [("90%", "warning", at(11, 48)), ("100%", "breach", at(12))]


def test_shortened_too_late_it_breaks_once_at_that_moment_without_a_late_warning(clock: Clock) -> None:
    watched(at(16), shorter(clock, 2, at(12, 30)))
    told = clock.events.filter(handled_at=None)
    assert [(one.step, one.occurred_at) for one in told] == [("100%", at(12, 30))]
    assert [kind for _step, kind, _at in events_of(clock)] == ["superseded", "breach"]


def test_a_rest_just_before_the_end_keeps_it_from_breaking(clock: Clock) -> None:
    rest = at(12, 59, 59), lambda: clocks.pause(clock, at=at(12, 59, 59))
    resume = at(15), lambda: clocks.resume(clock, at=at(15))
    watched(at(15), rest, resume)
    assert [step for step, _kind, _at in events_of(clock)] == ["90%"]
    sweep(now=at(15, 0, 1))
    assert events_of(clock)[-1] == ("100%", "breach", at(15, 0, 1))


def test_resolved_at_rest_it_is_kept_and_silent(clock: Clock) -> None:
    watched(
        at(23),
        (at(11), lambda: clocks.pause(clock, at=at(11))),
        (at(20), lambda: clocks.stop(clock, at=at(20))),
    )
    clock.refresh_from_db()
    assert (clock.state, clock.consumed_us) == (Clock.State.MET, 3600 * SECOND)
    assert events_of(clock) == []


def test_reopened_two_hours_later_it_is_due_two_hours_later(clock: Clock) -> None:
    watched(
        at(16),
        (at(12), lambda: clocks.stop(clock, at=at(12))),
        (at(14), lambda: clocks.reopen(clock, at=at(14))),
    )
    assert events_of(clock) == [("90%", "warning", at(14, 42)), ("100%", "breach", at(15))]


@pytest.mark.parametrize("seed", range(5))
def test_however_late_the_sweep_is_what_is_said_to_have_occurred_is_the_same(
    it: Department, laptop: Service, li_wei: User, olga: User, seed: int
) -> None:
    """The same life of two requests: one is looked at every minute, one when it so happens."""
    make_standard(it, warn=(25, 50, 80))
    chance = random.Random(seed)
    moments = sorted(chance.sample(range(1, 1200), 5))
    lives = []
    for often in (True, False):
        request = make_request(laptop, li_wei, now=at(9))
        for minute in range(1, 1300):
            now = at(9) + timedelta(minutes=minute)
            if minute in moments and moments.index(minute) % 2 == 0:
                transitions.ask(request, "Which?", by=olga, now=now)
            elif minute in moments:
                transitions.answer(request, "This", by=li_wei, now=now)
            if often or chance.random() < 0.005:
                sweep(now=now)
        sweep(now=at(9, day=10))
        clock = done_clock(request)
        occurred = [(step, moment) for step, _kind, moment in events_of(clock)]
        assert occurred == sorted(occurred, key=lambda one: one[1])
        assert len(set(occurred)) == len(occurred)
        lives.append((clock.state, clock.consumed_us, clock.due_at, clock.breached_at, occurred))
    assert lives[0] == lives[1]
