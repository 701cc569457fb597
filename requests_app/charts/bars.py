"""Counts per category as bars, side by side or stacked, with a line (the backlog) over or under them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from requests_app.charts import parts
from requests_app.charts.parts import Caption, Chart, Frame, Key, Series, Tick, Trace
from requests_app.charts.scale import Scale, gutter_for, nice_scale, percent

MOST_SERIES = 3
LINE_STYLE = 3
BAND_USED = 0.74  # of a category's width; the rest keeps neighbours apart
# A line this many times above the bars would press them flat: it gets a panel of its own.
OWN_PANEL_FROM = 2.5
BARS_END, PANEL_BEGINS = 60.0, 70.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in per cent of the plot; `style` 1..3 chooses colour and filling together."""

    x: str
    y: str
    width: str
    height: str
    style: int
    tip: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart(Chart):
    """`panels` says that the line has an axis of its own under the bars."""

    template = "components/charts/bars.html"
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    baseline: str
    bars: tuple[Bar, ...]
    line: Trace | None
    panels: bool


def bar_chart(
    caption: Caption, frame: Frame, series: Sequence[Series], *, line: Series | None = None, stacked: bool = False
) -> BarChart | None:
    """At most three series of bars from zero; None where neither they nor the line have a value.

    Raises ValueError for negative values, too many series, or one that does not fit the categories.
    """
    everything = [*series, line] if line else list(series)
    _check(frame, series, everything)
    if not any(one.known() for one in everything):
        return None
    bar_scale, line_scale = _scales(frame, _heights(series, stacked=stacked), line.known() if line else [])
    panels = line_scale is not bar_scale
    ticks = [tick for scale in ([bar_scale, line_scale] if panels else [bar_scale]) for tick in _ticks(frame, scale)]
    bars = tuple(_bars(frame, series, bar_scale, stacked=stacked))
    drawn = parts.trace(frame, line, line_scale, LINE_STYLE) if line and line.known() else None
    hrefs = [bar.href for bar in bars] + [mark.href for mark in (drawn.marks if drawn else ())]
    keys = [Key(one.label, "bar", style) for style, one in enumerate(series, 1)]
    return BarChart(
        caption=caption,
        table=parts.table_of(frame, everything),
        keys=(*keys, *([Key(drawn.label, "line", LINE_STYLE, drawn.marker)] if drawn else [])),
        gutter=gutter_for(tick.label for tick in ticks),
        linked=any(hrefs),
        x_ticks=parts.x_ticks(frame.categories),
        y_ticks=tuple(ticks),
        baseline=percent(bar_scale.at(0)),
        bars=bars,
        line=drawn,
        panels=panels,
    )


def _check(frame: Frame, series: Sequence[Series], everything: Sequence[Series]) -> None:
    if len(series) > MOST_SERIES:
        raise ValueError(f"{len(series)} kinds of bars cannot be told apart; {MOST_SERIES} can")
    parts.check_lengths(frame, everything)
    if any(value < 0 for one in everything for value in one.known()):
        raise ValueError("bars count from zero up; a negative value has no bar")


def _heights(series: Sequence[Series], *, stacked: bool) -> list[float]:
    if not stacked:
        return [value for one in series for value in one.known()]
    return [sum(value or 0 for value in column) for column in zip(*(one.values for one in series), strict=True)]


def _scales(frame: Frame, heights: Sequence[float], line: Sequence[float]) -> tuple[Scale, Scale]:
    """Scale of the bars and of the line: one and the same, unless the line would press the bars flat."""
    if max(line, default=0) > OWN_PANEL_FROM * max(heights, default=0) > 0:
        bars, below = (nice_scale(values, whole=frame.whole) for values in (heights, line))
        # Fewer grid lines in the low panel: its ends are enough.
        ends = (below.ticks[0], below.ticks[-1])
        return replace(bars, bottom=BARS_END), replace(below, top=PANEL_BEGINS, ticks=ends)
    both = nice_scale([*heights, *line], highest=frame.highest, whole=frame.whole)
    return both, both


def _ticks(frame: Frame, scale: Scale) -> tuple[Tick, ...]:
    return parts.y_ticks(scale, frame.number)


def _bars(frame: Frame, series: Sequence[Series], scale: Scale, *, stacked: bool) -> list[Bar]:
    band = 100 / len(frame.categories)
    lanes = 1 if stacked else len(series)
    width = band * BAND_USED / lanes
    floors = [0.0] * len(frame.categories)
    bars = []
    for style, one in enumerate(series, 1):
        for i, (value, href) in enumerate(zip_longest(one.values, one.hrefs)):
            if not value:
                continue
            x = i * band + band * (1 - BAND_USED) / 2 + (0 if stacked else (style - 1) * width)
            top, foot = scale.at(floors[i] + value), scale.at(floors[i])
            tip = parts.tip(frame, one, i, value)
            bars.append(Bar(percent(x), percent(top), percent(width), percent(foot - top), style, tip, href or ""))
            if stacked:
                floors[i] += value
    return bars
