"""Several series over the same categories; told apart by dash and marker, not by colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from requests_app.charts import parts
from requests_app.charts.parts import Caption, Chart, Frame, Key, Level, LevelLine, Series, Tick, Trace
from requests_app.charts.scale import gutter_for, nice_scale, percent

MOST_SERIES = len(parts.MARKERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart(Chart):
    template = "components/charts/line.html"
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    traces: tuple[Trace, ...]
    level: LevelLine | None


def line_chart(
    caption: Caption, frame: Frame, series: Sequence[Series], *, level: Level | None = None
) -> LineChart | None:
    """At most four lines, with a level to compare with if given; None where no series has a value.

    Raises ValueError for more series than can be told apart, or one that does not fit the categories.
    """
    if len(series) > MOST_SERIES:
        raise ValueError(f"{len(series)} lines cannot be told apart; {MOST_SERIES} can")
    parts.check_lengths(frame, series)
    values = [value for one in series for value in one.known()]
    if not values:
        return None
    wanted = [*values, level.value] if level else values
    scale = nice_scale(wanted, lowest=frame.lowest, highest=frame.highest, whole=frame.whole)
    ticks = parts.y_ticks(scale, frame.number)
    traces = tuple(parts.trace(frame, one, scale, style) for style, one in enumerate(series, 1))
    keys = [Key(trace.label, "line", trace.style, trace.marker) for trace in traces] if len(traces) > 1 else []
    return LineChart(
        caption=caption,
        table=parts.table_of(frame, series),
        keys=(*keys, *([Key(level.label, "level")] if level else [])),
        gutter=gutter_for(tick.label for tick in ticks),
        linked=any(mark.href for trace in traces for mark in trace.marks),
        x_ticks=parts.x_ticks(frame.categories),
        y_ticks=ticks,
        traces=traces,
        level=LevelLine(percent(scale.at(level.value)), level.label) if level else None,
    )
