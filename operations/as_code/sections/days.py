"""Single days of a calendar as a file says them: own days one by one, imported ones by country and year.

What a country's year says is not written out where the library says exactly the same today: then `holidays` names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from operations.as_code.fields import Flag, Known, Line, Many, OneOf, Plain, Record, Words, suggestion
from operations.as_code.reading import Node
from sla import holiday_import
from sla.calendar.spec import WEEKDAYS
from sla.days import Day, Days, Kind, as_pairs, with_imported, with_own
from sla.holiday_import import Source

OPENING = re.compile(r"(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)", re.ASCII)
IMPORTED = tuple(kind.value for kind in (Kind.HOLIDAY, Kind.WORKDAY, Kind.SHORT))


class Opening:
    """“09:00-18:00”."""

    def read(self, node: Node, known: Known) -> str:
        match = OPENING.fullmatch(Line(20).read(node, known))
        if match is None:
            raise node.wrong(f"“{node.value}” is no stretch of a day, such as 09:00-18:00.")
        return "-".join(one.zfill(5) for one in match.groups())

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2}$"}


class Country:
    """A country of the library of holidays, with a region of it: DE, DE-BE."""

    def read(self, node: Node, known: Known) -> str:
        origin = Line(20).read(node, known)
        source, there = Source.of(origin), holiday_import.countries()
        if source.country not in there:
            close = suggestion(source.country, there)
            raise node.wrong(f"Of the country “{source.country}” no holidays are known.{close}")
        if source.region and source.region not in there[source.country]:
            close = suggestion(source.region, there[source.country])
            raise node.wrong(f"“{source.country}” has no region “{source.region}”.{close}")
        return origin

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "examples": ["DE-BE", "CN", "RU"]}


class Date:
    def read(self, node: Node, known: Known) -> str:
        said = Line(10).read(node, known)
        if not is_date(said):
            raise node.wrong(f"“{said}” is not a date such as 2026-12-24.")
        return said

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


def is_date(said: str) -> bool:
    try:
        return date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False


def _check(entry: Plain) -> str:
    if entry.get("from"):
        return "" if entry.get("as") else "Say what it was imported as: “as”."
    if bool(entry.get("closed")) == bool(entry.get("hours")):
        return "Say “closed: true”, or give the hours."
    return ""


DAY = Record(
    {
        "closed": Flag(),
        "hours": Many(Opening(), most=20),
        "name": Words(120),
        # Of days that were imported and are not what the library says today.
        "from": Country(),
        "as": OneOf(IMPORTED),
        "expected": Flag(),
        "instead": Date(),
        "shortened": Flag(),
    },
    check=_check,
    brief=True,
)


def day_as_entry(day: Day) -> Plain:
    told: Plain = {"hours": pairs_written(day.openings), "name": dict(day.name)}
    if day.is_manual:
        told["closed"] = day.kind == Kind.CLOSED
    else:
        instead = day.instead.isoformat() if day.instead else None
        told |= {"from": day.origin, "as": day.kind.value, "instead": instead}
        told |= {"expected": day.provisional, "shortened": day.shortened}
    return {key: told[key] for key in DAY.keys if told.get(key)}


def _day(entry: Plain) -> Day:
    openings, name = _pairs(entry.get("hours", [])), entry.get("name", {})
    if "from" not in entry:
        return Day(Kind.HOURS if openings else Kind.CLOSED, openings, name)
    return Day(
        Kind(entry["as"]),
        openings,
        name,
        origin=entry["from"],
        library=holiday_import.LIBRARY,
        provisional=entry.get("expected", False),
        instead=date.fromisoformat(entry["instead"]) if "instead" in entry else None,
        shortened=entry.get("shortened", False),
    )


def expanded(entry: Plain) -> Days:
    """Every single day of a calendar: what countries say, and on top of it what the file says itself."""
    days: Days = {}
    for one in entry["holidays"]:
        found = holiday_import.candidates(Source.of(one["country"]), one["years"], spec_week(entry["week"]))
        for day, imported in found.items():
            days = with_imported(days, day, imported)
    for when, told in entry["days"].items():
        day, said = date.fromisoformat(when), _day(told)
        days = with_own(days, day, said) if said.is_manual else {**days, day: said}
    return days


def collapsed(days: Days, weekly: Mapping[str, Any]) -> tuple[list[Plain], Days]:
    """Countries with their years, and the days that have to be said one by one."""
    imported: dict[tuple[str, int], Days] = {}
    for day, said in days.items():
        if said.imported is not None:
            imported.setdefault((said.imported.origin, day.year), {})[day] = said.imported
    whole = {key for key, kept in imported.items() if _is_whole(kept, *key, weekly)}
    years: dict[str, list[int]] = {}
    for origin, year in sorted(whole):
        years.setdefault(origin, []).append(year)
    left = {
        day: replace(said, beneath=None)
        for day, said in days.items()
        if said.is_manual or (said.origin, day.year) not in whole
    }
    return [{"country": origin, "years": found} for origin, found in years.items()], left


def _is_whole(kept: Days, origin: str, year: int, weekly: Mapping[str, Any]) -> bool:
    source = Source.of(origin)
    if source.country not in holiday_import.countries():
        return False
    said = holiday_import.candidates(source, [year], weekly)
    return kept.keys() == said.keys() and all(kept[day].says_the_same(said[day]) for day in kept)


def spec_week(week: Mapping[str, list[str]]) -> dict[str, list[list[str]]]:
    """The week as a spec has it."""
    return {day: [one.split("-") for one in week[day]] for day in WEEKDAYS if week.get(day)}


def _pairs(openings: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return as_pairs(one.split("-") for one in openings)


def pairs_written(openings: Iterable[Iterable[str]]) -> list[str]:
    return ["-".join(pair) for pair in openings]
