"""What pages about calendars draw often: 365 days at once."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sla.calendar_year import Cell

register = template.Library()


@register.simple_tag
def day_cell(cell: Cell, draft_url: str | None = None) -> SafeString:
    """A day of the year: a link to change it where the address of its draft is given, else only its colour and letter.

    Built here: as template lines a year costs a tenth of a second.
    """
    iso = cell.day.isoformat()
    here = ' aria-current="date"' if cell.is_today else ""
    classes = f"day day-{cell.state}{' provisional' if cell.is_provisional else ''}"
    letter = f"{cell.mark}{'?' if cell.is_provisional else ''}"
    mark = format_html("<i>{}</i>", letter) if letter else ""
    told = format_html(' title="{}"', cell.label) if letter else ""
    today = SafeString(here)
    if draft_url:
        return format_html(
            '<a class="{}" id="d{}" href="{}days/{}/" aria-label="{}"{}{}>{}{}</a>',
            *(classes, iso, draft_url, iso, cell.label, told, today, cell.day.day, mark),
        )
    return format_html('<span class="{}"{}{}>{}{}</span>', classes, told, today, cell.day.day, mark)
