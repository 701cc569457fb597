"""From the facts of a request to what is added on which day: the one place where docs/figures.md becomes code."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, repeat
from zoneinfo import ZoneInfo

from dashboards.facts import ClockFact, Fact
from dashboards.metrics import DurationSketch, handover_metrics, promise_verdict
from dashboards.worktime import ends_of
from requests_app.states import OPEN, Status

# After so long without coming back a solution counts as lasting.
LASTING = timedelta(days=14)
# Counts that say nothing until that time is over.
JUDGED_LATER = ("first_done", "first_contact", "came_back")
# “Solved within so many days of all filed at least so long ago”: open requests stand in the whole, not aside.
HORIZONS = (1, 3, 7, 14, 30)
# Whoever asked so often is counted with whoever asked oftener; the median never gets there.
MOST_ROUNDS = 20
# A question asked so shortly before explains why the request began to wait.
EXPLAINED_BY = timedelta(minutes=15)
WORST_FIRST = ("broken", "undecided", "kept")
# Columns of DayFigures; every other count is a key of its `counts`.
COLUMNS = ("filed", "resolved", "closed", "entered", "left", "unended", "still_open")
# Column of PairFigures -> what it counts, and the durations kept beside them.
PAIR_COLUMNS = {
    **{name: name for name in ("filed", "answered", "done", "still_open", "reopened", "chased", "chases")},
    **{name: name for name in ("clarified", "rounds", "incomplete")},
    **{verdict: f"clock.resolution.{verdict}" for verdict in ("kept", "broken")},
    **{f"answers_{verdict}": f"clock.first_response.{verdict}" for verdict in ("kept", "broken")},
}
PAIR_DURATIONS = ("answer", "answer_working", "resolution", "resolution_working", "silence")


@dataclass(slots=True)
class Tally:
    """Counts by name, and by name the durations in seconds: as they are, or as a distribution (never both).

    `running`: of what is not over, by name, how many began in which minute (since 1970).
    """

    counts: Counter[str] = field(default_factory=Counter)
    durations: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    sketches: dict[str, DurationSketch] = field(default_factory=lambda: defaultdict(DurationSketch))
    running: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, other: Tally) -> None:
        self.counts.update(other.counts)
        for name, values in other.durations.items():
            self.durations[name].extend(values)
        for name, minutes in other.running.items():
            self.running[name].update(minutes)

    def put(self, name: str, number: int) -> None:
        """Add a stored number: a count, a bucket "<duration>:<bucket>", or "<name>@<minute>" of what still runs."""
        if ":" in name:
            duration, _colon, bucket = name.partition(":")
            if bucket == "zeros":
                self.sketches[duration].zeros += number
            else:
                self.sketches[duration].buckets[int(bucket)] += number
        elif "@" in name:
            begun, _at, minute = name.partition("@")
            self.running[begun][int(minute)] += number
        else:
            self.counts[name] += number


def counted(fact: Fact, zone: ZoneInfo) -> Iterator[tuple[date, str]]:
    """What one request adds to the counts, each with the day it belongs to in this zone."""
    filed = _day(fact.filed_at, zone)
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
    if (waited := fact.unanswered_wait()) is not None:
        yield "unanswered_wait", waited


def still_running(fact: Fact) -> Iterator[tuple[str, int]]:
    """What has begun with this request and is not over, and the minute in which it began."""
    if fact.status not in OPEN:
        return
    began = int(fact.filed_at.timestamp()) // 60
    yield "resolution", began
    if fact.answered_at is None:
        yield "answer", began


def judged_before(now: datetime) -> date:
    """Solutions of days before this one can no longer come back in time, whatever the zone."""
    return (now - LASTING - timedelta(days=1)).astimezone(UTC).date()


def judged(now: datetime) -> dict[str, date]:
    """The counts that say nothing about young days, each with the first day that is too young."""
    horizons = {days: (now - timedelta(days=days + 1)).astimezone(UTC).date() for days in HORIZONS}
    return {
        **dict.fromkeys(JUDGED_LATER, judged_before(now)),
        **{f"{name}.{days}": day for days, day in horizons.items() for name in ("within", "wanted")},
    }


def _of_its_filing_day(fact: Fact, zone: ZoneInfo) -> Iterator[str]:
    yield "filed"
    if fact.status in OPEN:
        yield "still_open"
    if fact.status in (Status.DECLINED, Status.CANCELLED):
        yield str(fact.status)
    happened = {
        "answered": fact.answered_at,
        "done": fact.first_done_at,
        "reopened": fact.reopened_at,
        "chased": fact.chased_at,
        "clarified": fact.rounds,
        "incomplete": fact.incomplete,
        "handed_over": fact.handovers,
    }
    yield from (name for name, value in happened.items() if value)
    yield from _way(fact)
    yield from _talk(fact)
    yield from _solved_within(fact)
    yield from _promises(fact, zone)
    yield from _clocks(fact)


def _way(fact: Fact) -> Iterator[str]:
    """Where it went: every hand-over, and whether it came back to a department that had had it."""
    yield from repeat("handovers", fact.handovers)
    way = handover_metrics(holders=fact.holders)
    yield from (name for name, times in (("ping_pong", way["ping_pong"]), ("revisited", way["revisits"])) if times)


def _talk(fact: Fact) -> Iterator[str]:
    """What was asked and told, and what had to be asked for."""
    yield from repeat("chases", len(fact.chased_at))
    yield from repeat("rounds", fact.rounds)
    if fact.first_done_at:
        yield f"rounds.{min(fact.rounds, MOST_ROUNDS)}"
    yield from repeat("updates", len(fact.said_at))
    heard = pairwise([fact.filed_at, *fact.said_at])
    yield from ("updates_chased" for last, now in heard if any(last < at <= now for at in fact.chased_at))
    yield from repeat("waits", len(fact.waited_at))
    unasked = [at for at in fact.waited_at if not any(at - EXPLAINED_BY <= said <= at for said in fact.said_at)]
    yield from repeat("waits_unasked", len(unasked))
    if unasked:
        yield "waited_unasked"


def _solved_within(fact: Fact) -> Iterator[str]:
    if fact.status in (Status.DECLINED, Status.CANCELLED):
        return
    yield from (f"wanted.{days}" for days in HORIZONS)
    if fact.resolved_at:
        took = fact.resolved_at - fact.filed_at
        yield from (f"within.{days}" for days in HORIZONS if took <= timedelta(days=days))


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
