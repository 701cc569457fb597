"""What pages about calendars draw often: 365 days at once."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from requests_app.moments import moment_of
from sla import calendars, days
from sla.calendar_year import Cell
from sla.models import BusinessCalendar

register = template.Library()


@register.inclusion_tag("sla/_calendar_provisional_tag.html", takes_context=True)
def provisional_tag(context: Context, calendar: BusinessCalendar) -> dict[str, Any]:
    """A warning beside the name of a calendar some years of which are not announced yet; else nothing."""
    known = calendars.newest_version(calendar.pk).days
    return {"years": days.provisional_years(days.read(known), moment_of(context["request"]).year)}


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
    told = format_html(' title="{0}" data-exact="{0}"', cell.label) if letter else ""
    today = SafeString(here)  # nosec B703 - one of two words of ours
    if draft_url:
        return format_html(
            '<a class="{}" id="d{}" href="{}days/{}/" aria-label="{}"{}{}>{}{}</a>',
            *(classes, iso, draft_url, iso, cell.label, told, today, cell.day.day, mark),
        )
    if not letter:
        return format_html('<span class="{}"{}>{}</span>', classes, today, cell.day.day)
    # No link leads here: a stop for the keyboard, so that why the day is special is not for the mouse alone.
    return format_html(
        '<time class="{}" datetime="{}"{}{} tabindex="0">{}{}<span class="sr">{}</span></time>',
        *(classes, iso, told, today, cell.day.day, mark, cell.label),
    )
