"""What all charts are made of: words, frame, series in; ticks, marks, table rows out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import ClassVar

from requests_app.charts.scale import Scale, free_from, leaves_the_plot, percent, plain, shown_from

MARKERS = (
    "M-3.5 0A3.5 3.5 0 1 0 3.5 0A3.5 3.5 0 1 0 -3.5 0Z",  # disc
    "M-3.2 -3.2H3.2V3.2H-3.2Z",  # square
    "M0 -4.2L4 3H-4Z",  # triangle
    "M0 -4.6L4.6 0L0 4.6L-4.6 0Z",  # diamond
)
MOST_MARKERS = 40  # beyond, markers would hide the line; only the ends keep theirs


@dataclass(frozen=True, slots=True)
class Caption:
    """What the chart says in words, translated. `id` begins the ids of its elements: unique on the page."""

    id: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The common axis: categories from left to right, and how figures are written.

    `heading` heads the column of categories in the table. `lowest` and `highest` are where the axis should begin and
    end if the data allow; None leaves it to the data. `whole` is for counts: no half requests on the axis.
    """

    categories: Sequence[str]
    heading: str
    number: Callable[[float], str]
    lowest: float | None = 0
    highest: float | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One value per category, None where there is none; a link and a note ("n = 41") per category if wanted."""

    label: str
    values: Sequence[float | None]
    hrefs: Sequence[str] = ()
    notes: Sequence[str] = ()

    def known(self) -> list[float]:
        """The values that are there."""
        return [value for value in self.values if value is not None]


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal or vertical line to compare with: a target, the company's mean."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of an axis; `size` is the container width from which it has room, `anchor` its SVG text-anchor."""

    at: str
    label: str
    size: str = "s"
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Mark:
    """One point of a line: what it says on hover, and where it leads."""

    x: str
    y: str
    tip: str
    href: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """One drawn line; `style` 1..4 chooses colour, dash and marker together. `path` is in a 100 x 100 box."""

    label: str
    style: int
    path: str
    marker: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the legend; `kind` is line, bar, level, ring, shade, limit, goal or signal."""

    label: str
    kind: str
    style: int = 1
    marker: str = ""


@dataclass(frozen=True, slots=True)
class LevelLine:
    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """`value` is the figure that `text` writes, for machines: saved tables have it instead."""

    text: str
    href: str = ""
    note: str = ""
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The same figures as rows; the first cell of a row is its heading."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What every chart has: words, table, legend, width of the gutter for labels, whether marks are links.

    `template` draws it, on a page and where it is saved as a picture.
    """

    template: ClassVar[str]

    caption: Caption
    table: Table
    keys: tuple[Key, ...] = ()
    gutter: str = "s"
    linked: bool = False


def check_lengths(frame: Frame, series: Sequence[Series]) -> None:
    """Raises ValueError when a series has not one value per category."""
    for one in series:
        if len(one.values) != len(frame.categories):
            raise ValueError(f"{one.label}: {len(one.values)} values for {len(frame.categories)} categories")


def x_ticks(labels: Sequence[str]) -> tuple[Tick, ...]:
    """Labels under the categories, without those that never have room."""
    width = 100 / len(labels) if labels else 0
    sized = enumerate(zip(labels, shown_from(labels), strict=True))
    ticks = [Tick(percent((i + 0.5) * width), label, size) for i, (label, size) in sized if size]
    if ticks and leaves_the_plot(ticks[-1].label, len(labels)):
        last = ticks[-1] = replace(ticks[-1], at="100%", anchor="end")
        ticks[:-1] = [replace(one, size=free_from(one.at, one.label, one.size, last.label)) for one in ticks[:-1]]
    return tuple(one for one in ticks if one.size)


def y_ticks(scale: Scale, number: Callable[[float], str]) -> tuple[Tick, ...]:
    """Grid lines with their labels, from the bottom up."""
    return tuple(Tick(percent(scale.at(value)), number(value)) for value in scale.ticks)


def middle(frame: Frame, index: int) -> float:
    """Per cent from the left at which category `index` has its middle."""
    return (index + 0.5) * 100 / len(frame.categories)


def tip(frame: Frame, series: Series, index: int, value: float) -> str:
    """What a mark says on hover, in an order that every language reads: category, series, value, note."""
    note = series.notes[index] if series.notes else ""
    return " · ".join(filter(None, [frame.categories[index], series.label, frame.number(value), note]))


def trace(frame: Frame, series: Series, scale: Scale, style: int) -> Trace:
    """A series as a line that breaks where values are missing."""
    path, pen = [], "M"
    marks = []
    known = [i for i, value in enumerate(series.values) if value is not None]
    sparse = len(known) <= MOST_MARKERS
    for i, (value, href) in enumerate(zip_longest(series.values, series.hrefs)):
        if value is None:
            pen = "M"
            continue
        x, y = middle(frame, i), scale.at(value)
        path.append(f"{pen}{plain(x)} {plain(y)}")
        pen = "L"
        shown = sparse or i in (known[0], known[-1])
        marks.append(Mark(percent(x), percent(y), tip(frame, series, i, value), href or "", shown))
    return Trace(series.label, style, "".join(path), MARKERS[style - 1], tuple(marks))


def table_of(frame: Frame, series: Sequence[Series]) -> Table:
    """Categories down, series across."""
    header = (frame.heading, *(one.label for one in series))
    rows = [(Cell(category), *(_cell(frame, one, i) for one in series)) for i, category in enumerate(frame.categories)]
    return Table(header, tuple(rows))


def _cell(frame: Frame, series: Series, index: int) -> Cell:
    value = series.values[index]
    if value is None:
        return Cell("–")
    href = series.hrefs[index] if series.hrefs else ""
    return Cell(frame.number(value), href, series.notes[index] if series.notes else "", value)
