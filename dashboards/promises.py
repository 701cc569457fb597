"""The table of promises: one row per clock, every number a way to its requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboards.indicators import Link
from dashboards.words import number, share
from sla.models import Metric


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class ClockRow:
    """`rate` counts what is late and unfinished as broken; `finished` looks at finished requests only."""

    label: str
    kept: Cell
    broken: Cell
    undecided: Cell
    rate: str | None
    finished: str | None


def clock_rows(block: dict[str, Any], link: Link) -> list[ClockRow]:
    """Only clocks that ran; without a standard there is nothing to keep."""
    rows = []
    for metric in Metric:
        clock = block["clocks"][metric.value]
        if not clock["kept"] + clock["broken"] + clock["undecided"]:
            continue
        kept, broken, undecided = (
            Cell(number(clock[verdict]), link(f"clock.{metric.value}.{verdict}"))
            for verdict in ("kept", "broken", "undecided")
        )
        rates = share(clock["kept_rate"]), share(clock["kept_rate_finished"])
        rows.append(ClockRow(str(metric.label), kept, broken, undecided, *rates))
    return rows
