"""What stands beside an indicator: a change that chance does not explain, and the value of the days before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dashboards.indicators import Indicator
from dashboards.signals import Signal

# In the order of `indicators`: the series that speak for each, the first that fired is shown.
SERIES = (
    ("answered_in_time", "answer"),
    ("satisfied",),
    ("done_in_time", "solved", "first_contact", "came_back"),
    ("open",),
    ("kept_first_date", "chased", "silence", "proactive"),
)


def with_signals(shown: Sequence[Indicator], signals: Mapping[str, Signal]) -> list[Indicator]:
    """Never an arrow for a difference: only what a rule of the run chart or the limits of chance found."""
    return [replace(one, signal=_fired(codes, signals)) for one, codes in zip(shown, SERIES, strict=True)]


def with_before(shown: Sequence[Indicator], earlier: Sequence[Indicator]) -> list[Indicator]:
    """The values of the same indicators about other days; an indicator about now has none."""
    return [replace(one, before=other.value or "–") for one, other in zip(shown, earlier, strict=True)]


def _fired(codes: Sequence[str], signals: Mapping[str, Signal]) -> Signal | None:
    found = (signals[code] for code in codes if code in signals)
    return next((signal for signal in found if signal.fired), None)
