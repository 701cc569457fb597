"""Counts in rows and columns, the darker the more: weekday by hour, department by department."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from requests_app.charts.parts import Caption, Cell, Chart, Key, Table, Tick, x_ticks
from requests_app.charts.scale import gutter_for, percent, shortened

STEPS = 5
ROW_HEIGHT = 28  # px
FIGURES_UP_TO = 9  # columns: with more there is no room for figures in the cells, and the table has them

Texts = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridFrame:
    """Names of rows and columns; `heading` heads the column of row names in the table.

    `spoken` are the columns in full, for tips and the table, where the axis has only room for less.
    """

    rows: Sequence[str]
    columns: Sequence[str]
    heading: str
    number: Callable[[float], str]
    spoken: Sequence[str] = ()

    def column(self, index: int) -> str:
        """What a column is called where there is room."""
        return (self.spoken or self.columns)[index]


@dataclass(frozen=True, slots=True)
class GridCell:
    """x and width in per cent of the plot, y in px; `step` 0 (nothing) to STEPS (most); `text` "" without room."""

    x: str
    y: str
    width: str
    height: str
    middle_x: str
    middle_y: str
    step: int
    text: str
    tip: str
    href: str


@dataclass(frozen=True, slots=True)
class GridLabel:
    y: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GridChart(Chart):
    """`labels` stand left of the rows, `x_ticks` under the columns."""

    template = "components/charts/grid.html"
    x_ticks: tuple[Tick, ...]
    labels: tuple[GridLabel, ...]
    cells: tuple[GridCell, ...]
    height: str


def grid_chart(
    caption: Caption,
    frame: GridFrame,
    values: Sequence[Sequence[float | None]],
    *,
    hrefs: Texts = (),
    notes: Texts = (),
) -> GridChart | None:
    """One row of `values` per row name, one value per column (None: nothing can be there); None where all is nothing.

    `hrefs` and `notes` ("n = 41") have the same shape. Raises ValueError for another shape, or for negative values.
    """
    if len(values) != len(frame.rows) or any(len(row) != len(frame.columns) for row in values):
        raise ValueError(f"{len(frame.rows)} rows of {len(frame.columns)} values are wanted")
    known = [value for row in values for value in row if value]
    if any(value < 0 for value in known):
        raise ValueError("a shade has no minus")
    if not known:
        return None
    most = max(known)
    cells = [
        _cell(frame, (i, j), value, most, _at(hrefs, i, j), _at(notes, i, j))
        for i, row in enumerate(values)
        for j, value in enumerate(row)
        if value is not None
    ]
    return GridChart(
        caption=caption,
        table=_table(frame, values, hrefs, notes),
        keys=tuple(_keys(frame, most)),
        gutter=gutter_for(frame.rows),
        linked=any(cell.href for cell in cells),
        x_ticks=x_ticks([shortened(name) for name in frame.columns]),
        labels=tuple(
            GridLabel(str(i * ROW_HEIGHT + ROW_HEIGHT // 2), shortened(name)) for i, name in enumerate(frame.rows)
        ),
        cells=tuple(cells),
        height=str(len(frame.rows) * ROW_HEIGHT),
    )


def step_of(value: float, most: float) -> int:
    """0 for nothing, else 1 to STEPS: parts of equal width, so that twice as dark means about twice as many."""
    return min(STEPS, ceil(value / most * STEPS)) if value else 0


def _cell(frame: GridFrame, place: tuple[int, int], value: float, most: float, href: str, note: str) -> GridCell:
    row, column = place
    width = 100 / len(frame.columns)
    tip = " · ".join(filter(None, [frame.rows[row], frame.column(column), frame.number(value), note]))
    return GridCell(
        x=percent(column * width),
        y=str(row * ROW_HEIGHT + 1),
        width=percent(width),
        height=str(ROW_HEIGHT - 2),
        middle_x=percent((column + 0.5) * width),
        middle_y=str(row * ROW_HEIGHT + ROW_HEIGHT // 2),
        step=step_of(value, most),
        text=frame.number(value) if value and len(frame.columns) <= FIGURES_UP_TO else "",
        tip=tip,
        href=href if value else "",
    )


def _keys(frame: GridFrame, most: float) -> list[Key]:
    """What each shade stands for, as far as there are values between its ends."""
    whole = most == int(most)
    keys, low = [], 0.0
    for step in range(1, STEPS + 1):
        high = most * step / STEPS
        first, last = (int(low) + 1, int(high)) if whole else (low, high)
        low = high
        if first <= last:
            label = frame.number(first) if first == last else f"{frame.number(first)} – {frame.number(last)}"
            keys.append(Key(label, "shade", step))
    return keys


def _table(frame: GridFrame, values: Sequence[Sequence[float | None]], hrefs: Texts, notes: Texts) -> Table:
    header = (frame.heading, *(frame.column(j) for j in range(len(frame.columns))))
    rows = [
        (Cell(name), *(_table_cell(frame, value, _at(hrefs, i, j), _at(notes, i, j)) for j, value in enumerate(row)))
        for i, (name, row) in enumerate(zip(frame.rows, values, strict=True))
    ]
    return Table(header, tuple(rows))


def _table_cell(frame: GridFrame, value: float | None, href: str, note: str) -> Cell:
    if value is None:
        return Cell("–")
    return Cell(frame.number(value), href if value else "", note, value)


def _at(texts: Texts, row: int, column: int) -> str:
    return texts[row][column] if texts else ""
