"""A country's year as rows to review: days off, make-up working days, shortened eves, from the library `holidays`.

The library is asked here and nowhere else, when somebody imports: what it says becomes rows of a calendar, so a new
release of it never changes a calendar by itself. Each country is asked alone (a sum of two loses its make-up days),
and always with its years (an object knows the make-up days only of years it was asked about).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.metadata import version
from typing import Any, NamedTuple

import holidays
from holidays import HolidayBase

from sla import holiday_names
from sla.days import Day, Days, Kind, Pairs, an_hour_less, usual_openings

LIBRARY = f"holidays {version('holidays')}"
YEARS = range(2000, 2101)

# Portal language -> how the library may call it, best first.
LANGUAGES = {"en": ("en_GB", "en_US"), "zh-hans": ("zh_CN",), "ru": ("ru",)}

# Governments that move working days by a decree of every year. A year without one is not announced yet.
DECREED = frozenset({"BY", "CN", "KZ", "RU", "UZ"})

# Russia's public holidays (Labour Code, article 112), as month and day. The working day right before one of them is
# an hour shorter (article 95); the days that follow each other in January need no eve of their own.
RUSSIAN_HOLIDAYS = ((1, 1), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4))


class Source(NamedTuple):
    """Whose days: a country by its ISO code, and a region of it where the library tells them apart."""

    country: str
    region: str = ""

    @property
    def origin(self) -> str:
        return f"{self.country}-{self.region}" if self.region else self.country

    @classmethod
    def of(cls, origin: str) -> Source:
        country, _dash, region = origin.partition("-")
        return cls(country, region)


class State(StrEnum):
    NEW = "new"
    SAME = "same"
    DIFFERENT = "different"
    GONE = "gone"  # imported earlier, and the library says it no more
    KEPT = "kept"  # somebody said something else about this day, and that stays


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the review. `after` is what the import would say; nothing where the day goes."""

    day: date
    state: State
    before: Day | None
    after: Day | None

    def is_offered(self, first: date | None) -> bool:
        """Whether it would change something, and no day before `first`: what clocks counted with stays as it was."""
        return self.state not in (State.SAME, State.KEPT) and (first is None or self.day >= first)


@lru_cache
def countries() -> dict[str, list[str]]:
    """Country codes with the codes of their regions. Codes of the library that are no country's are left out."""
    known: dict[str, list[str]] = holidays.list_supported_countries(include_aliases=False)
    return known


def regions(country: str) -> list[tuple[str, str]]:
    """(code, name) of a country's regions, by name; the library names most of them in the country's own language."""
    named = {code: name for name, code in _class(country).subdivisions_aliases.items()}
    codes = countries().get(country, [])
    return sorted(((code, named.get(code, code)) for code in codes), key=lambda region: region[1])


def weekend(country: str) -> frozenset[int]:
    """Weekdays (Monday is 0) that are usually free there."""
    return frozenset(_class(country).weekend)


def candidates(
    source: Source, years: Collection[int], weekly: Mapping[str, Any], make_up: Pairs = ()
) -> dict[date, Day]:
    """What the library says about these years, fitted to a week. `make_up`: the hours of all make-up days; without
    them each has the hours of the weekday it is worked for."""
    facts = _facts(source, tuple(sorted(years)))
    eves = _russian_eves(facts) if source.country == "RU" else frozenset()
    days = {day: _day_off(source, facts, day) for day in facts.names}
    for day in facts.worked:
        hours = make_up or usual_openings(weekly, facts.worked_for.get(day))
        days[day] = _said(
            source,
            facts,
            day,
            kind=Kind.WORKDAY,
            openings=an_hour_less(hours) if day in eves else hours,
            instead=facts.worked_for.get(day),
            shortened=day in eves,
        )
    for day in eves - facts.worked:
        if usual := weekly.get(_weekday(day)):
            shorter = an_hour_less(tuple((opens, closes) for opens, closes in usual))
            days[day] = _said(source, facts, day, kind=Kind.SHORT, openings=shorter)
    return {day: days[day] for day in sorted(days) if day.year in years}


def compare(days: Days, found: Mapping[date, Day], source: Source, years: Collection[int]) -> list[Row]:
    """The review: what the import would change in these days of a draft, by date."""
    earlier = {
        day: said
        for day, said in days.items()
        if day.year in years and said.imported is not None and said.imported.origin == source.origin
    }
    return [
        Row(day, _state(days.get(day), found.get(day)), days.get(day), found.get(day))
        for day in sorted(found.keys() | earlier.keys())
    ]


def _state(before: Day | None, after: Day | None) -> State:
    if before is None:
        return State.NEW
    if before.is_manual:
        return State.KEPT
    if after is None:
        return State.GONE
    return State.SAME if before.says_the_same(after) else State.DIFFERENT


def is_announced(country: str, year: int) -> bool:
    """Whether the working days of this year are settled, as far as the library knows."""
    if country not in DECREED:
        return True
    facts = _facts(Source(country), (year,))
    return any(day.year == year for day in (*facts.worked, *facts.moved))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the library knows: names of days off by language, make-up days, and which day off goes with which."""

    names: dict[date, dict[str, str]]
    worked: frozenset[date]
    moved: dict[date, date]  # a day off -> the date it was moved from
    estimated: frozenset[date]

    @property
    def worked_for(self) -> dict[date, date]:
        return {worked: off for off, worked in self.moved.items()}


@lru_cache(maxsize=64)
def _facts(source: Source, years: tuple[int, ...]) -> _Facts:
    # Decrees move days across New Year, so the neighbours are asked about as well.
    asked = sorted({near for year in years for near in (year - 1, year, year + 1)})
    own = _ask(source, asked, _class(source.country).default_language)
    spoken = {
        code: _ask(source, asked, known)
        for code, names in LANGUAGES.items()
        for known in [next((name for name in names if name in own.supported_languages), None)]
        if known
    } or {"en": own}
    moved = {day: origin for day, name in own.items() if (origin := _moved_from(own, name))}
    return _Facts(
        names={day: {} if day in moved else _names(day, spoken) for day in own},
        worked=frozenset(day for day in own.weekend_workdays if day.year in asked),
        moved=moved,
        estimated=frozenset(day for day, name in own.items() if _is_estimated(own, name)),
    )


def _names(day: date, spoken: Mapping[str, HolidayBase]) -> dict[str, str]:
    """By portal language: as the library says it, else as we do."""
    told = {code: each[day] for code, each in spoken.items()}
    for code in holiday_names.LANGUAGES:
        if code not in told and (name := holiday_names.in_language(told.get("en", ""), code)):
            told[code] = name
    return told


def _ask(source: Source, years: Iterable[int], language: str | None) -> HolidayBase:
    return holidays.country_holidays(
        source.country, subdiv=source.region or None, years=list(years), language=language or None
    )


def _class(country: str) -> type[HolidayBase]:
    return type(holidays.country_holidays(country))


def _moved_from(own: HolidayBase, name: str) -> date | None:
    """The date in a name such as “Day off (substituted from 01/04/2026)”."""
    label = getattr(own, "substituted_label", None)
    match = re.fullmatch(re.escape(label).replace("%s", "(.+)"), name) if label else None
    return datetime.strptime(match[1], own.substituted_date_format).date() if match else None


def _is_estimated(own: HolidayBase, name: str) -> bool:
    """Feasts that follow the moon as it is seen."""
    labels = (getattr(own, which, None) for which in ("estimated_label", "observed_estimated_label"))
    return any(re.search(re.escape(label).replace("%s", ".+"), name) for label in labels if label)


def _russian_eves(facts: _Facts) -> frozenset[date]:
    """Working days that are an hour shorter. Where the eve itself was moved, the day worked for it is shorter."""
    years = {day.year for day in facts.names}
    eves = {date(year, month, day) - timedelta(days=1) for year in years for month, day in RUSSIAN_HOLIDAYS}
    taken = {facts.moved[eve] for eve in eves if facts.moved.get(eve) in facts.worked}
    worked = {eve for eve in eves if eve in facts.worked or (eve.weekday() < 5 and eve not in facts.names)}
    return frozenset(worked | taken)


def _day_off(source: Source, facts: _Facts, day: date) -> Day:
    return _said(source, facts, day, kind=Kind.HOLIDAY, name=facts.names[day], instead=facts.moved.get(day))


def _said(source: Source, facts: _Facts, day: date, **what: Any) -> Day:
    expected = day in facts.estimated or not is_announced(source.country, day.year)
    return Day(origin=source.origin, library=LIBRARY, provisional=expected, **what)


def _weekday(day: date) -> str:
    return ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()]
