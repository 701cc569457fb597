"""How long each of several stages takes: half of them at most so long, 85 of 100 at most so long."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from requests_app.charts.parts import Caption, Cell, Chart, Key, Table, Tick
from requests_app.charts.scale import nice_scale, percent

ROW_HEIGHT = 46  # px: the label above, the bars below it
TRACK = 24  # px from the top of a row to its bars


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanFrame:
    """`header` heads the table: name, half, 85 of 100, note. `number` writes the figures."""

    header: tuple[str, str, str, str]
    number: Callable[[float], str]


@dataclass(frozen=True, slots=True)
class SpanRow:
    """One stage; a value is None where too few are over to say it, and `missing` then says so."""

    label: str
    half: float | None
    most: float | None
    note: str = ""
    missing: str = "–"


@dataclass(frozen=True, slots=True)
class SpanBar:
    """One drawn row: y positions in px, widths in per cent, "" where there is nothing to draw."""

    label: str
    text: str
    label_y: str
    y: str
    half: str
    most: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanChart(Chart):
    template = "components/charts/spans.html"
    x_ticks: tuple[Tick, ...]
    bars: tuple[SpanBar, ...]
    height: str


def span_chart(caption: Caption, frame: SpanFrame, rows: Sequence[SpanRow]) -> SpanChart | None:
    """Two bars per row on one axis from zero; None where no row has a value."""
    known = [value for row in rows for value in (row.half, row.most) if value is not None]
    if not known:
        return None
    scale = nice_scale(known)
    return SpanChart(
        caption=caption,
        table=_table(frame, rows),
        keys=(Key(frame.header[1], "bar", 1), Key(frame.header[2], "rest")),
        gutter="none",
        x_ticks=tuple(Tick(percent(100 * tick / scale.high), frame.number(tick)) for tick in scale.ticks),
        bars=tuple(_bar(frame, row, i, scale.high) for i, row in enumerate(rows)),
        height=str(len(rows) * ROW_HEIGHT),
    )


def _bar(frame: SpanFrame, row: SpanRow, index: int, high: float) -> SpanBar:
    half, most = (_text(frame, row, value) for value in (row.half, row.most))
    said = [f"{frame.header[1]}: {half}", f"{frame.header[2]}: {most}"]
    return SpanBar(
        label=row.label,
        text=f"{half} · {most}",
        label_y=str(index * ROW_HEIGHT + 16),
        y=str(index * ROW_HEIGHT + TRACK),
        half="" if row.half is None else percent(100 * row.half / high),
        most="" if row.most is None else percent(100 * row.most / high),
        tip=" · ".join(filter(None, [row.label, *said, row.note])),
    )


def _text(frame: SpanFrame, row: SpanRow, value: float | None) -> str:
    return row.missing if value is None else frame.number(value)


def _table(frame: SpanFrame, rows: Sequence[SpanRow]) -> Table:
    cells = (
        (
            Cell(row.label),
            Cell(_text(frame, row, row.half), value=row.half),
            Cell(_text(frame, row, row.most), value=row.most),
            Cell(row.note or "–"),
        )
        for row in rows
    )
    return Table(frame.header, tuple(cells))
