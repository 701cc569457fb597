"""One's own figures in words, with the ways to the requests behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboards import words
from dashboards.mine import work
from dashboards.mine.work import Change, Week
from requests_app.charts import BarChart, Caption, Frame, LineChart, Series, bar_chart, line_chart

Link = Callable[..., str]
DAY = 24  # hours


@dataclass(frozen=True, slots=True)
class Row:
    """One figure beside its own past; `note` says whether that is a change or the usual ups and downs."""

    label: str
    lately: str | None
    before: str | None
    note: str
    href: str = ""
    earlier_href: str = ""


def rows(weeks: Sequence[Week], link: Link) -> list[Row]:
    """The figures of `work.FIGURES`, in words."""
    done, kept, filed, own = work.changes(weeks)
    late = weeks[-work.LATELY].begins
    lately = (late, weeks[-1].begins + timedelta(weeks=1))
    before = (weeks[0].begins, late)
    hrefs = {name: (link(name, days=lately), link(name, days=before)) for name in ("done", "kept")}
    return [
        _row(_("Done a week"), done, words.number, hrefs["done"]),
        _row(_("Done in time"), kept, lambda v: words.share(v) or "", hrefs["kept"]),
        _row(_("From filing, half were done within"), filed, _span, hrefs["done"]),
        _row(_("Since they were yours, half were done within"), own, _span, hrefs["done"]),
    ]


def _row(label: str, change: Change, number: Callable[[float], str], hrefs: tuple[str, str]) -> Row:
    said = [None if value is None else number(value) for value in (change.lately, change.before)]
    return Row(label, said[0], said[1], _note(change), *hrefs)


def _note(change: Change) -> str:
    if change.moved is None:
        return _("too few weeks to judge")
    return _("it moved by more than chance explains") if change.moved else _("the usual ups and downs")


def _span(hours: float) -> str:
    return words.span(hours) or ""


def done_chart(weeks: Sequence[Week], link: Link) -> BarChart | None:
    """In time and late, week by week."""
    frame = Frame([words.day(week.begins) for week in weeks], _("Week from"), words.number, whole=True)
    if not any(week.done for week in weeks):
        return None
    caption = Caption("done", _("Done, week by week"), _("What had a time to be done by, in time or late."))
    return bar_chart(
        caption,
        frame,
        [
            Series(_("In time"), [week.kept for week in weeks], _links("kept", weeks, link)),
            Series(pgettext("requests", "Late"), [week.broken for week in weeks], _links("broken", weeks, link)),
        ],
        stacked=True,
    )


def time_chart(weeks: Sequence[Week], link: Link) -> LineChart | None:
    """Half of what was done in a week took at most so long; a week with nothing done has no point."""
    # Hours on the axis would be lines at 2.1 and 4.2 days.
    lines = [[figure([week]) for week in weeks] for figure in (work.half_within, work.half_of_own_within)]
    unit = DAY if max((value for line in lines for value in line if value), default=0) >= 3 * DAY else 1
    frame = Frame([words.day(week.begins) for week in weeks], _("Week from"), lambda value: _span(value * unit))
    filed, own = ([None if value is None else value / unit for value in line] for line in lines)
    caption = Caption("times", _("How long it took"), _("Half of what was done in a week took at most so long."))
    return line_chart(
        caption,
        frame,
        [
            Series(_("From filing"), filed, _links("done", weeks, link)),
            Series(_("Since it was yours"), own, _links("done", weeks, link)),
        ],
    )


def _links(figure: str, weeks: Sequence[Week], link: Link) -> list[str]:
    return [link(figure, days=(week.begins, week.begins + timedelta(weeks=1))) for week in weeks]
