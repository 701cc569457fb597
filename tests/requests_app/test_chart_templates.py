"""The written picture: usable by a screen reader, strict about content security, right in every language."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from requests_app.charts import (
    Axis,
    Caption,
    Control,
    DotFrame,
    DotRow,
    Frame,
    GridFrame,
    Level,
    Place,
    RatingPoint,
    Series,
    SpanFrame,
    SpanRow,
    bar_chart,
    control_chart,
    distribution_chart,
    dot_chart,
    grid_chart,
    line_chart,
    place_chart,
    span_chart,
    sparkline,
)

CAPTION = Caption("flow", "In & out", "Eleven more <stay> open.")
FRAME = Frame(("Jan", "Feb", "Mar"), "Month", "{:.1f}".format)
FILED, KEPT = Series("Filed", [3, 4.5, 1]), Series("Kept", [2, None, 7])
CHARTS: Mapping[str, Any] = {
    "line": line_chart(CAPTION, FRAME, [FILED, KEPT], level=Level(5, "Promised")),
    "bars": bar_chart(CAPTION, FRAME, [FILED, KEPT], line=Series("Open", [5, 5, 6])),
    "dots": dot_chart(
        CAPTION,
        DotFrame(("Group", "Share", "Interval", "Answers"), "{:.0%}".format),
        [DotRow("IT", 0.812, (0.734, 0.871), "n = 118", beside=0.9), DotRow("Legal", None, note="too few")],
        beside="Needed",
    ),
    "distribution": distribution_chart(
        CAPTION,
        [RatingPoint("5", 7, favourable=True), RatingPoint("4", 3)],
        header=("Answer", "Count", "Share"),
        number="{:.0f}".format,
        share="{:.0%}".format,
    ),
    "places": place_chart(
        CAPTION,
        (Axis("Better", "{:.1f}".format, 0, 1, (0, 0.5, 1)), Axis("Worse", "{:.1f}".format, 0, 1, (0, 0.5, 1))),
        [Place("Repairs", "M", 0.2, 0.8, "n = 40"), Place("Parties", "A", 0.9, 1.3, early=True)],
        header=("Need", "Answers"),
        corners=("must be", "expected", "no matter", "pleases"),
    ),
    "control": control_chart(
        CAPTION,
        FRAME,
        FILED,
        Control(
            centre=Level(3, "Median"),
            limits=(1, 6),
            limits_label="Chance",
            goal=Level(5, "Goal"),
            signals=[1],
            signal_label="Signal",
            remarks={2: "new system"},
            remark_label="Remark",
        ),
    ),
    "grid": grid_chart(
        CAPTION,
        GridFrame(rows=("IT", "HR"), columns=("IT", "HR", "Legal"), heading="From", number="{:.0f}".format),
        [[None, 4, 10], [3, None, 0]],
    ),
    "spans": span_chart(
        CAPTION,
        SpanFrame(header=("Stage", "Half", "Most", "Note"), number="{:.1f} h".format),
        [SpanRow("Work", 2, 7.5), SpanRow("Waiting", 1, None, missing="not over")],
    ),
    "spark": sparkline(CAPTION, FRAME, FILED),
}
NUMERIC = {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "dx"}


class Page(HTMLParser):
    """Elements with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


def page(kind: str, chart: Any = None, language: str = "en") -> Page:
    with translation.override(language):
        return Page(render_to_string(f"components/charts/{kind}.html", {"chart": chart or CHARTS[kind]}))


@pytest.mark.parametrize("kind", CHARTS)
class TestEveryChart:
    def test_has_no_style_attribute_no_script_and_no_handler(self, kind: str) -> None:
        for tag, attrs in page(kind).elements:
            assert tag not in {"style", "script"}
            assert not [name for name in attrs if name == "style" or name.startswith("on")]

    @pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
    def test_writes_coordinates_with_a_point_in_every_language(self, kind: str, language: str) -> None:
        for _, attrs in page(kind, language=language).elements:
            for name in NUMERIC & attrs.keys():
                assert re.fullmatch(r"-?\d+(\.\d+)?%?", attrs[name] or ""), f"{name}={attrs[name]}"

    def test_names_its_picture_for_those_who_do_not_see_it(self, kind: str) -> None:
        html = page(kind)
        picture = next(attrs for attrs in html.all("svg") if attrs.get("role"))
        assert picture["role"] == "img"
        if label := picture.get("aria-label"):
            assert label == "In & out. Eleven more <stay> open."
        else:
            ids = {attrs["id"] for _, attrs in html.elements if "id" in attrs}
            assert set((picture["aria-labelledby"] or "").split()) <= ids

    def test_shows_nothing_but_a_sentence_when_there_is_nothing_to_draw(self, kind: str) -> None:
        html = Page(render_to_string(f"components/charts/{kind}.html", {"chart": None}))
        assert html.all("svg") == []
        assert html.text.strip() == ("" if kind == "spark" else "No data for this period.")


@pytest.mark.parametrize("kind", [kind for kind in CHARTS if kind != "spark"])
def test_every_figure_stands_in_a_table_too(kind: str) -> None:
    text = page(kind).text
    for cell in (cell for row in CHARTS[kind].table.rows for cell in row):
        assert cell.text in text


def test_marks_with_rows_behind_them_are_links_in_picture_and_table() -> None:
    linked = line_chart(CAPTION, FRAME, [Series("Filed", [3, 4, 1], hrefs=["/q?m=1", "/q?m=2", "/q?m=3"])])
    html = page("line", linked)
    assert [link["href"] for link in html.all("a")] == ["/q?m=1", "/q?m=2", "/q?m=3"] * 2
    assert html.all("a")[0]["aria-label"] == "Jan · Filed · 3.0"
    picture = next(attrs for attrs in html.all("svg") if attrs.get("role"))
    assert picture["role"] == "group", "an image may not hold links"


def test_ratings_lead_to_nobody() -> None:
    assert page("distribution").all("a") == []


def test_two_charts_on_a_page_share_no_ids() -> None:
    other = bar_chart(Caption("other", "T", "D"), FRAME, [FILED, KEPT])
    ids = [{a["id"] for _, a in page("bars", chart).elements if "id" in a} for chart in (CHARTS["bars"], other)]
    assert ids[0].isdisjoint(ids[1])
    assert len(ids[0]) == 3


def test_a_label_changes_sides_where_another_one_stands_already() -> None:
    axes = (Axis("Better", "{:.1f}".format, 0, 1, (0, 1)), Axis("Worse", "{:.1f}".format, 0, 1, (0, 1)))
    near = [Place("Speed", "Speed", 0.5, 0.5), Place("Care", "C", 0.52, 0.52), Place("Far", "F", 0.5, 0.1)]
    chart = place_chart(CAPTION, axes, near, header=("Need", "Note"), corners=("", "", "", ""))
    assert chart is not None
    assert [one.anchor for one in chart.places] == ["start", "end", "start"]
    # Where a point has its own name beside it, the table says that name once.
    assert [row[0].text for row in chart.table.rows] == ["Speed", "C · Care", "F · Far"]


def test_the_name_of_a_field_stands_where_no_point_is() -> None:
    axes = (
        Axis("Better", "{:.1f}".format, 0, 1, (0, 1), Level(0.5, "Half")),
        Axis("Worse", "{:.1f}".format, 0, 1, (0, 1), Level(0.5, "Half")),
    )
    names = ("must be", "expected", "no matter", "pleases")
    places = [Place("Rentals", "4", 0.75, 0.02), Place("Laptop", "1", 0.2, 0.7)]
    chart = place_chart(CAPTION, axes, places, header=("Need", "Note"), corners=names)
    assert chart is not None
    # A point is in the way of the last one only.
    assert [one.y for one in chart.corners] == ["4%", "4%", "96%", "54%"]
    assert [one.anchor for one in chart.corners] == ["start", "end", "start", "end"]


def test_on_a_phone_a_long_note_makes_room_for_the_name() -> None:
    rows = [
        DotRow("Facilities and logistics", 0.75, (0.6, 0.9), "5 answers, early"),
        DotRow("IT", 0.75, (0.6, 0.9), "9 answers"),
        DotRow("Human resources and payroll", None, note="Too few answers to show"),
    ]
    chart = dot_chart(CAPTION, DotFrame(("Department", "Value", "Interval", "n"), "{:.0%}".format), rows)
    assert chart is not None
    assert [one.note_from for one in chart.dots] == ["m", "s", "s"]
    assert render_to_string("components/charts/dots.html", {"chart": chart}).count("Too few answers to show") == 3


def test_the_newest_name_under_a_grid_ends_where_its_columns_end() -> None:
    names = ("IT", "HR", "Legal", "Finance", "Facilities, travel")
    frame = GridFrame(rows=names, columns=names, heading="From", number="{:.0f}".format)
    chart = grid_chart(CAPTION, frame, [[1] * len(names) for _name in names])
    drawn = render_to_string("components/charts/grid.html", {"chart": chart})
    assert '" x="100%" y="100%" dy="1.5em" text-anchor="end">Facilities, travel</text>' in drawn
