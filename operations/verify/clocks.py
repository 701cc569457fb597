"""Clocks, what they set off, and the figures that are counted from them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import F, Max, Q

from dashboards import audit as figures_audit
from dashboards.models import DayFigures, PairFigures
from requests_app.models import Department, Service
from sla import audit as clock_audit
from sla.models import Clock, ClockEvent

from .looking import MOST_SHOWN, RECENT, TURNS, Invariant, Outcome, Scope, selected

LATE = timedelta(minutes=5)


def _recounted(scope: Scope) -> Outcome:
    clocks = Clock.objects.all()
    if not scope.everything:
        last = Clock.objects.aggregate(last=Max("pk"))["last"] or 0
        clocks = clocks.alias(turn=F("pk") % TURNS).filter(Q(turn=scope.turn) | Q(pk__gt=last - RECENT))
    checked, found = clock_audit.recount(clocks, scope.now)
    return Outcome.of(
        checked, (f"Clock {one.clock}: {one.column} is {one.kept}, counted {one.counted}." for one in found)
    )


def _events_once(scope: Scope) -> Outcome:
    return selected(
        scope,
        "SELECT count(*) FROM sla_clockevent",
        """
        SELECT clock_id, epoch, step, count(*) AS times FROM sla_clockevent
        WHERE %(all)s OR id > (SELECT max(id) - 100000 FROM sla_clockevent)
        GROUP BY clock_id, epoch, step HAVING count(*) > 1
        """,
        "Clock {clock_id} set off {step} {times} times in its round {epoch}.",
    )


def _fired_in_time(scope: Scope) -> Outcome:
    late = Clock.objects.due_to_fire(scope.now - LATE)
    return Outcome(
        Clock.objects.unfinished().count(),
        late.count(),
        [f"Clock {one.pk} had to say something at {one.next_fire_at}, and has not." for one in late[:MOST_SHOWN]],
    )


def _told_in_time(scope: Scope) -> Outcome:
    waiting = ClockEvent.objects.to_handle()
    late = waiting.filter(detected_at__lt=scope.now - LATE)
    return Outcome(
        waiting.count(),
        late.count(),
        [f"{one.step} of clock {one.clock_id}: nobody was told since {one.detected_at}." for one in late[:MOST_SHOWN]],
    )


def _figures(scope: Scope) -> Outcome:
    checked, found = figures_audit.recount(_days(scope), now=scope.now)
    return Outcome.of(
        checked,
        (
            f"{one['day']}, {one['department']}/{one['service']}, {one['figure']} is {one['kept']}, "
            f"counted {one['counted']}."
            for one in found
        ),
    )


def _days(scope: Scope) -> dict[tuple[int, int], list[date]]:
    if not scope.everything:
        return figures_audit.sample_of(figures_audit.night_of(scope.now))
    days: dict[tuple[int, int], set[date]] = defaultdict(set)
    for table in (DayFigures, PairFigures):
        for department, service, day in table.objects.values_list("department", "service", "day").distinct():
            days[department, service].add(day)
    known = set(Department.objects.values_list("pk", flat=True)), set(Service.objects.values_list("pk", flat=True))
    return {pair: sorted(found) for pair, found in days.items() if pair[0] in known[0] and pair[1] in known[1]}


INVARIANTS = (
    Invariant("clocks", "Every clock says what its pieces and events add up to.", _recounted),
    Invariant("clock_events", "What a clock sets off it sets off once.", _events_once),
    Invariant("clocks_fire", f"No clock waits for more than {LATE.seconds // 60} minutes.", _fired_in_time, moves=True),
    Invariant("clocks_told", "Somebody is told of whatever a clock set off.", _told_in_time, moves=True),
    Invariant("figures", "Figures are what a recount of the rows finds.", _figures),
)
