"""Shares or means side by side with their intervals; not a league table: the caller chooses the order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from requests_app.charts.parts import Caption, Cell, Chart, Key, Level, LevelLine, Table, Tick
from requests_app.charts.scale import GAP, Scale, percent, text_width

ROW_HEIGHT = 46  # px: the label above, the interval below it
TRACK = 32  # px from the top of a row to its interval
NARROW = 290  # px of the plot on a phone: it has no gutter


@dataclass(frozen=True, slots=True)
class DotFrame:
    """The axis from `lowest` to `highest` with its ticks, and the table's header: name, value, interval, n."""

    header: tuple[str, str, str, str]
    number: Callable[[float], str]
    lowest: float = 0.0
    highest: float = 1.0
    ticks: Sequence[float] = (0, 0.25, 0.5, 0.75, 1)


@dataclass(frozen=True, slots=True)
class DotRow:
    """One group. `value` is None where it may not be shown; `note` then says why, else how many ("n = 41").

    `early` is for few answers: drawn hollow and without colour. Figures from ratings must not have a `href`.
    `beside` is a second value on the same axis (what is needed, beside what was got). `text` is written in place of
    the value, where only something like “over 90 %” may be said.
    """

    label: str
    value: float | None
    interval: tuple[float, float] | None = None
    note: str = ""
    href: str = ""
    early: bool = False
    beside: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """One drawn row: y positions in px, x positions in per cent, "" where there is nothing to draw."""

    label: str
    note: str
    text: str
    label_y: str
    track_y: str
    x: str
    lower: str
    upper: str
    tip: str
    href: str
    early: bool
    beside: str = ""
    between: tuple[str, str] | None = None
    # The container width from which the note stands beside label and value; before that it is in the table and the tip.
    note_from: str = "s"


@dataclass(frozen=True, slots=True, kw_only=True)
class DotChart(Chart):
    template = "components/charts/dots.html"
    x_ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    level: LevelLine | None
    height: str


def dot_chart(
    caption: Caption, frame: DotFrame, rows: Sequence[DotRow], *, level: Level | None = None, beside: str = ""
) -> DotChart | None:
    """One line per row: the value as a dot, its interval as a bar; None without rows.

    `beside` says what the rows' second values are: a ring, joined to the dot by a line, and a column of the table.
    Values beyond the axis are drawn at its end. Raises ValueError for an axis without length.
    """
    if frame.highest <= frame.lowest:
        raise ValueError(f"an axis from {frame.lowest} to {frame.highest} has no length")
    if not rows:
        return None
    scale = Scale(frame.lowest, frame.highest, tuple(frame.ticks), top=100, bottom=0)
    keys = [*([Key(level.label, "level")] if level else []), *([Key(beside, "ring")] if beside else [])]
    return DotChart(
        caption=caption,
        table=_table(frame, rows, beside),
        keys=tuple(keys),
        gutter="none",
        linked=any(row.href for row in rows),
        x_ticks=tuple(Tick(percent(scale.at(value)), frame.number(value)) for value in frame.ticks),
        dots=tuple(_dot(frame, scale, row, i) for i, row in enumerate(rows)),
        level=LevelLine(_along(scale, level.value), level.label) if level else None,
        height=str(len(rows) * ROW_HEIGHT),
    )


def _dot(frame: DotFrame, scale: Scale, row: DotRow, index: int) -> Dot:
    lower, upper = row.interval if row.interval and row.value is not None else (None, None)
    text = value_text(frame, row)
    interval = _interval_text(frame, row)
    return Dot(
        label=row.label,
        note=row.note,
        text=text,
        label_y=str(index * ROW_HEIGHT + 16),
        track_y=str(index * ROW_HEIGHT + TRACK),
        x=_along(scale, row.value),
        lower=_along(scale, lower),
        upper=_along(scale, upper),
        tip=" · ".join(filter(None, [row.label, text, interval, row.note])),
        href=row.href,
        early=row.early,
        note_from=_note_from(row, text),
        beside=_along(scale, row.beside),
        between=None
        if row.value is None or row.beside is None
        else (_along(scale, row.value), _along(scale, row.beside)),
    )


def _note_from(row: DotRow, text: str) -> str:
    """Why there is no value is always told: it stands where the interval would be."""
    line = text_width(row.label) + GAP + text_width(f"{text} · {row.note}")
    return "m" if row.value is not None and row.note and line > NARROW else "s"


def value_text(frame: DotFrame, row: DotRow) -> str:
    return row.text or ("" if row.value is None else frame.number(row.value))


def _table(frame: DotFrame, rows: Sequence[DotRow], beside: str) -> Table:
    if not beside:
        return Table(frame.header, tuple(_cells(frame, row) for row in rows))
    header = (*frame.header[:3], beside, frame.header[3])
    second = [Cell("–" if row.beside is None else frame.number(row.beside), value=row.beside) for row in rows]
    return Table(
        header,
        tuple(
            (*cells[:3], other, cells[3])
            for row, other in zip(rows, second, strict=True)
            for cells in [_cells(frame, row)]
        ),
    )


def _along(scale: Scale, value: float | None) -> str:
    return "" if value is None else percent(scale.at(min(max(value, scale.low), scale.high)))


def _interval_text(frame: DotFrame, row: DotRow) -> str:
    if row.interval is None or row.value is None:
        return ""
    return f"{frame.number(row.interval[0])} – {frame.number(row.interval[1])}"


def _cells(frame: DotFrame, row: DotRow) -> tuple[Cell, ...]:
    # Where only “over 90 %” may be said, a saved table says no more.
    value = Cell(value_text(frame, row) or "–", row.href, value=None if row.text else row.value)
    return (Cell(row.label), value, Cell(_interval_text(frame, row) or "–"), Cell(row.note))
