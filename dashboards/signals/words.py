"""A series as a page shows it, and its rule as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards import words
from dashboards.metrics import POINTS_FOR_A_SIGNAL
from requests_app.phrases import listed

from .indicators import HOURS, SHARE, Indicator
from .rules import FEW, Early, Fired, Judged, Rule, judge


@dataclass(frozen=True, slots=True)
class Point:
    """A piece of time from its first day on; `value` None where nothing can be said of it (yet). `n` is behind it."""

    first: date
    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Signal:
    """A series, its judgement and the sentence about it. `marked` are places in `points`."""

    indicator: Indicator
    piece: str
    points: Sequence[Point]
    judged: Judged
    marked: Sequence[int]
    text: str

    @property
    def fired(self) -> bool:
        return self.judged.fired is not None

    @property
    def early(self) -> bool:
        return self.judged.early is not None

    @property
    def better(self) -> bool | None:
        """Did it change for the better? None without a signal, or where more is neither better nor worse."""
        fired = self.judged.fired
        if fired is None or self.indicator.more is None:
            return None
        return fired.higher == self.indicator.more

    def said(self, value: float | None) -> str:
        """A value of this series in words; empty for none."""
        if value is None:
            return ""
        if self.indicator.unit == HOURS:
            return words.span(value) or ""
        return (words.share(value) if self.indicator.unit == SHARE else words.number(value)) or ""

    def label(self, point: Point) -> str:
        return piece_in_words(self.piece, point.first)


def told(indicator: Indicator, piece: str, points: Sequence[Point], baseline: int | None = None) -> Signal:
    """`baseline`: how many of the points lie before something was changed on purpose."""
    places = [at for at, point in enumerate(points) if point.value is not None]
    values = [point.value for point in points if point.value is not None]
    frozen = None if baseline is None else sum(at < baseline for at in places)
    judged = judge(values, [points[at].n for at in places], lowest=0.0, highest=indicator.highest, baseline=frozen)
    marked = [places[at] for at in judged.fired.marked] if judged.fired else []
    text = sentence(judged, [piece_in_words(piece, points[at].first) for at in marked])
    return Signal(indicator, piece, points, judged, marked, text)


def piece_in_words(piece: str, first: date) -> str:
    return {"month": words.month, "quarter": words.quarter}.get(piece, words.day)(first)


def sentence(judged: Judged, marked: Sequence[str]) -> str:
    """What the series says: the rule that fired, that none did, or why it is too early."""
    if judged.early is Early.POINTS:
        return _("Early: from %(fewest)s points on it can be told whether more than chance is at work.") % {
            "fewest": POINTS_FOR_A_SIGNAL
        }
    if judged.early is Early.SMALL:
        return _("Early: most points rest on fewer than %(few)s requests, and jump by chance.") % {"few": FEW}
    if judged.fired is None:
        return _("No signal: chance explains all of it.")
    return _RULES[judged.fired.rule](judged.fired, marked)


def _run(fired: Fired, marked: Sequence[str]) -> str:
    text = (
        _("Signal: %(seen)s points in a row lie above the median; chance explains up to %(most)s.")
        if fired.higher
        else _("Signal: %(seen)s points in a row lie below the median; chance explains up to %(most)s.")
    )
    return text % {"seen": fired.seen, "most": fired.expected}


def _crossings(fired: Fired, marked: Sequence[str]) -> str:
    text = ngettext(
        "Signal: the median is crossed only %(seen)s time; chance explains %(fewest)s and more.",
        "Signal: the median is crossed only %(seen)s times; chance explains %(fewest)s and more.",
        fired.seen,
    )
    return text % {"seen": fired.seen, "fewest": fired.expected}


def _outside(fired: Fired, marked: Sequence[str]) -> str:
    return _("Signal: outside the limits that chance explains: %(when)s.") % {"when": listed(marked)}


def _side(fired: Fired, marked: Sequence[str]) -> str:
    text = (
        _("Signal: %(seen)s points in a row lie above the mean; chance explains up to %(most)s.")
        if fired.higher
        else _("Signal: %(seen)s points in a row lie below the mean; chance explains up to %(most)s.")
    )
    return text % {"seen": fired.seen, "most": fired.expected}


_RULES = {Rule.RUN: _run, Rule.CROSSINGS: _crossings, Rule.OUTSIDE: _outside, Rule.SIDE: _side}
