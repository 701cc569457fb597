"""A line the size of a word, beside a figure."""

from dataclasses import dataclass

from requests_app.charts import parts
from requests_app.charts.parts import Caption, Chart, Frame, Series, Trace
from requests_app.charts.scale import nice_scale

FEWEST_POINTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Sparkline(Chart):
    """The last mark of the trace is the newest value; the table is there for a page that has room for it."""

    template = "components/charts/spark.html"
    trace: Trace


def sparkline(caption: Caption, frame: Frame, series: Series) -> Sparkline | None:
    """One series without axes; None with fewer than two values, which make no line."""
    parts.check_lengths(frame, [series])
    values = series.known()
    if len(values) < FEWEST_POINTS:
        return None
    scale = nice_scale(values, lowest=frame.lowest, highest=frame.highest, whole=frame.whole)
    return Sparkline(
        caption=caption,
        table=parts.table_of(frame, [series]),
        gutter="none",
        trace=parts.trace(frame, series, scale, 1),
    )
