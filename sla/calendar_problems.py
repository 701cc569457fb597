"""What is wrong with a calendar, in the reader's language, and where."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from requests_app.moments import locale
from sla import words
from sla.calendar import CalendarError
from sla.calendar.spec import WEEKDAYS

# The reasons of `sla.calendar.spec`, as whole sentences for people. A test holds the two together.
SENTENCES = {
    "starts and ends at the same time": gettext_noop(
        "%(where)s: %(value)s starts and ends at the same time. A whole day is 00:00–24:00."
    ),
    "starts at 24:00": gettext_noop("%(where)s: %(value)s starts at 24:00. Write it as 00:00 of the next day."),
    "is not a time": gettext_noop("%(where)s: “%(value)s” is not a time between 00:00 and 24:00, such as 09:30."),
    "is not a pair": gettext_noop("%(where)s: each opening needs a beginning and an end."),
    "is not a date": gettext_noop("“%(value)s” is not a date such as 2026-01-31."),
    "is not the name of a time zone": gettext_noop("“%(value)s” is not a time zone such as Europe/Berlin."),
    "is not a known key": gettext_noop("A calendar does not know “%(value)s”."),
    "is not a list": gettext_noop("%(where)s: a list is missing."),
    "is not an object": gettext_noop("%(where)s: keys and values are missing."),
}


def sentence(problem: CalendarError) -> str:
    """One translated sentence that names the day and what stands there."""
    text = next(text for reason, text in SENTENCES.items() if problem.reason.startswith(reason))
    return _(text) % {"where": where(problem.key), "value": _value(problem.value)}


def where(key: str) -> str:
    """The place in a spec as people call it: “Monday”, “14 February 2026”; else the key itself."""
    _part, _dot, name = key.partition(".")
    if name in WEEKDAYS:
        return capfirst(words.weekday_names()[WEEKDAYS.index(name)])
    try:
        return format_date(date.fromisoformat(name), "long", locale=locale())
    except ValueError:
        return key


def _value(value: object) -> str:
    return "–".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
