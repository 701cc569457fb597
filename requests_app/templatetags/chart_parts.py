"""What a chart has most of, put together in Python: the cells of its table and the points of its lines."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.templatetags.l10n import unlocalize
from django.utils.html import conditional_escape as safe
from django.utils.safestring import SafeString, mark_safe

from requests_app.charts.parts import Cell, Table, Trace

register = template.Library()


@register.simple_tag
def table_rows(table: Table) -> SafeString:
    """The rows of `<tbody>`."""
    drawn = "\n".join(f"<tr>{_row(row)}</tr>" for row in table.rows)
    return mark_safe(drawn)  # noqa: S308 # nosec B703 - every part of it is escaped


@register.simple_tag
def trace_marks(trace: Trace) -> SafeString:
    """The points of a line, each with its words."""
    drawn = []
    for mark in trace.marks:
        quiet = "" if mark.shown else " plot-mark-quiet"
        point = (
            f'<svg class="plot-mark{quiet}" x="{mark.x}" y="{mark.y}"><title>{safe(mark.tip)}</title>'
            f'<circle class="plot-hit" r="11"/>'
            f'<path class="plot-point plot-style-{trace.style}" d="{trace.marker}"/></svg>'
        )
        link = f'<a href="{safe(mark.href)}" tabindex="-1" aria-label="{safe(mark.tip)}">{point}</a>'
        drawn.append(link if mark.href else point)
    return mark_safe("".join(drawn))  # noqa: S308 # nosec B703 - every part of it is escaped


def _row(cells: Sequence[Cell]) -> str:
    heading = f'<th scope="row">{safe(cells[0].text)}{_note(cells[0])}</th>'
    return heading + "".join(f'<td class="num end">{_figure(cell)}{_note(cell)}</td>' for cell in cells[1:])


def _figure(cell: Cell) -> str:
    said: str = safe(cell.text)
    if cell.value is not None:
        said = f'<data value="{unlocalize(cell.value)}">{said}</data>'
    return f'<a href="{safe(cell.href)}">{said}</a>' if cell.href else said


def _note(cell: Cell) -> str:
    return f"<small>{safe(cell.note)}</small>" if cell.note else ""
