"""Single days of a calendar: what is known about them, which of two statements wins, and the spec they make.

A day has one row. What an import says about it is imported; what a person says covers that and keeps it beneath, so
that going back to normal brings the imported day back. So at most one statement per date reaches the spec, in the
order of precedence of rule A8: own exception, make-up working day, holiday, week.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sla.calendar import CalendarSpec
from sla.calendar.spec import WEEKDAYS, Openings

Pairs = tuple[tuple[str, str], ...]  # (("09:00", "13:00"), ("14:00", "18:00")), as people write them


class Kind(StrEnum):
    HOLIDAY = "holiday"  # imported: no opening starts on it
    WORKDAY = "workday"  # imported: worked for a day off elsewhere
    SHORT = "short"  # imported: a working day that ends early
    CLOSED = "closed"  # somebody closed it
    HOURS = "hours"  # somebody gave it hours of its own


# Where the spec keeps a kind.
LIST_OF = {Kind.HOLIDAY: "holidays", Kind.WORKDAY: "workdays"}


@dataclass(frozen=True, slots=True)
class Day:
    """What is said about one date. `origin` is what it was imported from, such as CN or DE-BY; empty: a person."""

    kind: Kind
    openings: Pairs = ()
    name: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    library: str = ""
    provisional: bool = False
    # Of a make-up day the day off it is worked for; of a day off the date that is worked instead or lies free anyway.
    instead: date | None = None
    # A make-up day that is an hour shorter, because the day it stands for would have been.
    shortened: bool = False
    beneath: Day | None = None

    @property
    def is_manual(self) -> bool:
        return not self.origin

    @property
    def imported(self) -> Day | None:
        """What the last import said about the date."""
        return self.beneath if self.is_manual else self

    def says_the_same(self, other: Day) -> bool:
        """Whether nobody would notice the difference: the library's version may differ."""
        return replace(self, library="", beneath=None) == replace(other, library="", beneath=None)

    def as_json(self, *, with_openings: bool = True) -> dict[str, Any]:
        """Without what is empty."""
        raw: dict[str, Any] = {
            "kind": self.kind.value,
            "openings": as_lists(self.openings) if with_openings else None,
            "name": dict(self.name),
            "origin": self.origin,
            "library": self.library,
            "provisional": self.provisional,
            "instead": self.instead.isoformat() if self.instead else None,
            "shortened": self.shortened,
            "beneath": self.beneath.as_json() if self.beneath else None,
        }
        return {key: value for key, value in raw.items() if value}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any], openings: Pairs | None = None) -> Day:
        instead, beneath = raw.get("instead"), raw.get("beneath")
        return cls(
            kind=Kind(raw["kind"]),
            openings=as_pairs(raw.get("openings", ())) if openings is None else openings,
            name=raw.get("name", {}),
            origin=raw.get("origin", ""),
            library=raw.get("library", ""),
            provisional=raw.get("provisional", False),
            instead=date.fromisoformat(instead) if instead else None,
            shortened=raw.get("shortened", False),
            beneath=cls.from_json(beneath) if beneath else None,
        )


Days = dict[date, Day]
Weekly = Mapping[str, Iterable[Iterable[str]]]


def read(raw: Mapping[str, Any]) -> Days:
    """The days of a draft from their JSON."""
    return {date.fromisoformat(day): Day.from_json(said) for day, said in raw.items()}


def write(days: Days, *, with_openings: bool = True) -> dict[str, Any]:
    """JSON, in the order of the dates. A version keeps the openings in its spec, and so leaves them out here."""
    return {day.isoformat(): days[day].as_json(with_openings=with_openings) for day in sorted(days)}


def to_spec(tz: str, weekly: Mapping[str, Any], days: Days) -> dict[str, Any]:
    """What `WorkingCalendar.from_spec` reads: each day in the list of its kind."""
    spec: dict[str, Any] = {"tz": tz, "weekly": dict(weekly), "holidays": [], "workdays": {}, "exceptions": {}}
    for day, said in sorted(days.items()):
        where = LIST_OF.get(said.kind, "exceptions")
        if where == "holidays":
            spec[where].append(day.isoformat())
        else:
            spec[where][day.isoformat()] = as_lists(said.openings)
    return spec


def of_version(spec: CalendarSpec, known: Mapping[str, Any]) -> Days:
    """The days of a published spec. What is not known about one of them, somebody said."""
    days: Days = {}
    for day, openings in sorted(spec.by_date.items()):
        pairs, raw = pairs_of(openings), known.get(day.isoformat())
        if raw is not None:
            days[day] = Day.from_json(raw, pairs)
        elif day in spec.exceptions:
            days[day] = Day(Kind.HOURS if pairs else Kind.CLOSED, pairs)
        else:
            days[day] = Day(Kind.WORKDAY if day in spec.workdays else Kind.HOLIDAY, pairs)
    return days


def with_own(days: Days, day: date, own: Day) -> Days:
    """Somebody says what the day is; an import beneath it stays."""
    before = days.get(day)
    return days | {day: replace(own, beneath=before.imported if before else None)}


def without_own(days: Days, day: date) -> Days:
    """Back to what was imported for this day; where that is what it says already, back to the week."""
    before = days.get(day)
    rest = {one: said for one, said in days.items() if one != day}
    return rest | {day: before.beneath} if before and before.beneath else rest


def with_imported(days: Days, day: date, imported: Day | None) -> Days:
    """An import says something about the day, or nothing any more. What a person said stays on top."""
    before = days.get(day)
    if before is not None and before.is_manual:
        return days | {day: replace(before, beneath=imported)}
    rest = {one: said for one, said in days.items() if one != day}
    return rest if imported is None else rest | {day: imported}


def provisional_years(days: Mapping[date, Day], since: int) -> list[int]:
    """Years, from `since` on, of which some days are only expected so far."""
    return sorted({day.year for day, said in days.items() if said.provisional and day.year >= since})


def changed_days(before: CalendarSpec, after: CalendarSpec) -> Iterator[date]:
    """Dates on which a dated statement changes the openings, in order; what only the week changes is not among them."""
    for day in sorted(before.by_date.keys() | after.by_date.keys()):
        if _by_date(before, after, day) != after.openings_on(day):
            yield day


def _by_date(before: CalendarSpec, after: CalendarSpec, day: date) -> Openings:
    """The openings before, as far as a date gave them; a day of the week is judged by the new week."""
    dated = before.by_date.get(day)
    return after.weekly[day.weekday()] if dated is None else dated


def usual_openings(weekly: Mapping[str, Any], on: date | None = None) -> Pairs:
    """The openings of the weekday of `on`; where it has none, or none is asked for, those of the commonest one."""
    of_day = [as_pairs(weekly.get(day, ())) for day in WEEKDAYS]
    if on is not None and of_day[on.weekday()]:
        return of_day[on.weekday()]
    worked = [pairs for pairs in of_day if pairs]
    # Of equally common ones the first of the week: Monday's, nearly always.
    return max(worked, key=worked.count, default=())


def an_hour_less(openings: Pairs) -> Pairs:
    """The same openings without the last 60 minutes of the day's work."""
    left, kept = 60, []
    for opens, closes in sorted(openings, reverse=True):
        start, end = _minutes(opens), _minutes(closes)
        end += 24 * 60 if end <= start else 0
        cut = min(left, end - start)
        left -= cut
        if end - cut > start:
            kept.append((opens, _wall(end - cut) if cut else closes))
    return tuple(reversed(kept))


def days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days))


def pairs_of(openings: Openings) -> Pairs:
    return as_pairs(opening.as_json() for opening in openings)


def as_pairs(openings: Iterable[Iterable[str]]) -> Pairs:
    return tuple((opens, closes) for opens, closes in openings)


def as_lists(openings: Pairs) -> list[list[str]]:
    return [list(pair) for pair in openings]


def _minutes(wall: str) -> int:
    hours, minutes = wall.split(":")
    return int(hours) * 60 + int(minutes)


def _wall(minute: int) -> str:
    minute = minute if minute <= 24 * 60 else minute - 24 * 60
    return f"{minute // 60:02}:{minute % 60:02}"
