"""What the arrays say about a request is what the ledger says: random lives, judged both ways."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from requests_app.states import Status, Verb
from sla.calendar import WorkingCalendar
from sla.calendar.instants import DAY, SECOND, to_us
from sla.models import Scope
from sla.replay import amended
from sla.replay.facts import METRICS, NEVER, STATUSES, VERBS, Facts, Journal, Requests, Side, Verdict
from sla.replay.promise import Promise
from sla.replay.verdicts import Judged, judge, lives
from sla.terms import Target, Terms
from tests.make import OFFICE_HOURS, utc

HOUR = 3600
LIVES = 400
NOW = to_us(utc(2026, 6, 29, 10))  # a Monday
BACK_WITHIN = 14 * DAY

# Any order whatever, as in a dirty log; the verbs that end and bring back come often.
DICE = [*VERBS[1:], *([Verb.RESOLVED, Verb.REOPENED, Verb.ASKED, Verb.ANSWERED] * 4), Verb.DECLINED]


def random_facts(chance: Random, lives: int = LIVES) -> Facts:
    """Whole hours, so that words, rests and closing times fall on due moments again and again."""
    filed, lines = [], []
    for owner in range(lives):
        at = to_us(utc(2026, 6, 1 + chance.randrange(28), chance.randrange(24)))
        filed.append(at)
        for _line in range(chance.randrange(12)):
            at += chance.choice([0, 0, 1, 1, 2, 4, 16, 24, 72, 500]) * HOUR * SECOND
            verb = VERBS.index(chance.choice(DICE))
            lines.append((owner, min(at, NOW), verb, chance.randrange(4), chance.randrange(3)))
    owner, when, *rest = np.array(lines, np.int64).T
    verbs, states, sides = (column.astype(np.int8) for column in rest)
    states[verbs == VERBS.index(Verb.ASKED)] = STATUSES.index(Status.WAITING)
    journal = Journal(owner, when, verbs, states, sides, priority=np.zeros(len(owner), np.int8))
    zeros = np.zeros(lives, np.int64)
    return Facts(
        Requests(
            np.arange(lives),
            np.array(filed),
            zeros,
            zeros + 1,
            zeros,
            np.array([1 + n % 4 for n in range(lives)], np.int8),
        ),
        journal,
        {},
    )


def random_promise(chance: Random) -> Promise:
    hours = {metric: chance.choice([None, 1, 2, 9, 18, 27]) for metric in METRICS}
    targets: dict[tuple[str, int | None], Target] = {
        (metric, None): Target(number * HOUR) for metric, number in hours.items() if number
    }
    if chance.random() < 0.5:
        targets["resolution", 1] = Target(3 * HOUR)
    terms = Terms(
        targets or {("resolution", None): Target(9 * HOUR)},
        frozenset(chance.sample(["waiting", "on_hold", "in_progress"], chance.randrange(4))),
        new_promise_on_reopening=chance.random() < 0.3,
    )
    return Promise(0, Scope(1), terms, WorkingCalendar.from_spec(OFFICE_HOURS))


def by_arrays(facts: Facts, promise: Promise) -> dict[str, Judged]:
    found = {}
    for metric in METRICS:
        cycles = lives(facts, metric, promise, back_within=BACK_WITHIN)
        targets = promise.targets(metric)[facts.requests.priority][cycles.owner]
        found[metric] = judge(cycles, targets, promise.calendar, NOW)
    return found


def rows(judged: Judged) -> list[tuple[int, ...]]:
    """Every cycle: request, start, due moment, end, verdict. A due moment counts where anything came of it."""
    due = np.where(judged.verdict == Verdict.CANCELLED, NEVER, judged.due)
    columns = (judged.owner, judged.start, due, judged.end, judged.verdict)
    return sorted(zip(*(column.tolist() for column in columns), strict=True))


@pytest.mark.parametrize("seed", range(40))
def test_arrays_and_ledger_agree_on_every_cycle(seed: int) -> None:
    chance = Random(seed)
    facts, promise = random_facts(chance), random_promise(chance)
    everybody = np.arange(LIVES)
    walked = amended.walk(facts, everybody, [promise], np.zeros(LIVES, np.int64), NOW)
    for metric, judged in by_arrays(facts, promise).items():
        assert rows(judged) == rows(walked[metric]), metric


def test_the_random_lives_reach_every_verdict_of_every_clock() -> None:
    chance = Random(1)
    seen: dict[str, set[int]] = {metric: set() for metric in METRICS}
    cycles: dict[str, int] = {}
    for _time in range(20):
        facts, promise = random_facts(chance), random_promise(chance)
        for metric, judged in by_arrays(facts, promise).items():
            seen[metric] |= set(judged.verdict.tolist())
            cycles[metric] = max([cycles.get(metric, 0), *np.bincount(judged.owner).tolist()])
    ends = {Verdict.CANCELLED, Verdict.KEPT, Verdict.BROKEN, Verdict.UNDECIDED}
    assert all(verdicts == ends for verdicts in seen.values()), seen
    assert cycles["resolution"] > 2
    assert cycles["next_reply"] > 2
    assert cycles["first_response"] == cycles["promise"] == 1


def test_whose_words_they_are_decides_about_answers() -> None:
    facts = random_facts(Random(3))
    only_requesters = np.full(len(facts.journal.owner), Side.REQUESTER, np.int8)
    silent = Facts(facts.requests, replace(facts.journal, side=only_requesters), {})
    hour = Terms({("first_response", None): Target(HOUR)})
    judged = by_arrays(silent, Promise(0, Scope(1), hour, WorkingCalendar.from_spec(OFFICE_HOURS)))["first_response"]
    finished = judged.end[np.isin(judged.verdict, (Verdict.KEPT, Verdict.BROKEN)) & (judged.end != NEVER)]
    given_up = facts.journal.at[facts.journal.having([Verb.RESOLVED, Verb.DECLINED, Verb.CANCELLED])]
    assert len(finished)
    assert set(finished.tolist()) <= set(given_up.tolist())
