"""From the facts of a request to what is added on which day: the one place where docs/figures.md becomes code."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboards.facts import ClockFact, Fact
from dashboards.metrics import DurationSketch, promise_verdict
from dashboards.worktime import ends_of
from requests_app.states import OPEN, Status

# After so long without coming back a solution counts as lasting.
LASTING = timedelta(days=14)
# Counts that say nothing until that time is over.
JUDGED_LATER = ("first_done", "first_contact", "came_back")
WORST_FIRST = ("broken", "undecided", "kept")
# Columns of DayFigures; every other count is a key of its `counts`.
COLUMNS = ("filed", "resolved", "closed", "entered", "left", "unended", "still_open")


@dataclass(slots=True)
class Tally:
    """Counts by name, and by name the durations in seconds: as they are, or as a distribution (never both)."""

    counts: Counter[str] = field(default_factory=Counter)
    durations: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    sketches: dict[str, DurationSketch] = field(default_factory=lambda: defaultdict(DurationSketch))

    def add(self, other: Tally) -> None:
        self.counts.update(other.counts)
        for name, values in other.durations.items():
            self.durations[name].extend(values)


def counted(fact: Fact, zone: ZoneInfo) -> Iterator[tuple[date, str]]:
    """What one request adds to the counts, each with the day it belongs to in this zone."""
    filed = _day(fact.filed_at, zone)
    yield filed, "filed"
    for name in _of_its_filing_day(fact, zone):
        yield filed, name
    if fact.resolved_at:
        yield _day(fact.resolved_at, zone), "resolved"
    if fact.closed_at:
        yield _day(fact.closed_at, zone), "closed"
    if fact.first_done_at:
        done = _day(fact.first_done_at, zone)
        yield done, "first_done"
        came_back = fact.reopened_at is not None and fact.reopened_at <= fact.first_done_at + LASTING
        if came_back:
            yield done, "came_back"
        elif fact.replies <= 1 and not fact.handovers:
            yield done, "first_contact"


def lasted(fact: Fact) -> Iterator[tuple[str, float]]:
    """The durations of one request in seconds; they belong to the day it was filed."""
    for name, end in ends_of(fact):
        yield name, (end - fact.filed_at).total_seconds()
    for name, seconds in fact.working.items():
        yield f"{name}_working", seconds
    if (silence := fact.longest_silence()) is not None:
        yield "silence", silence


def judged_before(now: datetime) -> date:
    """Solutions of days before this one can no longer come back in time, whatever the zone."""
    return (now - LASTING - timedelta(days=1)).astimezone(UTC).date()


def _of_its_filing_day(fact: Fact, zone: ZoneInfo) -> Iterator[str]:
    if fact.status in OPEN:
        yield "still_open"
    if fact.status in (Status.DECLINED, Status.CANCELLED):
        yield str(fact.status)
    happened = {
        "answered": fact.answered_at,
        "done": fact.first_done_at,
        "reopened": fact.reopened_at,
        "chased": fact.chases,
        "handed_over": fact.handovers,
    }
    yield from (name for name, value in happened.items() if value)
    yield from _promises(fact, zone)
    yield from _clocks(fact)


def _promises(fact: Fact, zone: ZoneInfo) -> Iterator[str]:
    """The first date named and the last one are judged each by itself."""
    if not fact.promised:
        return
    yield "promised"
    done = _day(fact.resolved_at, zone) if fact.resolved_at else None
    if done:
        yield "promised_done"
    given_up = _day(fact.closed_at, zone) if fact.closed_at and not done else None
    for name, promised in (("first_date", fact.promised[0]), ("last_date", fact.promised[-1])):
        verdict = promise_verdict(
            promised=_day(promised, zone), done=done, given_up=given_up, today=_day(fact.seen_at or promised, zone)
        )
        if verdict:
            yield f"{verdict}_{name}"


def _clocks(fact: Fact) -> Iterator[str]:
    """One verdict per request and metric: a request that was promised twice has kept its promise if both were kept."""
    for metric in {clock.metric for clock in fact.clocks}:
        yield from verdicts([clock for clock in fact.clocks if clock.metric == metric])


def verdicts(cycles: Sequence[ClockFact]) -> Iterator[str]:
    """What the clocks of one metric add to the counts, taken together: the worst of them decides."""
    metric, found = cycles[0].metric, {clock.verdict for clock in cycles}
    yield f"clock.{metric}.{next(verdict for verdict in WORST_FIRST if verdict in found)}"
    if all(clock.finished for clock in cycles):
        yield f"clock.{metric}.{'met' if all(clock.met for clock in cycles) else 'missed'}"


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
