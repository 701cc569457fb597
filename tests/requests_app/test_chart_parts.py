"""Tables and points of charts are put together in Python: names that people chose stay text."""

from __future__ import annotations

from django.utils import translation

from requests_app.charts.parts import Cell, Mark, Table, Trace
from requests_app.templatetags.chart_parts import table_rows, trace_marks

HOSTILE = "<script>alert('x')</script>\""


def test_words_of_a_table_are_escaped() -> None:
    rows = table_rows(Table((), ((Cell(HOSTILE, note=HOSTILE), Cell(HOSTILE, href=f"/{HOSTILE}", value=1)),)))
    assert "<script" not in rows
    assert 'href="/&lt;script&gt;' in rows


def test_a_figure_is_written_for_machines_in_every_language() -> None:
    with translation.override("ru"):
        rows = table_rows(Table((), ((Cell("IT"), Cell("1,5 ч", value=1.5)),)))
    assert rows == '<tr><th scope="row">IT</th><td class="num end"><data value="1.5">1,5 ч</data></td></tr>'


def test_words_of_a_point_are_escaped() -> None:
    points = trace_marks(Trace("", 1, "", "M0 0", (Mark("1", "2", HOSTILE, f"/{HOSTILE}", shown=False),)))
    assert "<script" not in points
    assert 'class="plot-mark plot-mark-quiet"' in points
