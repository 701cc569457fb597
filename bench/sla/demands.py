"""What is demanded, in one place. Ratios, since machines differ: each against a reference of the same run."""

from __future__ import annotations

from bench.sla.report import Demand, Row

DEMANDS = {
    "add 1 d, library": Demand("add 1 d / businesstimedelta", "at least", 300),
    "add 30 d, library": Demand("add 30 d / businesstimedelta", "at least", 5_000),
    "add 400 d, library": Demand("add 400 d / businesstimedelta", "at least", 50_000),
    "add 30 d, loop": Demand("add 30 d / peers' day loop", "at least", 40),
    "add 400 d, loop": Demand("add 400 d / peers' day loop", "at least", 400),
    "add, growth": Demand("cost of add 400 d / 1 d", "at most", 2),
    "batch": Demand("add for {many:,} at once / one by one", "at least", 5),
    "empty sweep, growth": Demand("empty sweep at {most:,} / at {few:,} open clocks", "at most", 2),
    "fire 100, growth": Demand("fire 100 due at {most:,} / at {few:,} open clocks", "at most", 2),
    "scan": Demand("full SQL scan / empty sweep at {most:,}", "at least", 500),
    "read all": Demand("read every open clock in Python / sweep with 100 due, at {most:,}", "at least", 300),
    "drain": Demand("drain of {many:,} due by two sweepers / the required 100 a second", "at least", 50),
    "churn": Demand("empty sweep after {many:,} firings without vacuum / fresh", "at most", 3),
    "lateness": Demand("p99 lateness / tick of 1 s, 100 due a second", "at most", 1.5),
    "frappe": Demand("frappe's interval of 3,600 s / our p99 lateness", "at least", 2_400),
    "kills": Demand("events lost or doubled when sweepers are killed", "at most", 0, ""),
    "replay": Demand("replay of {many:,} requests", "at most", 5, "s"),
    "recompute": Demand("recompute of {many:,} clocks: share of arithmetic", "at most", 10, "%"),
}


MILLION = 1_000_000


def judged(key: str, measured: float, detail: str = "", *, is_to_scale: bool = True, **sizes: float) -> Row:
    """The row of a demand. What was measured with less than the demand speaks of is not judged."""
    demand = DEMANDS[key]
    text = demand.text.format(**sizes)
    return Row(key, text, float(measured), demand.unit, demand.bound, demand.value, detail, is_to_scale)


def told(key: str, measured: float, unit: str, detail: str = "") -> Row:
    """A figure nobody demands, for comparison."""
    return Row(key, key, measured, unit, detail=detail)
