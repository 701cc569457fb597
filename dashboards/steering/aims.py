"""What each indicator of a goal is counted from, week by week, and which way is better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from dashboards.metrics import DurationSketch
from dashboards.models import DayFigures
from dashboards.replica import alias
from dashboards.steering.models import Indicator
from requests_app.readings import Raw, Steps, reading

WEEKS, LATELY = 26, 13  # shown, and of them those a goal is judged by
HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A share of counts (`good` over `whole`), or the median of a duration; `figure` is the list behind it."""

    good: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    duration: str = ""
    more_is_better: bool = True
    figure: str = ""
    # People's answers of a week are too few to be shown.
    by_week: bool = True
    definition: LazyText


AIMS: dict[str, Aim] = {
    Indicator.DONE_KEPT: Aim(
        good=("clock.resolution.kept",),
        whole=("clock.resolution.kept", "clock.resolution.broken"),
        figure="clock.resolution.kept",
        definition=_("Of the requests filed in a week whose time is decided: done in time."),
    ),
    Indicator.ANSWER_KEPT: Aim(
        good=("clock.first_response.kept",),
        whole=("clock.first_response.kept", "clock.first_response.broken"),
        figure="clock.first_response.kept",
        definition=_("Of the requests filed in a week whose first answer is decided: answered in time."),
    ),
    Indicator.DATE_KEPT: Aim(
        good=("kept_first_date",),
        whole=("kept_first_date", "broken_first_date"),
        figure="kept_first_date",
        definition=_("Of the requests filed in a week with a day named: done by the first one."),
    ),
    Indicator.CHASED: Aim(
        good=("chased",),
        whole=("filed",),
        more_is_better=False,
        figure="chased",
        definition=_("Of the requests filed in a week: chased by the requester at least once."),
    ),
    Indicator.ANSWER_TIME: Aim(
        duration="answer",
        more_is_better=False,
        figure="answered",
        definition=_("Half of the requests filed in a week were answered within so many real hours."),
    ),
    Indicator.DONE_TIME: Aim(
        duration="resolution",
        more_is_better=False,
        figure="measured",
        definition=_("Half of the requests filed in a week and done took at most so many real hours."),
    ),
    Indicator.SATISFIED: Aim(
        good=("csat.4", "csat.5"),
        whole=tuple(f"csat.{score}" for score in range(1, 6)),
        by_week=False,
        definition=_("Share of 4 and 5 of 5 among the ratings of these weeks, as far as they may be shown."),
    ),
}


@dataclass(slots=True)
class Heap:
    """Counts and distributions of one week, or of several."""

    counts: Counter[str] = field(default_factory=Counter)
    sketches: dict[str, DurationSketch] = field(default_factory=dict)

    def value(self, aim: Aim) -> float | None:
        """A share of 0..1, or hours; None with nothing to count."""
        if aim.duration:
            sketch = self.sketches.get(aim.duration)
            median = sketch.quantile(0.5) if sketch else None
            return None if median is None else median / HOUR
        whole = sum(self.counts[name] for name in aim.whole)
        return sum(self.counts[name] for name in aim.good) / whole if whole else None

    def put(self, name: str, bucket: str, number: int) -> None:
        """A count, or so many durations in a bucket of their distribution."""
        if not bucket:
            self.counts[name] += number
            return
        sketch = self.sketches.setdefault(name, DurationSketch())
        if bucket == "zeros":
            sketch.zeros += number
        else:
            sketch.buckets[int(bucket)] += number


# One statement for a department: every count by name, and the buckets of the two distributions.
_WEEKLY = """
WITH inside AS (
    SELECT *, date_trunc('week', day)::date AS week FROM {table}
    WHERE department_id = %(department)s AND day >= %(start)s AND day < %(end)s
)
SELECT week, n.key, '', sum(n.value::bigint) FROM inside, LATERAL jsonb_each_text(counts) n
WHERE n.key = ANY(%(names)s) GROUP BY week, n.key
UNION ALL
SELECT week, 'filed', '', sum(filed) FROM inside GROUP BY week
UNION ALL
SELECT week, d.key, b.key, sum(b.value::bigint)
FROM inside, LATERAL jsonb_each(durations) d,
    LATERAL jsonb_each_text(d.value -> 'buckets' || jsonb_build_object('zeros', d.value -> 'zeros')) b
WHERE d.key = ANY(%(durations)s) GROUP BY week, d.key, b.key
"""


def window(today: date) -> tuple[date, date]:
    """The Monday on which the weeks begin, and the one after the last whole week."""
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(weeks=WEEKS), monday


@reading
def weekly(department: int, start: date, end: date) -> Steps[list[tuple[date, Heap]]]:
    """Every week from `start` (a Monday) on and before `end`, also those without anything."""
    weeks = {start + timedelta(weeks=number): Heap() for number in range((end - start).days // 7)}
    values: dict[str, Any] = {
        "department": department,
        "start": start,
        "end": end,
        "names": sorted({name for aim in AIMS.values() for name in aim.whole} | set(_ANSWERS)),
        "durations": sorted(aim.duration for aim in AIMS.values() if aim.duration),
    }
    columns, read = ("week", "name", "bucket", "number"), {"week": date.fromisoformat}
    (rows,) = yield (Raw(_WEEKLY.format(table=DayFigures._meta.db_table), values, columns, read, alias()),)
    for week, name, bucket, number in rows:
        weeks[week].put(name, bucket, int(number))
    return sorted(weeks.items())


# What decides whether ratings may be shown, beside the scores of satisfaction.
_ANSWERS = (*(f"ces.{score}" for score in range(1, 6)), "solved.yes", "solved.partly", "solved.no")


def together(heaps: Sequence[Heap]) -> Heap:
    """Several weeks as one."""
    counts: Counter[str] = Counter()
    for heap in heaps:
        counts.update(heap.counts)
    names = {name for heap in heaps for name in heap.sketches}
    merged = {
        name: DurationSketch.merged(heap.sketches[name] for heap in heaps if name in heap.sketches) for name in names
    }
    return Heap(counts, merged)
