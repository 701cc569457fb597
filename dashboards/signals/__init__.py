"""Signal or noise: the series of every indicator, and what its run chart and XmR chart say (docs/figures.md)."""

from .indicators import INDICATORS, Indicator
from .reading import PIECES, piece_for, signals_of
from .rules import Fired, Judged, Rule, judge
from .words import Point, Signal

__all__ = [
    "INDICATORS",
    "PIECES",
    "Fired",
    "Indicator",
    "Judged",
    "Point",
    "Rule",
    "Signal",
    "judge",
    "piece_for",
    "signals_of",
]
