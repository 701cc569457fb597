"""A result as people read it: shares, words and bars, in the reader's language. Nothing here counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel.dates import format_skeleton
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from requests_app.models import Department, Priority, Service
from requests_app.moments import locale
from sla import words
from sla.models import Metric
from sla.replay.load import KEEP
from sla.replay.result import Comparison, Result, Tally

# Of a table and of its first column.
TITLES: dict[str, Callable[[], tuple[str, str]]] = {
    "priority": lambda: (_("By priority"), _("Priority")),
    "weekday": lambda: (_("By the weekday of filing"), _("Weekday")),
    "service": lambda: (_("By service"), _("Service")),
    "asker": lambda: (_("By the requester's department"), _("Department")),
}


@dataclass(frozen=True, slots=True)
class Side:
    """`percent`: whole, the width of the bar; None where nothing is decided yet. `n`: what it is a share of."""

    text: str
    percent: int | None
    n: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Row:
    """`change`: the difference of the shares as they are shown, in percentage points."""

    label: str
    now: Side
    then: Side
    change: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    key: str
    title: str
    head: str
    rows: list[Row]


def share(value: float | None) -> str:
    """A part of one as per cent, whole, as on the dashboard."""
    return "–" if value is None else _("%(number)s %%") % {"number": formats.number_format(round(100 * value), 0)}


def number(value: float | None) -> str:
    """With one decimal where it has any."""
    if value is None:
        return "–"
    decimals = 0 if value == int(value) or value >= 100 else 1
    return formats.number_format(round(value, 1), decimals, use_l10n=True, force_grouping=True)


def row(label: str, now: Tally, then: Tally) -> Row:
    was, would = _side(now), _side(then)
    if was.percent is None or would.percent is None:
        return Row(label, was, would, "–")
    points = would.percent - was.percent
    change = f"{points:+d}".replace("-", "−") if points else "±0"
    return Row(label, was, would, change, "late" if points < 0 else "good" if points > 0 else "")


def _side(tally: Tally) -> Side:
    return Side(share(tally.rate), None if tally.rate is None else round(100 * tally.rate), tally.n, tally.undecided)


def overview(result: Result) -> list[Row]:
    """One row per clock."""
    return [row(str(Metric(one.metric).label), one.now, one.then) for one in result.comparisons]


def tables(comparison: Comparison) -> list[Table]:
    names = _names(comparison)
    return [
        Table(name, *titles(), [row(names(name, one.key), one.now, one.then) for one in comparison.groups[name]])
        for name, titles in TITLES.items()
    ]


def _names(comparison: Comparison) -> Callable[[str, int], str]:
    services = Service.objects.in_bulk([one.key for one in comparison.groups["service"]])
    askers = Department.objects.in_bulk([one.key for one in comparison.groups["asker"]])
    weekdays = words.weekday_names()

    def name(dimension: str, key: int) -> str:
        if dimension == "priority":
            return str(Priority(key).label)
        if dimension == "weekday":
            return weekdays[key]
        found: Any = (services if dimension == "service" else askers).get(key)
        return str(found.name) if found else pgettext("department", "none")

    return name


def sentence(one: Comparison) -> str:
    """“Done: would have been kept 87 % (now 93 %), n = 214.”"""
    values = {
        "clock": Metric(one.metric).label,
        "then": share(one.then.rate),
        "now": share(one.now.rate),
        "n": number(one.then.n),
    }
    if one.then.rate is None:
        return _("%(clock)s: nothing to judge yet.") % values
    if one.now.rate is None:
        return _("%(clock)s: would have been kept %(then)s, n = %(n)s; no such promise was judged.") % values
    return _("%(clock)s: would have been kept %(then)s (now %(now)s), n = %(n)s.") % values


def range_words(result: Result) -> str:
    """“over the last 90 days”, or the first and the last day."""
    if result.days is not None:
        return ngettext("over the last day", "over the last %(days)s days", result.days) % {"days": result.days}
    # `until` is the midnight after the last day.
    first, last = (_day(moment.date()) for moment in (result.since, result.until - timedelta(microseconds=1)))
    return _("from %(first)s to %(last)s") % {"first": first, "last": last}


def _day(day: date) -> str:
    skeleton: str = format_skeleton("yMMMd", day, locale=locale())
    return skeleton


def direction_sentences(one: Comparison) -> list[str]:
    """How many would go from one verdict to the other, in both directions, and what one cannot compare."""
    worse, better = one.moves["kept"].get("broken", 0), one.moves["broken"].get("kept", 0)
    said = [
        ngettext("%(n)s that was kept would have been broken.", "%(n)s that were kept would have been broken.", worse)
        % {"n": number(worse)},
        ngettext("%(n)s that was broken would have been kept.", "%(n)s that were broken would have been kept.", better)
        % {"n": number(better)},
    ]
    if one.only_then:
        said.append(
            ngettext(
                "%(n)s had no such clock: it counts only in what would have been.",
                "%(n)s had no such clock: they count only in what would have been.",
                one.only_then,
            )
            % {"n": number(one.only_then)}
        )
    if one.only_now:
        said.append(
            ngettext(
                "%(n)s had a clock that this draft would not have started.",
                "%(n)s had clocks that this draft would not have started.",
                one.only_now,
            )
            % {"n": number(one.only_now)}
        )
    return said


@dataclass(frozen=True, slots=True)
class LoadFact:
    label: str
    text: str


def load_facts(one: Comparison) -> list[LoadFact]:
    """What it would have asked of the department."""
    load = one.load
    if load is None or load.needed is None:
        return []
    per_day = _("median %(median)s, on 95 %% of the days at most %(p95)s")
    keep = share(KEEP)
    facts = [
        LoadFact(_("Due on a working day"), per_day % {"median": number(load.due_median), "p95": number(load.due_p95)}),
        LoadFact(
            _("Done on a working day"), per_day % {"median": number(load.done_median), "p95": number(load.done_p95)}
        ),
    ]
    if load.peak_week is not None:
        values = {"n": number(load.peak_due), "day": _day(load.peak_week)}
        facts.append(LoadFact(_("Most due in a week"), _("%(n)s in the week of %(day)s") % values))
    need = ngettext("%(n)s every working day", "%(n)s every working day", load.needed) % {"n": number(load.needed)}
    facts.append(LoadFact(_("To finish so that %(share)s is kept") % {"share": keep}, need))
    return facts


def overrun_words(one: Comparison) -> str:
    """By how much the broken ones were late; empty where none was."""
    late = one.overrun
    if late.median is None:
        return ""
    values = {"n": number(late.n), "median": number(late.median), "p90": number(late.p90)}
    return (
        _("Late by %(median)s working hours in the median, one in ten by more than %(p90)s (n = %(n)s promises).")
        % values
    )


VERDICTS = {
    "kept": lambda: pgettext("verdict", "kept"),
    "broken": lambda: pgettext("verdict", "broken"),
    "undecided": lambda: pgettext("verdict", "not due yet"),
}
