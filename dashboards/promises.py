"""The table of promises: one row per clock and named date, every number a way to its requests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

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


VERDICTS = ("kept", "broken", "undecided")


def promise_rows(block: dict[str, Any], link: Link) -> list[ClockRow]:
    """Clocks that ran, and dates that people named; without either there is nothing to keep."""
    return [*_clocks(block, link), *_dates(block, link)]


def _clocks(block: dict[str, Any], link: Link) -> Iterator[ClockRow]:
    for metric in Metric:
        clock = block["clocks"][metric.value]
        if any(clock[verdict] for verdict in VERDICTS):
            kept, broken, undecided = (
                Cell(number(clock[one]), link(f"clock.{metric.value}.{one}")) for one in VERDICTS
            )
            rates = share(clock["kept_rate"]), share(clock["kept_rate_finished"])
            yield ClockRow(str(metric.label), kept, broken, undecided, *rates)


def _dates(block: dict[str, Any], link: Link) -> Iterator[ClockRow]:
    promises = block["promises"]
    if not promises["promised"]:
        return
    for name, label in (("first_date", _("First day named")), ("last_date", _("Last day named"))):
        date = promises[name]
        kept, broken, undecided = (Cell(number(date[one]), link(f"{one}_{name}")) for one in VERDICTS)
        rates = share(date["kept_rate"]), share(promises[f"kept_{name}_rate"])
        yield ClockRow(label, kept, broken, undecided, *rates)
