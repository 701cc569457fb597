"""The figures that have a series: what each point of it is, and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards.figures.course import unanswered_waits, with_open
from dashboards.figures.shape import hours
from dashboards.tally import Tally

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HOURS, SHARE, NUMBER = "hours", "share", "number"
# Of more than this share nobody can say yet how it ends: the point would tell of the quick ones only.
UNDECIDED = 0.1

Value = tuple[float | None, int]


@dataclass(frozen=True, slots=True)
class Indicator:
    """`of`: value and requests behind it, of one piece of time. Is `more` better, worse (False), or neither (None)?"""

    code: str
    label: StrOrPromise
    unit: str
    more: bool | None
    of: Callable[[Tally, datetime], Value]

    @property
    def highest(self) -> float | None:
        return 1.0 if self.unit == SHARE else None


def _median(tally: Tally, now: datetime, *, name: str) -> Value:
    found = with_open(tally, name, now)
    return found["median"], found["n"]


def _silence(tally: Tally, now: datetime) -> Value:
    found = hours(tally, "silence")
    return (found["p85"] if _ripe(tally.counts["still_open"], tally.counts["filed"]) else None), found["n"]


def _kept(tally: Tally, now: datetime, *, promise: Sequence[str]) -> Value:
    kept, broken, undecided = (tally.counts[name] for name in promise)
    decided = kept + broken
    return (kept / decided if decided and _ripe(undecided, decided + undecided) else None), decided


def _of(tally: Tally, now: datetime, *, part: str, whole: str) -> Value:
    n = tally.counts[whole]
    return (tally.counts[part] / n if n else None), n


def _flow(tally: Tally, now: datetime, *, name: str) -> Value:
    return float(tally.counts[name]), tally.counts[name]


def _open(tally: Tally, now: datetime) -> Value:
    """At the end of the piece; whoever reads the series has added up what came before."""
    standing = tally.counts["open_after"]
    return float(standing), standing


def _proactive(tally: Tally, now: datetime) -> Value:
    n = tally.counts["updates"]
    return ((n - tally.counts["updates_chased"]) / n if n else None), n


def _unanswered(tally: Tally, now: datetime) -> Value:
    n = tally.counts["filed"]
    return (unanswered_waits(tally)["rate"] if _ripe(tally.counts["still_open"], n) else None), n


def _ripe(undecided: int, whole: int) -> bool:
    return undecided <= UNDECIDED * whole


def _clock(metric: str) -> Sequence[str]:
    return [f"clock.{metric}.{verdict}" for verdict in ("kept", "broken", "undecided")]


def _date(name: str) -> Sequence[str]:
    return [f"{verdict}_{name}" for verdict in ("kept", "broken", "undecided")]


_ALL = (
    Indicator("answer", _("Time to the first answer"), HOURS, False, partial(_median, name="answer")),
    Indicator(
        "answered_in_time", _("First answers in time"), SHARE, True, partial(_kept, promise=_clock("first_response"))
    ),
    Indicator("solved", _("Time until it is done"), HOURS, False, partial(_median, name="resolution")),
    Indicator("done_in_time", _("Done in time"), SHARE, True, partial(_kept, promise=_clock("resolution"))),
    Indicator(
        "first_contact",
        _("Solved at first contact"),
        SHARE,
        True,
        partial(_of, part="first_contact", whole="first_done"),
    ),
    Indicator(
        "came_back",
        pgettext_lazy("figure", "Reopened"),
        SHARE,
        False,
        partial(_of, part="came_back", whole="first_done"),
    ),
    Indicator("filed", pgettext_lazy("requests", "Filed"), NUMBER, None, partial(_flow, name="filed")),
    Indicator("resolved", pgettext_lazy("requests", "Done"), NUMBER, None, partial(_flow, name="resolved")),
    Indicator("open", pgettext_lazy("requests", "Open"), NUMBER, False, _open),
    Indicator(
        "kept_first_date",
        _("Done by the first date promised"),
        SHARE,
        True,
        partial(_kept, promise=_date("first_date")),
    ),
    Indicator("chased", _("Somebody had to ask for news"), SHARE, False, partial(_of, part="chased", whole="filed")),
    Indicator("silence", _("Longest silence, 85 of 100 within"), HOURS, False, _silence),
    Indicator("unanswered_waits", _("Waiting for an answer that may not have been needed"), SHARE, False, _unanswered),
    Indicator("proactive", _("Words that came without being asked for"), SHARE, True, _proactive),
)
INDICATORS = {indicator.code: indicator for indicator in _ALL}
# Apart: a month with four answers would tell what each of them said, so its points come by the release rules.
SATISFIED = Indicator("satisfied", _("Satisfied with the handling"), SHARE, True, lambda tally, now: (None, 0))
