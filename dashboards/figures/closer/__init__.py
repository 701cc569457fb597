"""What `manage.py figures --exact` adds when asked to look closer, beyond what dashboards keep (docs/figures.md).

Mean, extremes and any percentile; how many within so many hours; hours in each state; the journal by verbs; when
requests come in; and how everything stood at a moment of the past.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboards.figures.question import TOTAL, Group, Grouped, Question
from dashboards.figures.shape import DURATIONS, names_of
from dashboards.tally import Tally
from requests_app.models import Service

from . import lives, moment, rhythm
from .spread import Wanted, spread

__all__ = ["Closer", "look"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closer:
    """`percentiles` in per cent, `within` in hours; `at` aware moments."""

    percentiles: tuple[int, ...] = ()
    within: tuple[float, ...] = ()
    states: bool = False
    journal: bool = False
    rhythm: bool = False
    at: tuple[datetime, ...] = ()

    def __bool__(self) -> bool:
        """Is anything asked for?"""
        return any((self.percentiles, self.within, self.states, self.journal, self.rhythm, self.at))


def look(
    report: dict[str, Any],
    question: Question,
    grouped: Grouped,
    services: Mapping[int, Service],
    *,
    closer: Closer,
    now: datetime,
) -> None:
    """Write into a report that was counted from the rows what `closer` asks for."""
    blocks = _blocks(report, question, grouped, services)
    wanted = Wanted(closer.percentiles, closer.within)
    if wanted:
        for group, block in blocks.items():
            _widen(block, grouped.get(group, Tally()), wanted)
    if closer.states or closer.journal:
        for group, found in lives.by_group(question, now=now).items():
            if closer.states:
                blocks[group] |= found.states(wanted)
            if closer.journal:
                blocks[group] |= found.journal(wanted)
    if closer.rhythm:
        report |= rhythm.of(question)
    if closer.at:
        report["at"] = [moment.stood(question, one) for one in closer.at]


def _blocks(
    report: Mapping[str, Any], question: Question, grouped: Grouped, services: Mapping[int, Service]
) -> dict[Group, dict[str, Any]]:
    """The block of the report that each group became."""
    names = names_of(question, grouped, services)
    blocks = {
        (dimension, value): report[f"by_{dimension}"][names[dimension][value]]
        for dimension, value in grouped
        if dimension in question.by
    }
    return {TOTAL: report["total"], **blocks}


def _widen(block: dict[str, Any], tally: Tally, wanted: Wanted) -> None:
    for name in DURATIONS:
        block[name]["hours"] |= spread(tally.durations.get(name, []), wanted)
        block[name]["working_hours"] |= spread(tally.durations.get(f"{name}_working", []), wanted)
    block["longest_silence_hours"] |= spread(tally.durations.get("silence", []), wanted)
