"""A replay from beginning to end. `compare` is the part without a database: a million requests in two seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter

import numpy as np
from django.conf import settings

from sla.calendar.instants import DAY, to_us
from sla.models import CalendarDraft, ServiceStandard
from sla.replay import amended, plan, reading
from sla.replay.facts import METRICS, Codes, Facts, Ints, Verdict
from sla.replay.load import load, overrun
from sla.replay.plan import Period, Plan
from sla.replay.promise import Promise, winners
from sla.replay.result import Comparison, Keys, Result, Tally, changed, is_judged, moves
from sla.replay.verdicts import Judged, judge, lives
from sla.replay.workdays import weekdays

# What the load is about: the first of these that is promised.
WORK = ("resolution", "first_response")


def of_standard(standard: ServiceStandard, period: Period, *, now: datetime) -> Result:
    """A version of a standard, draft or not, over the requests that were filed in the period."""
    return _run(plan.of_standard(standard, period), period, now)


def of_calendar(draft: CalendarDraft, period: Period, *, now: datetime) -> Result:
    """Other working hours, over the requests of all standards that count by this calendar."""
    return _run(plan.of_calendar(draft, period), period, now)


def _run(what: Plan, period: Period, now: datetime) -> Result:
    begun = perf_counter()
    facts = reading.read(what.services, period.since, period.until, now=now)
    result = compare(facts, what, period, now=now)
    return replace(result, seconds=round(perf_counter() - begun, 3))


def compare(facts: Facts, what: Plan, period: Period, *, now: datetime) -> Result:
    """Everything about the requests of `facts`, as of `now`; nothing is read or written."""
    begun, filed = perf_counter(), len(facts.requests)
    won = winners(what.promises, facts.requests)
    tried = np.array([*(one.is_tried for one in what.promises), False])
    mine = tried[won]
    facts, won = facts.of(mine), won[mine]
    then = _tried(facts, what, won, to_us(now))
    return Result(
        at=now,
        since=period.since,
        until=period.until,
        days=period.days,
        filed=filed,
        n=len(facts.requests),
        amended=len(facts.amended()),
        digest=what.digest,
        comparisons=list(_comparisons(facts, what, then, period, to_us(now))),
        seconds=round(perf_counter() - begun, 3),
    )


def _tried(facts: Facts, what: Plan, won: Ints, now: int) -> dict[str, Judged]:
    """The cycles of every request under the promise it would have got, by metric."""
    parts: dict[str, list[Judged]] = {metric: [] for metric in METRICS}
    changed_priority = facts.amended()
    plain = np.ones(len(facts.requests), np.bool_)
    plain[changed_priority] = False
    for place in np.unique(won).tolist():
        own = won == place
        places = np.flatnonzero(own)
        for metric, judged in _judged(facts.of(own), what.promises[place], now):
            parts[metric].append(judged.of(plain[places[judged.owner]], places))
    for metric, walked in amended.walk(facts, changed_priority, what.promises, won, now).items():
        parts[metric].append(walked)
    return {metric: Judged.joined(found) for metric, found in parts.items()}


def _judged(facts: Facts, promise: Promise, now: int) -> Iterator[tuple[str, Judged]]:
    for metric in METRICS:
        targets = promise.targets(metric)
        if targets.any():
            lived = lives(facts, metric, promise, back_within=settings.REOPEN_DAYS * DAY)
            yield metric, judge(lived, targets[facts.requests.priority][lived.owner], promise.calendar, now)


@dataclass(frozen=True, slots=True, eq=False)
class _Sides:
    """The verdicts of one metric by request."""

    now: Codes
    then: Codes


def _comparisons(facts: Facts, what: Plan, then: dict[str, Judged], period: Period, now: int) -> Iterator[Comparison]:
    requests = facts.requests
    keys = {
        "priority": Keys.of(requests.priority.astype(np.int64)),
        "weekday": Keys.of(weekdays(what.calendar.spec, requests.filed)),
        "service": Keys.of(requests.service),
        "asker": Keys.of(requests.asker),
    }
    work = next((metric for metric in WORK if len(then[metric].owner)), None)
    for metric, judged in then.items():
        sides = _sides(facts, metric, judged, keeps_pins=what.keeps_pins)
        if not (is_judged(sides.now).any() or len(judged.owner)):
            continue
        yield Comparison(
            metric=metric,
            now=Tally.of(sides.now),
            then=Tally.of(sides.then),
            only_then=int((is_judged(sides.then) & (sides.now == Verdict.NONE)).sum()),
            only_now=int((is_judged(sides.now) & (sides.then == Verdict.NONE)).sum()),
            moves=moves(sides.now, sides.then),
            groups={name: one.groups(sides.now, sides.then) for name, one in keys.items()},
            changed=changed(requests.ids, sides.now, sides.then),
            overrun=overrun(judged, what.calendar, now),
            load=load(judged, what.calendar, to_us(period.since), to_us(period.until)) if metric == work else None,
        )


def _sides(facts: Facts, metric: str, judged: Judged, *, keeps_pins: bool) -> _Sides:
    lived = facts.lived_of(metric)
    then = judged.of_requests(len(facts.requests))
    return _Sides(lived.verdict, np.where(lived.pinned, lived.verdict, then) if keeps_pins else then)
