"""Days, zones and changes of a calendar as people say them, in the active language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_interval, format_skeleton, get_timezone_location
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from requests_app.models.translated import Translated
from requests_app.moments import locale
from sla import calendars, days, holiday_import, words
from sla.calendar import CalendarSpec, NoWorkingTime, WorkingCalendar
from sla.calendar.instants import from_us, merge, to_us
from sla.calendar.spec import Openings
from sla.calendar.window import openings_on
from sla.days import Day, Days, Kind
from sla.differences import Difference
from sla.holiday_import import Source
from sla.models import CalendarDraft, CalendarVersion


@dataclass(frozen=True, slots=True)
class Content:
    """What a version or a draft says: its hours, and what is known about its days."""

    calendar: WorkingCalendar
    days: Days

    @property
    def spec(self) -> CalendarSpec:
        return self.calendar.spec


def content_of(version: CalendarVersion) -> Content:
    calendar = version.working_calendar
    return Content(calendar, days.of_version(calendar.spec, version.days))


def content_of_draft(draft: CalendarDraft) -> Content:
    return Content(WorkingCalendar.from_spec(calendars.spec_of(draft)), days.read(draft.days))


# Dates and places


def full_date(day: date) -> str:
    """“Saturday, 14 February 2026”."""
    return format_date(day, "full", locale=locale())


def day_and_month(day: date) -> str:
    return format_skeleton("MMMMd", datetime(day.year, day.month, day.day), locale=locale())


def zone_words(key: str) -> str:
    """“Shanghai (Asia/Shanghai)”: the city in the reader's language, and the name that every computer knows."""
    city = _city(key, locale())
    return key if city == key else _with_other_name(city, key)


def _with_other_name(city: str, other: str) -> str:
    return pgettext("a city and its other name", "%(city)s (%(other)s)") % {"city": city, "other": other}


@lru_cache(maxsize=4096)
def _city(key: str, language: str) -> str:
    return get_timezone_location(ZoneInfo(key), locale=language, return_city=True) if "/" in key else key


@lru_cache
def _zones(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    regions: dict[str, list[tuple[str, str]]] = {}
    for key in available_timezones():
        region, _slash, name = key.partition("/")
        if name and region not in ("Etc", "SystemV", "US"):
            city, plain = _city(key, language), name.replace("_", " ")
            regions.setdefault(region, []).append((key, city if city == plain else _with_other_name(city, plain)))
    return [(region, sorted(regions[region], key=lambda zone: zone[1])) for region in sorted(regions)]


def zone_choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Time zones by part of the world, each with its city in the reader's language."""
    return [("UTC", "UTC"), *_zones(locale())]


def country_of_zone(key: str) -> str:
    """“CN” for Asia/Shanghai; empty where a zone is of no country."""
    return str(get_global("zone_territories").get(key, ""))


def zones_of_country(country: str) -> list[str]:
    """By name; empty for what is no country."""
    return sorted(zone for zone, where in get_global("zone_territories").items() if where == country)


def country_name(country: str) -> str:
    return str(Locale.parse(locale()).territories.get(country, country))


def source_words(origin: str) -> str:
    """“China”, “Germany, Bayern”."""
    source = Source.of(origin)
    if not source.region:
        return country_name(source.country)
    region = dict(holiday_import.regions(source.country)).get(source.region, source.region)
    return _("%(country)s, %(region)s") % {"country": country_name(source.country), "region": region}


# One day


def about(said: Day) -> str:
    """Why the day is not like its weekday: “Chinese New Year”, “make-up working day for 20 February”."""
    text = _about(said)
    return _("%(day)s (provisional)") % {"day": text} if said.provisional else text


def _about(said: Day) -> str:
    name = str(Translated(said.name))
    match said.kind:
        case Kind.WORKDAY if said.instead:
            text = _("make-up working day for %(day)s") % {"day": day_and_month(said.instead)}
            return _("%(day)s, an hour shorter") % {"day": text} if said.shortened else text
        case Kind.WORKDAY:
            return _("make-up working day, an hour shorter") if said.shortened else _("make-up working day")
        case Kind.HOLIDAY if said.instead:
            return _("day off, moved from %(day)s") % {"day": day_and_month(said.instead)}
        case Kind.HOLIDAY:
            return name or _("holiday")
        case Kind.SHORT:
            return _("shortened day before a holiday")
        case Kind.CLOSED:
            return name or pgettext("day", "closed")
    return name or _("own hours")


def reason(said: Day, year: int) -> str:
    """The same with where it comes from."""
    if said.is_manual:
        return about(said)
    words_of = {"day": about(said), "country": source_words(said.origin), "year": year}
    return _("%(day)s, imported from %(country)s %(year)s") % words_of


def hours_and_reason(spec: CalendarSpec, known: Days, day: date) -> str:
    """“09:00–18:00, make-up working day for 20 February”; for a day like its weekday only the hours."""
    hours, said = words.times(spec.openings_on(day)), known.get(day)
    if said is None or (said.kind == Kind.CLOSED and not said.name):
        return hours
    return _("%(hours)s, %(day)s") % {"hours": hours, "day": about(said)}


# The tester


def answer(content: Content, day: date, at: time | None = None) -> list[str]:
    """Whether it is open on this day, or at this time of it, in the calendar's zone; and when it opens next."""
    spec, zone = content.spec, content.spec.zone
    said, openings = content.days.get(day), spec.openings_on(day)
    words_of = {"date": capfirst(full_date(day)), "hours": words.times(openings)}
    sentence = _("%(date)s is a working day: %(hours)s") if openings else _("%(date)s is closed")
    because = _(" (%(reason)s)") % {"reason": reason(said, day.year)} if said else ""
    sentences = [_("%(sentence)s.") % {"sentence": sentence % words_of + because}, *_night_before(content, day)]
    start = datetime.combine(day, at or time.min, zone)
    if at is not None:
        is_open = content.calendar.is_open(start)
        told = _("At %(time)s it is open.") if is_open else _("At %(time)s it is closed.")
        sentences.append(told % {"time": f"{at:%H:%M}"})
        if is_open:
            return sentences
    elif openings:
        start = max(closes for _opens, closes in content.calendar.openings(day))
    return [*sentences, _next_opening(content, start)]


def _night_before(content: Content, day: date) -> Iterator[str]:
    """A shift that began the day before ends on this one, whatever this one is."""
    midnight = to_us(datetime.combine(day, time.min, content.spec.zone))
    for opens, closes in merge(openings_on(content.spec, day - timedelta(days=1))):
        if opens < midnight < closes:
            until = from_us(closes).astimezone(content.spec.zone)
            yield _("The shift of the day before runs until %(time)s.") % {"time": f"{until:%H:%M}"}


def _next_opening(content: Content, start: datetime) -> str:
    try:
        opens = content.calendar.next_open(start).astimezone(content.spec.zone)
    except NoWorkingTime:
        return _("It does not open again within ten years.")
    return _("Next opening: %(date)s, %(time)s.") % {"date": full_date(opens.date()), "time": f"{opens:%H:%M}"}


# What changes


def differences(before: Content, after: Content) -> list[Difference]:
    """Every row of the week and every run of days that is not the same, and the zone."""
    rows = []
    if before.spec.zone.key != after.spec.zone.key:
        rows.append(Difference(_("Time zone"), zone_words(before.spec.zone.key), zone_words(after.spec.zone.key)))
    for name, old, new in zip(words.weekday_names(), before.spec.weekly, after.spec.weekly, strict=True):
        if old != new:
            rows.append(Difference(capfirst(name), words.times(old), words.times(new)))
    return [*rows, *_runs(_changed_days(before, after))]


def _changed_days(before: Content, after: Content) -> Iterator[tuple[date, str, str]]:
    for day in sorted(before.days.keys() | after.days.keys()):
        old, new = before.days.get(day), after.days.get(day)
        if old and new and old.says_the_same(new):
            continue
        texts = hours_and_reason(before.spec, before.days, day), hours_and_reason(after.spec, after.days, day)
        if texts[0] != texts[1]:
            yield day, _as_usual(texts[0], old), _as_usual(texts[1], new)


def _as_usual(text: str, said: Day | None) -> str:
    return text if said else _("as usual: %(hours)s") % {"hours": text}


def _runs(changed: Iterator[tuple[date, str, str]]) -> list[Difference]:
    """Days in a row that change alike are one line."""
    runs: list[tuple[date, date, str, str]] = []
    for day, old, new in changed:
        if runs and runs[-1][1] == day - timedelta(days=1) and runs[-1][2:] == (old, new):
            runs[-1] = (runs[-1][0], day, old, new)
        else:
            runs.append((day, day, old, new))
    return [Difference(date_range(first, last), old, new) for first, last, old, new in runs]


def date_range(first: date, last: date) -> str:
    """“Thu, 24 Dec 2026”, “28–31 Dec 2026”."""
    since, until = (datetime(day.year, day.month, day.day) for day in (first, last))
    if first == last:
        return format_skeleton("yMMMEd", since, locale=locale())
    return format_interval(since, until, "yMMMd", locale=locale())


# A year


@dataclass(frozen=True, slots=True)
class DayRun:
    first: date
    last: date
    hours: str
    why: str
    origin: str
    is_provisional: bool

    @property
    def dates(self) -> str:
        return date_range(self.first, self.last)


def runs_of_year(content: Content, year: int) -> list[DayRun]:
    """What is said about the days of a year, days in a row that are alike in one line."""
    runs: list[DayRun] = []
    for day, said in sorted(content.days.items()):
        if day.year != year:
            continue
        hours = words.times(content.spec.openings_on(day))
        origin = source_words(said.origin) if said.origin else ""
        run = DayRun(day, day, hours, capfirst(_about(said)), origin, said.provisional)
        if runs and runs[-1].last == day - timedelta(days=1) and replace(runs[-1], first=day, last=day) == run:
            runs[-1] = replace(runs[-1], last=day)
        else:
            runs.append(run)
    return runs


def year_figures(spec: CalendarSpec, year: int) -> dict[str, int]:
    """Working days of a year, and their working time in whole hours and minutes by the clock on the wall."""
    lengths = [_minutes(spec.openings_on(day)) for day in days.days_of(year)]
    hours, minutes = divmod(sum(lengths), 60)
    return {"days": sum(1 for length in lengths if length), "hours": hours, "minutes": minutes}


def _minutes(openings: Openings) -> int:
    return sum(closes - opens for opens, closes in merge((opens, closes) for opens, closes in openings))
