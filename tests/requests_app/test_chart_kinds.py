"""Shades in rows and columns, a figure beside chance, bars of two times: words, geometry, table."""

import pytest

from requests_app.charts import (
    Caption,
    Control,
    Frame,
    GridFrame,
    Level,
    Series,
    SpanFrame,
    SpanRow,
    control_chart,
    grid_chart,
    span_chart,
)
from requests_app.charts.grid import step_of

CAPTION = Caption("kind", "A chart", "What it says.")
WEEKS = Frame(("W1", "W2", "W3"), "Week", "{:.0f}".format)
DAYS = GridFrame(
    rows=("Mon", "Tue"), columns=("8", "9"), spoken=("8 to 9", "9 to 10"), heading="Day", number="{:.0f}".format
)


class TestGrid:
    def test_the_darkest_cell_is_the_most_and_nothing_has_no_shade(self) -> None:
        chart = grid_chart(CAPTION, DAYS, [[10, 0], [2, 5]])
        assert chart is not None
        assert [cell.step for cell in chart.cells] == [5, 0, 1, 3]
        assert [cell.text for cell in chart.cells] == ["10", "", "2", "5"]

    def test_the_legend_says_which_counts_a_shade_stands_for(self) -> None:
        chart = grid_chart(CAPTION, DAYS, [[10, 0], [2, 5]])
        assert chart is not None
        assert [key.label for key in chart.keys] == ["1 – 2", "3 – 4", "5 – 6", "7 – 8", "9 – 10"]

    @pytest.mark.parametrize("most", range(1, 40))
    def test_the_legend_tells_the_truth_about_every_count(self, most: int) -> None:
        chart = grid_chart(CAPTION, DAYS, [[most, 0], [0, 0]])
        assert chart is not None
        said = {key.style: [int(end) for end in key.label.split(" – ")] for key in chart.keys}
        for count in range(1, most + 1):
            ends = said[step_of(count, most)]
            assert ends[0] <= count <= ends[-1]

    def test_what_cannot_be_is_left_out_and_a_dash_in_the_table(self) -> None:
        chart = grid_chart(CAPTION, DAYS, [[None, 3], [4, None]], hrefs=[["/a", "/b"], ["/c", "/d"]])
        assert chart is not None
        assert [cell.href for cell in chart.cells] == ["/b", "/c"]
        assert [[cell.text for cell in row] for row in chart.table.rows] == [["Mon", "–", "3"], ["Tue", "4", "–"]]

    def test_tips_and_table_have_the_words_the_axis_has_no_room_for(self) -> None:
        chart = grid_chart(CAPTION, DAYS, [[10, 0], [2, 5]], notes=[["n = 1", ""], ["", ""]])
        assert chart is not None
        assert chart.cells[0].tip == "Mon · 8 to 9 · 10 · n = 1"
        assert chart.table.header == ("Day", "8 to 9", "9 to 10")

    def test_nothing_to_count_is_no_picture(self) -> None:
        assert grid_chart(CAPTION, DAYS, [[0, 0], [0, None]]) is None

    @pytest.mark.parametrize("values", [[[1, 2]], [[1], [2]], [[1, 2], [3, -1]]])
    def test_nonsense_is_refused(self, values: list[list[float | None]]) -> None:
        with pytest.raises(ValueError, match=r"values are wanted|no minus"):
            grid_chart(CAPTION, DAYS, values)


class TestControl:
    def test_signals_and_remarks_are_words_in_the_table(self) -> None:
        control = Control(
            signals=[1], signal_label="Signal", remarks={1: "new mail", 2: "moved"}, remark_label="Remark"
        )
        chart = control_chart(CAPTION, WEEKS, Series("Kept", [1, 5, 2]), control)
        assert chart is not None
        assert [row[0].note for row in chart.table.rows] == ["", "Signal · new mail", "moved"]
        assert [ring.tip for ring in chart.rings] == ["W2 · Kept · 5"]
        assert [remark.tip for remark in chart.remarks] == ["W2 · new mail", "W3 · moved"]

    def test_the_axis_has_room_for_the_limits_and_the_goal(self) -> None:
        control = Control(centre=Level(2, "Median"), limits=(1, 9), limits_label="Chance", goal=Level(12, "Goal"))
        chart = control_chart(CAPTION, WEEKS, Series("Kept", [1, 3, 2]), control)
        assert chart is not None
        assert float(chart.y_ticks[-1].label) >= 12
        assert [key.kind for key in chart.keys] == ["level", "goal", "limit"]

    def test_a_piece_without_a_value_carries_no_mark(self) -> None:
        chart = control_chart(CAPTION, WEEKS, Series("Kept", [1, None, 2]), Control(signals=[1, 2], signal_label="S"))
        assert chart is not None
        assert len(chart.rings) == 1

    def test_no_value_is_no_picture(self) -> None:
        assert control_chart(CAPTION, WEEKS, Series("Kept", [None] * 3), Control()) is None


class TestSpans:
    FRAME = SpanFrame(header=("Stage", "Half", "85 of 100", "Note"), number="{:.0f} h".format)

    def test_both_times_share_one_axis(self) -> None:
        chart = span_chart(
            CAPTION, self.FRAME, [SpanRow("Work", 5, 10), SpanRow("Waiting", 1, None, missing="not over")]
        )
        assert chart is not None
        assert [(bar.half, bar.most) for bar in chart.bars] == [("50%", "100%"), ("10%", "")]
        assert chart.bars[1].tip == "Waiting · Half: 1 h · 85 of 100: not over"

    def test_no_time_is_no_picture(self) -> None:
        assert span_chart(CAPTION, self.FRAME, [SpanRow("Work", None, None)]) is None
