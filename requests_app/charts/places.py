"""Things placed by two figures at once: how much each matters, and how well it is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from requests_app.charts.parts import Caption, Chart, Key, Level, Table, Tick
from requests_app.charts.parts import Cell as TableCell
from requests_app.charts.scale import PLOT_WIDTHS, Scale, gutter_for, percent, text_width

AT_THE_RIGHT = 60.0  # per cent: from here on a label stands to the left of its point
# Per cent of the plot: so near each other two labels on the same side would be written over one another.
NEAR_ACROSS, NEAR_UP = 30.0, 6.0
FROM_EDGE = 4.0  # per cent of the plot between the name of a field and the line it stands at


@dataclass(frozen=True, slots=True)
class Axis:
    """From `lowest` to `highest`, with ticks and, if wanted, the line that divides it."""

    label: str
    number: Callable[[float], str]
    lowest: float
    highest: float
    ticks: Sequence[float]
    crossing: Level | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One thing; `mark` is the short text beside its point (the label stands in the table and on hover)."""

    label: str
    mark: str
    x: float
    y: float
    note: str = ""
    early: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    x: str
    y: str
    mark: str
    anchor: str
    dx: str
    tip: str
    early: bool


@dataclass(frozen=True, slots=True)
class Corner:
    """The name of one of the four fields; `y` in per cent from the top."""

    name: str
    y: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChart(Chart):
    """`corners`: top left, top right, bottom left, bottom right."""

    template = "components/charts/places.html"
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    x_label: str
    y_label: str
    x_line: str
    y_line: str
    places: tuple[Placed, ...]
    corners: tuple[Corner, ...]


def place_chart(
    caption: Caption,
    axes: tuple[Axis, Axis],
    places: Sequence[Place],
    *,
    header: tuple[str, str],
    corners: tuple[str, str, str, str],
) -> PlaceChart | None:
    """Points on a plane whose axes are (to the right, upwards); None where there is nothing to place.

    `header` heads the table's first column and that of the notes.
    """
    if not places:
        return None
    right, up = axes
    xs, ys = _scale(right, flat=True), _scale(up)
    rows = [
        (
            TableCell(one.label if one.mark == one.label else f"{one.mark} · {one.label}"),
            TableCell(right.number(one.x)),
            TableCell(up.number(one.y)),
            TableCell(one.note or "–"),
        )
        for one in places
    ]
    labels = [up.number(value) for value in up.ticks]
    taken = [(xs.at(one.x), ys.at(one.y)) for one in places]
    line = ys.at(up.crossing.value) if up.crossing else None
    return PlaceChart(
        caption=caption,
        table=Table((header[0], right.label, up.label, header[1]), tuple(rows)),
        keys=tuple(Key(axis.crossing.label, "level") for axis in axes if axis.crossing and axis.crossing.label),
        gutter=gutter_for(labels),
        x_ticks=tuple(Tick(percent(xs.at(value)), right.number(value)) for value in right.ticks),
        y_ticks=tuple(Tick(percent(ys.at(value)), up.number(value)) for value in up.ticks),
        x_label=right.label,
        y_label=up.label,
        x_line=percent(xs.at(right.crossing.value)) if right.crossing else "",
        y_line=percent(ys.at(up.crossing.value)) if up.crossing else "",
        places=tuple(_all_placed(places, axes, xs, ys)),
        corners=tuple(_corner(name, number, taken, line) for number, name in enumerate(corners)),
    )


def _corner(name: str, number: int, taken: Sequence[tuple[float, float]], line: float | None) -> Corner:
    """At the edge of the plot; where a point is in its way, beside the line that divides the fields."""
    is_right, is_top = number % 2 == 1, number < 2
    length = NEAR_UP + 100 * text_width(name) / PLOT_WIDTHS["s"]

    def is_free(y: float) -> bool:
        return not any(abs(py - y) < NEAR_UP and (100 - px if is_right else px) < length for px, py in taken)

    edge = FROM_EDGE if is_top else 100 - FROM_EDGE
    beside = edge if line is None else line + (-FROM_EDGE if is_top else FROM_EDGE)
    y = edge if is_free(edge) or not is_free(beside) else beside
    return Corner(name, percent(y), "end" if is_right else "start")


def _scale(axis: Axis, *, flat: bool = False) -> Scale:
    if axis.highest <= axis.lowest:
        raise ValueError(f"an axis from {axis.lowest} to {axis.highest} has no length")
    # From the left for the axis to the right, from the bottom for the one upwards.
    top, bottom = (100.0, 0.0) if flat else (0.0, 100.0)
    return Scale(axis.lowest, axis.highest, tuple(axis.ticks), top=top, bottom=bottom)


def _all_placed(places: Sequence[Place], axes: tuple[Axis, Axis], xs: Scale, ys: Scale) -> list[Placed]:
    """A label changes sides where another one nearby has its side already."""
    done: list[Placed] = []
    taken: list[tuple[float, float, bool]] = []
    for one in places:
        x, y = xs.at(min(max(one.x, xs.low), xs.high)), ys.at(min(max(one.y, ys.low), ys.high))
        near = {side for ax, ay, side in taken if abs(ax - x) < NEAR_ACROSS and abs(ay - y) < NEAR_UP}
        left = x > AT_THE_RIGHT
        if left in near and (not left) not in near:
            left = not left
        taken.append((x, y, left))
        done.append(_placed(one, axes, (x, y), left=left))
    return done


def _placed(one: Place, axes: tuple[Axis, Axis], at: tuple[float, float], *, left: bool) -> Placed:
    right, up = axes
    said = (f"{right.label}: {right.number(one.x)}", f"{up.label}: {up.number(one.y)}")
    return Placed(
        x=percent(at[0]),
        y=percent(at[1]),
        mark=one.mark,
        anchor="end" if left else "start",
        dx="-9" if left else "9",
        tip=" · ".join(filter(None, [one.label, *said, one.note])),
        early=one.early,
    )
