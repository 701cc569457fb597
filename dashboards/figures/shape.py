"""From tallies to the keys of docs/figures.md. "Nothing to count" is None, never 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, TypedDict

from dashboards.metrics import quantile
from dashboards.tally import Tally
from requests_app.models import Priority, Service
from sla.models import Metric
from surveys.models import Rating
from surveys.release import GroupResult, group_result

from .course import WithOpen, course, with_open
from .question import TOTAL, Grouped, Question

HOUR = 3600
DURATIONS = ("answer", "resolution", "close")
RUNNING = ("answer", "resolution")
OF_THE_FILED = ("answered", "done", "declined", "cancelled", "chased", "handed_over", "reopened")


class Spread(TypedDict):
    n: int
    median: float | None
    p85: float | None


def report(
    question: Question, grouped: Grouped, services: Mapping[int, Service], *, now: datetime, from_rows: bool
) -> dict[str, Any]:
    """The whole answer; groups are named by code and sorted by name."""
    names = names_of(question, grouped, services)
    answer: dict[str, Any] = {
        "departments": sorted(names["department"].values()),
        "from": question.start and question.start.isoformat(),
        "to": question.end and question.end.isoformat(),
        "zone": question.zone.key if question.zone else None,
        "exact": from_rows,
        "total": block(grouped.get(TOTAL, Tally()), now),
        "by_month": by_month(grouped),
    }
    answer["total"]["ratings"] = ratings(rated(grouped.get(TOTAL, Tally())))
    for dimension in question.by:
        heaps = {names[dimension][value]: tally for (name, value), tally in grouped.items() if name == dimension}
        answer[f"by_{dimension}"] = {name: block(heaps[name], now) for name in sorted(heaps)}
        if dimension == "department":
            parts = {name: answers(tally) for name, tally in heaps.items()}
            for name, figures in answer["by_department"].items():
                figures["ratings"] = ratings(rated(heaps[name], part=name, parts=parts))
    return answer


def names_of(question: Question, grouped: Grouped, services: Mapping[int, Service]) -> dict[str, Mapping[Any, str]]:
    """By dimension: what each value is called in the report."""
    return {
        "department": {department.pk: department.code for department in question.departments},
        "service": {pk: f"{service.provider.code}/{service.code}" for pk, service in services.items()},
        "priority": {priority.value: priority.name.lower() for priority in Priority},
        "channel": {value: str(value) for dimension, value in grouped if dimension == "channel"},
    }


def block(tally: Tally, now: datetime | None = None) -> dict[str, Any]:
    """The figures of one heap, without ratings; of what still runs only where a moment is given."""
    counts = tally.counts
    running = {name: with_open(tally, name, now) for name in RUNNING} if now else {}
    return {
        "filed": counts["filed"],
        "resolved": counts["resolved"],
        "closed": counts["closed"],
        "open": counts["open_before"] + counts["entered"] - counts["left"],
        "not_ended": counts["unended_before"] + counts["unended"],
        **{name: counts[name] for name in OF_THE_FILED},
        "chase_rate": _share(counts["chased"], counts["filed"]),
        "reopen_rate": _share(counts["reopened"], counts["done"]),
        "clocks": {metric.value: clock(tally, metric.value) for metric in Metric},
        **{name: _duration(tally, name, running.get(name)) for name in DURATIONS},
        "longest_silence_hours": hours(tally, "silence"),
        "first_contact": first_contact(tally),
        "promises": promises(tally),
        **course(tally),
    }


def _duration(tally: Tally, name: str, running: WithOpen | None) -> dict[str, Any]:
    found: dict[str, Any] = {"hours": hours(tally, name), "working_hours": hours(tally, f"{name}_working")}
    return found | ({"with_open": running} if running else {})


def clock(tally: Tally, metric: str) -> dict[str, Any]:
    """Verdicts about one promise; `kept_rate` counts what is unanswered past its target as broken."""
    kept, broken, undecided, met, missed = (
        tally.counts[f"clock.{metric}.{name}"] for name in ("kept", "broken", "undecided", "met", "missed")
    )
    return {
        "kept": kept,
        "broken": broken,
        "undecided": undecided,
        "kept_rate": _share(kept, kept + broken),
        "kept_finished": met,
        "finished": met + missed,
        "kept_rate_finished": _share(met, met + missed),
    }


def hours(tally: Tally, name: str) -> Spread:
    """Median and p85 in hours: linear interpolation, or within 1 % of it from a distribution."""
    if name in tally.sketches:
        sketch = tally.sketches[name]
        return _spread(sketch.n, sketch.quantile(0.5), sketch.quantile(0.85))
    values = tally.durations.get(name, [])
    return _spread(len(values), quantile(values=values, q=0.5), quantile(values=values, q=0.85))


def first_contact(tally: Tally) -> dict[str, Any]:
    """Over requests first done in the period, of which none can still come back within the window."""
    n = tally.counts["first_done"]
    return {
        "n": n,
        "solved_at_once": tally.counts["first_contact"],
        "rate": _share(tally.counts["first_contact"], n),
        "came_back": tally.counts["came_back"],
        "came_back_rate": _share(tally.counts["came_back"], n),
    }


def promises(tally: Tally) -> dict[str, Any]:
    """Dates given by people. `…_date_rate` is about what is done only."""
    counts = tally.counts
    return {
        "promised": counts["promised"],
        "coverage": _share(counts["promised"], counts["filed"]),
        "done": counts["promised_done"],
        "kept_first_date": counts["kept_first_date"],
        "kept_first_date_rate": _share(counts["kept_first_date"], counts["promised_done"]),
        "kept_last_date": counts["kept_last_date"],
        "kept_last_date_rate": _share(counts["kept_last_date"], counts["promised_done"]),
        "first_date": _date(counts, "first_date"),
        "last_date": _date(counts, "last_date"),
    }


def _date(counts: Mapping[str, int], name: str) -> dict[str, Any]:
    kept, broken, undecided = (counts.get(f"{verdict}_{name}", 0) for verdict in ("kept", "broken", "undecided"))
    return {"kept": kept, "broken": broken, "undecided": undecided, "kept_rate": _share(kept, kept + broken)}


def rated(tally: Tally, *, part: str | None = None, parts: Mapping[str, int] | None = None) -> GroupResult:
    """What may be shown of the ratings in this heap: the release rules of `surveys` decide."""
    counts = tally.counts
    scale = range(1, 6)
    return group_result(
        [counts[f"csat.{score}"] for score in scale],
        {name: counts[f"solved.{name}"] for name in Rating.Solved.values},
        [counts[f"ces.{score}"] for score in scale],
        part=part,
        parts=parts,
    )


def answers(tally: Tally) -> int:
    """How many people rated."""
    kinds = ("csat", "solved", "ces")
    return max(sum(n for name, n in tally.counts.items() if name.startswith(f"{kind}.")) for kind in kinds)


def ratings(result: GroupResult) -> dict[str, Any] | None:
    """Satisfaction with its interval as plain values; None where nothing may be shown."""
    if not result.shown:
        return None
    return {
        "n": result.n,
        "satisfied": result.satisfied and asdict(result.satisfied),
        "mean": result.mean,
        "distribution": result.distribution and list(result.distribution),
        "solved": result.solved and asdict(result.solved),
        "easy": result.easy and asdict(result.easy),
    }


def by_month(grouped: Grouped) -> dict[str, dict[str, int]]:
    """Every month from the first to the last with anything, and what stood open at its end."""
    total = grouped.get(TOTAL, Tally())
    backlog, unended = total.counts["open_before"], total.counts["unended_before"]
    months: dict[str, dict[str, int]] = {}
    known = sorted(value for dimension, value in grouped if dimension == "bucket" and isinstance(value, date))
    month = known[0] if known else None
    while month is not None and month <= known[-1]:
        counts = grouped["bucket", month].counts if ("bucket", month) in grouped else Tally().counts
        backlog += counts["entered"] - counts["left"]
        unended += counts["unended"]
        flows = {name: counts[name] for name in ("filed", "resolved", "closed")}
        months[f"{month:%Y-%m}"] = {**flows, "backlog": backlog, "not_ended": unended}
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return months


def _spread(n: int, median: float | None, p85: float | None) -> Spread:
    return {
        "n": n,
        "median": None if median is None else median / HOUR,
        "p85": None if p85 is None else p85 / HOUR,
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
