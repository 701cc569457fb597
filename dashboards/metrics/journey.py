"""Where a request went and how long it stayed there."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import TypedDict

HOUR = timedelta(hours=1)


class StageDurations(TypedDict):
    hours: dict[str, float]
    total: float
    bottleneck: str | None
    flow_efficiency: float | None


class Handovers(TypedDict):
    handovers: int
    ping_pong: int
    distinct: int
    revisits: int


class Rework(TypedDict):
    rework_cases: dict[str, int]
    variants: int
    top_variant_share: float | None


def stage_durations(*, events: Sequence[Sequence[str]], closed: str, active_states: Collection[str]) -> StageDurations:
    """Calendar hours per state of one request; they add up to `closed` minus the first event.

    `events` are (ISO moment, state entered), in any order; a state may come back. The bottleneck is the longest
    state (ties by name), flow efficiency the share of `active_states`, None when no time passed.
    Raises ValueError when an event lies after `closed`.
    """
    entered = sorted(((datetime.fromisoformat(at), state) for at, state in events), key=lambda event: event[0])
    end = datetime.fromisoformat(closed)
    if entered and entered[-1][0] > end:
        raise ValueError(f"an event at {entered[-1][0].isoformat()} lies after the close at {closed}")
    spent: dict[str, timedelta] = defaultdict(timedelta)
    for (begin, state), (until, _) in pairwise([*entered, (end, "")]):
        spent[state] += until - begin
    total = sum(spent.values(), timedelta())
    active = sum((spent[state] for state in active_states if state in spent), timedelta())
    return {
        "hours": {state: time / HOUR for state, time in spent.items()},
        "total": total / HOUR,
        "bottleneck": min(spent, key=lambda state: (-spent[state], state), default=None),
        "flow_efficiency": active / total if total else None,
    }


def handover_metrics(*, holders: Sequence[str]) -> Handovers:
    """Hand-overs of one request between the departments that held it, in order.

    Repeated holders are collapsed first. Ping-pong counts A-B-A, revisits the returns to a former holder.
    """
    path = [holder for holder, _ in groupby(holders)]
    distinct = len(set(path))
    return {
        "handovers": max(len(path) - 1, 0),
        "ping_pong": sum(before == after for before, after in zip(path, path[2:], strict=False)),
        "distinct": distinct,
        "revisits": len(path) - distinct,
    }


def rework_variants(*, traces: Sequence[Sequence[str]]) -> Rework:
    """Loops and paths of many requests, each given as its states in order.

    `rework_cases`: per activity the requests in which it occurs at least twice. A variant is a distinct path;
    `top_variant_share` is the share of requests on the most frequent one.
    """
    paths = Counter(tuple(trace) for trace in traces)
    rework: Counter[str] = Counter()
    for path, requests in paths.items():
        for activity, times in Counter(path).items():
            if times > 1:
                rework[activity] += requests
    share = max(paths.values()) / len(traces) if traces else None
    return {"rework_cases": dict(rework), "variants": len(paths), "top_variant_share": share}
