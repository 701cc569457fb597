"""How often each point of a rating scale was chosen. Nothing here is a link: ratings lead to nobody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from requests_app.charts.parts import Caption, Cell, Chart, Table
from requests_app.charts.scale import gutter_for, percent

ROW_HEIGHT = 30  # px


@dataclass(frozen=True, slots=True)
class RatingPoint:
    """One point of the scale with its label; `favourable` ones count in the satisfied share and are drawn full."""

    label: str
    count: int
    favourable: bool = False


@dataclass(frozen=True, slots=True)
class RatingBar:
    """One row: y positions in px, width in per cent of the plot, the text at the end of the bar."""

    label: str
    text: str
    y: str
    middle: str
    width: str
    favourable: bool
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionChart(Chart):
    template = "components/charts/distribution.html"
    rows: tuple[RatingBar, ...]
    height: str


def distribution_chart(
    caption: Caption,
    points: Sequence[RatingPoint],
    *,
    header: tuple[str, str, str],
    number: Callable[[float], str],
    share: Callable[[float], str],
) -> DistributionChart | None:
    """Bars in the order given, the longest over the whole width; None without answers.

    `header` heads the table's columns (answer, count, share); `number` writes counts, `share` shares of 0..1.
    """
    total, longest = sum(point.count for point in points), max((point.count for point in points), default=0)
    if not total:
        return None
    rows = []
    for i, point in enumerate(points):
        count, part = number(point.count), share(point.count / total)
        rows.append(
            RatingBar(
                label=point.label,
                text=part,
                y=str(i * ROW_HEIGHT + 5),
                middle=str(i * ROW_HEIGHT + ROW_HEIGHT // 2),
                width=percent(100 * point.count / longest),
                favourable=point.favourable,
                tip=" · ".join([point.label, count, part]),
            )
        )
    cells = (
        (Cell(p.label), Cell(number(p.count), value=p.count), Cell(share(p.count / total), value=p.count / total))
        for p in points
    )
    return DistributionChart(
        caption=caption,
        table=Table(header, tuple(cells)),
        gutter=gutter_for(point.label for point in points),
        rows=tuple(rows),
        height=str(len(points) * ROW_HEIGHT),
    )
