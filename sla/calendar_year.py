"""A year as twelve months of days, each with a colour and a letter: what pages draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from babel.dates import get_day_names, get_month_names
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

from requests_app.moments import locale
from sla import days
from sla.calendar_words import Content, full_date, hours_and_reason
from sla.days import Day, Kind

Text = str | Promise

# state -> (letter in the corner of the day, words of the legend)
MARKS: dict[str, tuple[Text, Text]] = {
    "open": ("", pgettext_lazy("kind of day", "Working day")),
    "off": ("", pgettext_lazy("kind of day", "Closed by the week")),
    Kind.HOLIDAY: (pgettext_lazy("letter for a holiday", "H"), pgettext_lazy("kind of day", "Holiday")),
    Kind.WORKDAY: (
        pgettext_lazy("letter for a make-up working day", "M"),
        pgettext_lazy("kind of day", "Make-up working day"),
    ),
    Kind.SHORT: (pgettext_lazy("letter for a shortened day", "S"), pgettext_lazy("kind of day", "Shortened day")),
    Kind.CLOSED: (
        pgettext_lazy("letter for a day closed by hand", "X"),
        pgettext_lazy("kind of day", "Closed by hand"),
    ),
    Kind.HOURS: (pgettext_lazy("letter for a day with own hours", "O"), pgettext_lazy("kind of day", "Own hours")),
}


@dataclass(frozen=True, slots=True)
class Cell:
    day: date
    state: str
    mark: str
    hours: str
    is_provisional: bool
    is_today: bool

    @property
    def label(self) -> str:
        """“Saturday, 14 February 2026: 09:00–18:00, make-up working day for 20 February”."""
        return f"{capfirst(full_date(self.day))}: {self.hours}"


@dataclass(frozen=True, slots=True)
class Month:
    number: int
    name: str
    weeks: list[list[Cell | None]]


@dataclass(frozen=True, slots=True)
class Year:
    number: int
    months: list[Month]
    weekdays: list[tuple[str, str]]  # short and full names, from Monday
    legend: list[tuple[str, Text, Text]]  # state, letter, words: of the states that occur
    has_provisional: bool


def year_of(content: Content, number: int, today: date) -> Year:
    """The year of a calendar; `today` is marked where it lies in it."""
    cells = [_cell(content, day, today) for day in days.days_of(number)]
    names = get_month_names("wide", context="stand-alone", locale=locale())
    short = get_day_names("abbreviated", context="stand-alone", locale=locale())
    full = get_day_names("wide", context="stand-alone", locale=locale())
    seen = {cell.state for cell in cells}
    return Year(
        number=number,
        months=[
            Month(month, capfirst(names[month]), list(_weeks(list(of_month))))
            for month, of_month in groupby(cells, key=lambda cell: cell.day.month)
        ],
        weekdays=[(short[day], full[day]) for day in range(7)],
        legend=[(state, *MARKS[state]) for state in MARKS if state in seen],
        has_provisional=any(cell.is_provisional for cell in cells),
    )


def _cell(content: Content, day: date, today: date) -> Cell:
    said = content.days.get(day)
    state = _state(content, day, said)
    hours = hours_and_reason(content.spec, content.days, day)
    return Cell(day, state, str(MARKS[state][0]), hours, bool(said and said.provisional), day == today)


def _state(content: Content, day: date, said: Day | None) -> str:
    if said is not None:
        return said.kind
    return "open" if content.spec.openings_on(day) else "off"


def _weeks(cells: list[Cell]) -> Iterator[list[Cell | None]]:
    padded: list[Cell | None] = [*[None] * cells[0].day.weekday(), *cells]
    padded += [None] * (-len(padded) % 7)
    return (padded[first : first + 7] for first in range(0, len(padded), 7))
