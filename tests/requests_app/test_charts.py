"""Charts as plain values: geometry, words, table and the refusal to draw nonsense."""

import dataclasses
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.charts import (
    Caption,
    DotFrame,
    DotRow,
    Frame,
    Level,
    RatingPoint,
    Series,
    bar_chart,
    distribution_chart,
    dot_chart,
    line_chart,
    sparkline,
)
from requests_app.charts.parts import x_ticks
from requests_app.charts.scale import (
    GUTTERS,
    PLOT_WIDTHS,
    gutter_for,
    nice_scale,
    percent,
    shortened,
    shown_from,
    text_width,
)

CAPTION = Caption(id="flow", title="In, out and open", description="Eleven more stay open than a week ago.")
MONTHS = ("Jan", "Feb", "Mar", "Apr")


def whole(value: float) -> str:
    return f"{value:.0f}"


def share(value: float) -> str:
    return f"{value:.0%}"


def frame(*, categories: tuple[str, ...] = MONTHS, number: Callable[[float], str] = whole) -> Frame:
    return Frame(categories, "Month", number, whole=True)


class TestScale:
    @pytest.mark.parametrize(
        ("values", "ticks"),
        [
            ([3, 97], (0, 20, 40, 60, 80, 100)),
            ([0.31, 0.82], (0, 0.2, 0.4, 0.6, 0.8, 1)),
            ([7], (0, 2, 4, 6, 8)),
            ([0], (0, 0.2, 0.4, 0.6, 0.8, 1)),
            ([], (0, 0.2, 0.4, 0.6, 0.8, 1)),
            ([-12, 30], (-20, -10, 0, 10, 20, 30)),
        ],
    )
    def test_ticks_are_round(self, values: list[float], ticks: tuple[float, ...]) -> None:
        assert nice_scale(values).ticks == ticks

    def test_counts_have_no_halves(self) -> None:
        assert nice_scale([2], whole=True).ticks == (0, 1, 2)
        assert nice_scale([0], whole=True).ticks == (0, 1)

    def test_rounding_is_not_taken_for_a_change(self) -> None:
        assert nice_scale([0.1 + 0.2, 0.3], lowest=None) == nice_scale([0.3], lowest=None)

    def test_an_axis_that_need_not_begin_at_zero_shows_the_change(self) -> None:
        assert nice_scale([50.2, 51.9], lowest=None).ticks == (50, 50.5, 51, 51.5, 52)

    @given(st.lists(st.floats(-1e9, 1e9, allow_subnormal=False), min_size=1), st.booleans())
    def test_every_value_lies_inside_and_the_grid_is_even(self, values: list[float], counts: bool) -> None:
        scale = nice_scale(values, lowest=None, whole=counts)
        assert all(-1e-6 <= scale.at(value) <= 100 + 1e-6 for value in values)
        assert 2 <= len(scale.ticks) <= 8
        steps = [later - earlier for earlier, later in pairwise(scale.ticks)]
        assert max(steps) == pytest.approx(min(steps))

    @pytest.mark.parametrize(("position", "text"), [(41.666666, "41.67%"), (0, "0%"), (-0.0001, "0%"), (100, "100%")])
    def test_coordinates_have_a_point_and_two_decimals(self, position: float, text: str) -> None:
        assert percent(position) == text


class TestLabels:
    @given(st.integers(1, 200), st.sampled_from(["5 Nov", "Декабрь 2026", "十一月"]))
    def test_those_shown_at_a_width_never_touch_there(self, count: int, label: str) -> None:
        sizes = shown_from([label] * count)
        order = list(PLOT_WIDTHS)
        for size, width in PLOT_WIDTHS.items():
            shown = [i for i, first in enumerate(sizes) if first and order.index(first) <= order.index(size)]
            assert count - 1 in shown
            assert all((b - a) * width / count >= text_width(label) for a, b in pairwise(shown))

    def test_the_newest_is_shown_everywhere(self) -> None:
        assert shown_from(["Декабрь 2026"] * 12)[-1] == "s"

    def test_chinese_needs_more_room_than_as_many_letters(self) -> None:
        assert text_width("十一月") > text_width("Nov")
        assert (gutter_for(["0"]), gutter_for(["1 500"]), gutter_for(["Very dissatisfied"])) == ("xs", "m", "xl")

    def test_a_long_newest_label_stays_within_the_picture(self) -> None:
        months = tuple(f"Декабрь {year}" for year in range(2015, 2027))
        chart = line_chart(CAPTION, frame(categories=months), [Series("Kept", range(12))])
        assert chart is not None
        assert (chart.x_ticks[-1].at, chart.x_ticks[-1].anchor) == ("100%", "end")

    @pytest.mark.parametrize("label", ["16 нояб.", "Декабрь 2026", "11月16日", "16 Nov"])
    @pytest.mark.parametrize("count", [2, 5, 12, 24, 26, 52])
    def test_none_runs_into_the_newest_one_that_stays_within_the_picture(self, label: str, count: int) -> None:
        *others, last = x_ticks([label] * count)
        order = list(PLOT_WIDTHS)
        for size, width in PLOT_WIDTHS.items():
            half = text_width(label) / 2
            begins = width * float(last.at.removesuffix("%")) / 100 - (2 * half if last.anchor == "end" else half)
            shown = [one for one in others if order.index(one.size) <= order.index(size)]
            assert all(width * float(one.at.removesuffix("%")) / 100 + half <= begins for one in shown)


class TestLines:
    def test_a_gap_breaks_the_line_and_the_table_says_so(self) -> None:
        chart = line_chart(CAPTION, frame(), [Series("Kept", [0, None, 10, 5])])
        assert chart is not None
        assert chart.traces[0].path == "M12.5 100M62.5 0L87.5 50"
        assert [row[1].text for row in chart.table.rows] == ["0", "–", "10", "5"]

    def test_series_differ_in_marker_and_style(self) -> None:
        chart = line_chart(CAPTION, frame(), [Series(name, [1, 2, 3, 4]) for name in "abcd"])
        assert chart is not None
        assert len({trace.marker for trace in chart.traces}) == len({trace.style for trace in chart.traces}) == 4
        assert [key.label for key in chart.keys] == ["a", "b", "c", "d"]

    def test_a_single_line_needs_no_legend_but_a_target_does(self) -> None:
        series = [Series("Kept", [1, 2, 3, 4])]
        alone = line_chart(CAPTION, frame(), series)
        against = line_chart(CAPTION, frame(), series, level=Level(8, "Promised"))
        assert alone is not None
        assert against is not None
        assert alone.keys == ()
        assert [key.label for key in against.keys] == ["Promised"]
        assert against.level is not None
        assert against.level.at == "0%", "the scale reaches up to the target"

    def test_marks_say_what_they_are_and_lead_to_the_rows(self) -> None:
        series = Series("Filed", [4, 8, 2, 6], hrefs=["/a", "/b", "/c", "/d"], notes=["n = 4", "", "", ""])
        chart = line_chart(CAPTION, frame(), [series])
        assert chart is not None
        first, second = chart.traces[0].marks[:2]
        assert (first.tip, first.href) == ("Jan · Filed · 4 · n = 4", "/a")
        assert second.tip == "Feb · Filed · 8"
        assert chart.linked
        assert chart.table.rows[0][1] == dataclasses.replace(chart.table.rows[0][1], text="4", href="/a", note="n = 4")

    def test_long_series_keep_markers_at_their_ends_only(self) -> None:
        days = tuple(str(day) for day in range(90))
        chart = line_chart(CAPTION, frame(categories=days), [Series("Filed", range(90))])
        assert chart is not None
        assert [i for i, mark in enumerate(chart.traces[0].marks) if mark.shown] == [0, 89]

    def test_nothing_to_draw_is_none(self) -> None:
        assert line_chart(CAPTION, frame(), [Series("Kept", [None] * 4)]) is None
        assert line_chart(CAPTION, frame(categories=()), []) is None

    def test_what_cannot_be_read_is_refused(self) -> None:
        with pytest.raises(ValueError, match="5 lines cannot be told apart"):
            line_chart(CAPTION, frame(), [Series(name, [1, 2, 3, 4]) for name in "abcde"])
        with pytest.raises(ValueError, match="Kept: 3 values for 4 categories"):
            line_chart(CAPTION, frame(), [Series("Kept", [1, 2, 3])])


class TestBars:
    FILED, DONE = Series("Filed", [10, 20, 5, 0]), Series("Done", [5, 10, 10, None])

    def test_grouped_bars_stand_beside_each_other_on_zero(self) -> None:
        chart = bar_chart(CAPTION, frame(), [self.FILED, self.DONE])
        assert chart is not None
        filed, done = (next(bar for bar in chart.bars if bar.style == style) for style in (1, 2))
        assert (filed.x, filed.y, filed.width, filed.height) == ("3.25%", "50%", "9.25%", "50%")
        assert (done.x, done.y, done.height) == ("12.5%", "75%", "25%")
        assert chart.baseline == "100%"

    def test_zero_and_missing_have_no_bar(self) -> None:
        chart = bar_chart(CAPTION, frame(), [self.FILED, self.DONE])
        assert chart is not None
        assert not [bar.tip for bar in chart.bars if bar.tip.startswith("Apr")]
        assert [cell.text for cell in chart.table.rows[3]] == ["Apr", "0", "–"]

    def test_stacked_bars_stand_on_each_other(self) -> None:
        chart = bar_chart(CAPTION, frame(), [self.FILED, self.DONE], stacked=True)
        assert chart is not None
        filed, done = (next(b for b in chart.bars if b.style == style and b.tip.startswith("Feb")) for style in (1, 2))
        assert filed.x == done.x
        assert float(done.y[:-1]) + float(done.height[:-1]) == pytest.approx(float(filed.y[:-1]), abs=0.02)
        assert chart.y_ticks[-1].label == "30", "the axis reaches the tallest sum"

    def test_a_backlog_of_the_same_size_shares_the_axis(self) -> None:
        chart = bar_chart(CAPTION, frame(), [self.FILED], line=Series("Open", [30, 40, 35, 30]))
        assert chart is not None
        assert (chart.panels, chart.y_ticks[-1].label, chart.baseline) == (False, "40", "100%")

    def test_a_backlog_far_above_gets_its_own_panel(self) -> None:
        chart = bar_chart(CAPTION, frame(), [self.FILED], line=Series("Open", [300, 400, 350, 300]))
        assert chart is not None
        assert chart.line is not None
        assert (chart.panels, chart.baseline) == (True, "60%")
        assert min(float(mark.y[:-1]) for mark in chart.line.marks) >= 70
        assert [tick.label for tick in chart.y_ticks] == ["0", "5", "10", "15", "20", "0", "400"]

    def test_the_table_holds_bars_and_line(self) -> None:
        chart = bar_chart(CAPTION, frame(), [self.FILED, self.DONE], line=Series("Open", [1, 2, 3, 4]))
        assert chart is not None
        assert chart.table.header == ("Month", "Filed", "Done", "Open")
        assert [cell.text for cell in chart.table.rows[1]] == ["Feb", "20", "10", "2"]

    def test_a_quiet_period_is_drawn_but_an_unknown_one_is_not(self) -> None:
        quiet = bar_chart(CAPTION, frame(), [Series("Filed", [0] * 4)], line=Series("Open", [0] * 4))
        assert quiet is not None
        assert quiet.bars == ()
        assert bar_chart(CAPTION, frame(), [Series("Filed", [None] * 4)]) is None

    def test_negative_counts_are_refused(self) -> None:
        with pytest.raises(ValueError, match="negative"):
            bar_chart(CAPTION, frame(), [Series("Filed", [1, -1, 2, 3])])


class TestDots:
    AXIS = DotFrame(("Department", "Satisfied", "Interval", "Answers"), share)

    def test_a_row_shows_value_interval_and_n(self) -> None:
        chart = dot_chart(CAPTION, self.AXIS, [DotRow("IT", 0.8, (0.71, 0.87), "n = 100")])
        assert chart is not None
        dot = chart.dots[0]
        assert (dot.x, dot.lower, dot.upper) == ("80%", "71%", "87%")
        assert dot.tip == "IT · 80% · 71% – 87% · n = 100"
        assert [cell.text for cell in chart.table.rows[0]] == ["IT", "80%", "71% – 87%", "n = 100"]

    def test_a_hidden_value_leaks_no_interval(self) -> None:
        chart = dot_chart(CAPTION, self.AXIS, [DotRow("Legal", None, (0.1, 0.9), "fewer than 5 answers")])
        assert chart is not None
        assert (chart.dots[0].x, chart.dots[0].lower, chart.dots[0].upper) == ("", "", "")
        assert [cell.text for cell in chart.table.rows[0]] == ["Legal", "–", "–", "fewer than 5 answers"]

    def test_the_order_is_the_callers(self) -> None:
        chart = dot_chart(CAPTION, self.AXIS, [DotRow("B", 0.1), DotRow("A", 0.9)])
        assert chart is not None
        assert [dot.label for dot in chart.dots] == ["B", "A"]
        assert int(chart.height) > int(chart.dots[1].track_y) > int(chart.dots[0].track_y)

    def test_what_lies_beyond_a_narrow_axis_ends_at_it(self) -> None:
        axis = dataclasses.replace(self.AXIS, lowest=0.5, ticks=(0.5, 0.75, 1))
        chart = dot_chart(CAPTION, axis, [DotRow("IT", 0.75, (0.3, 0.9))], level=Level(0.4, "Company"))
        assert chart is not None
        assert (chart.dots[0].x, chart.dots[0].lower) == ("50%", "0%")
        assert chart.level is not None
        assert chart.level.at == "0%"

    def test_no_groups_no_chart(self) -> None:
        assert dot_chart(CAPTION, self.AXIS, []) is None
        with pytest.raises(ValueError, match="no length"):
            dot_chart(CAPTION, dataclasses.replace(self.AXIS, highest=0), [])


class TestDistribution:
    HEADER = ("Answer", "Count", "Share")

    def test_the_longest_bar_fills_the_plot(self) -> None:
        points = [RatingPoint("5", 12, favourable=True), RatingPoint("4", 6, favourable=True), RatingPoint("3", 2)]
        chart = distribution_chart(CAPTION, points, header=self.HEADER, number=whole, share=share)
        assert chart is not None
        assert [(row.width, row.text, row.favourable) for row in chart.rows] == [
            ("100%", "60%", True), ("50%", "30%", True), ("16.67%", "10%", False),
        ]  # fmt: skip
        assert [cell.text for cell in chart.table.rows[0]] == ["5", "12", "60%"]

    def test_nothing_in_it_can_be_a_link(self) -> None:
        points = [RatingPoint("5", 12)]
        chart = distribution_chart(CAPTION, points, header=self.HEADER, number=whole, share=share)
        assert chart is not None
        assert not chart.linked
        assert not any(cell.href for row in chart.table.rows for cell in row)

    def test_without_answers_there_is_none(self) -> None:
        points = [RatingPoint("5", 0)]
        assert distribution_chart(CAPTION, points, header=self.HEADER, number=whole, share=share) is None


class TestSparkline:
    def test_it_ends_at_the_newest_value(self) -> None:
        spark = sparkline(CAPTION, dataclasses.replace(frame(), lowest=None), Series("Kept", [10, 12, 14, 20]))
        assert spark is not None
        assert (spark.trace.marks[-1].x, spark.trace.marks[-1].y) == ("87.5%", "0%")

    def test_one_value_makes_no_line(self) -> None:
        assert sparkline(CAPTION, frame(), Series("Kept", [None, None, None, 3])) is None


def test_specifications_cannot_be_changed() -> None:
    chart = line_chart(CAPTION, frame(), [Series("Kept", [1, 2, 3, 4])])
    assert chart is not None
    with pytest.raises(dataclasses.FrozenInstanceError):
        chart.gutter = "l"  # type: ignore[misc]


def test_names_that_are_too_long_for_the_widest_gutter_are_cut_and_keep_their_number() -> None:
    assert shortened("IT", " 1") == "IT 1"
    cut = shortened("Хозяйственный отдел", " 12")
    assert cut.endswith("… 12")
    assert text_width(cut) <= GUTTERS["xl"] - 8
