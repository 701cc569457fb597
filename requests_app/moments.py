"""Moments as people say them: “today 15:30”, “Thursday 15:00”, in the reader's language and time zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from datetime import timezone as tz
from functools import lru_cache

from babel.dates import format_date, format_skeleton, format_timedelta, get_timezone_gmt
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import clock

# English as the rest of the world writes dates: day before month, 24 hours.
LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans_CN", "ru": "ru_RU"}


# A page says the same few days over and over, and the languages' rules take a tenth of a millisecond each time.
DAYS_REMEMBERED = 1000


def locale() -> str:
    return LOCALES.get(get_language() or "en", "en_GB")


def moment_of(request: HttpRequest) -> datetime:
    """The moment at which this page is made: asked once a page, so that all its phrases agree."""
    at: datetime | None = getattr(request, "_moment", None)
    if at is None:
        # A page is made as of the moment its reader was looked up. What writes asks again: its rows must not be older.
        at = clock.came_along(getattr(request.user, "read_at", None)) if _only_reads(request) else clock.now()
        make_at(request, at)
    return at


def _only_reads(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD") and hasattr(request, "user")


def make_at(request: HttpRequest, at: datetime) -> None:
    """Let the page be made as of this moment."""
    request._moment = at  # type: ignore[attr-defined]


def day_phrase(day: date, today: date) -> str:
    """“today”, “tomorrow”, the weekday within six days, else the date; with its year where that is another one."""
    return _day_phrase(day, today, get_language())


@lru_cache(DAYS_REMEMBERED)
def _day_phrase(day: date, today: date, language: str | None) -> str:
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    distance = (day - today).days
    if distance in near:
        return near[distance]
    if 1 < distance < 7:
        return format_date(day, "EEEE", locale=locale())
    skeleton = "MMMMd" if day.year == today.year else "yMMMd"
    return format_skeleton(skeleton, datetime(day.year, day.month, day.day), locale=locale())


def phrase(at: datetime, now: datetime) -> str:
    """The moment in a few words, in the active time zone: “today 15:30”, “12 May 09:00”."""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    return _("%(day)s %(time)s") % {"day": day_phrase(local.date(), today), "time": f"{local:%H:%M}"}


def weekday_of(day: date) -> str:
    """“Fri, 27 Nov 2026”: a day far from today, with its weekday."""
    return format_skeleton("yMMMEd", datetime(day.year, day.month, day.day), locale=locale())


def span_words(span: timedelta) -> str:
    """“3 hours”, “2 days”: real time, rounded to its largest unit."""
    return format_timedelta(span, threshold=1.2, locale=locale())


def exact(at: datetime) -> str:
    """Everything about the moment, for hover and focus: “Tuesday, 24 November 2026, 15:30 GMT+03:00”."""
    local, language = timezone.localtime(at), get_language()
    day, zone = _full_day(local.date(), language), _zone(local.utcoffset(), language)
    return _("%(day)s, %(time)s %(zone)s") % {"day": day, "time": f"{local:%H:%M}", "zone": zone}


@lru_cache(DAYS_REMEMBERED)
def _full_day(day: date, language: str | None) -> str:
    return format_date(day, "full", locale=locale())


@lru_cache(DAYS_REMEMBERED)
def _zone(offset: timedelta | None, language: str | None) -> str:
    """“GMT+03:00”, of any moment with this offset."""
    return get_timezone_gmt(datetime(2000, 1, 1, tzinfo=tz(offset or timedelta())), locale=locale())


def date_phrase(day: date, now: datetime) -> str:
    """A day without a time, for “needed by”."""
    return day_phrase(day, timezone.localtime(now).date())


def day_in_words(day: date, now: datetime | None) -> str:
    """As `date_phrase`; without a moment, for a mail that is read whenever: “3 July 2026”."""
    if now is not None:
        return date_phrase(day, now)
    return format_date(day, "long", locale=locale())


def weekday_and_date(at: datetime) -> str:
    """“Tuesday, 24 November”."""
    local = timezone.localtime(at)
    day = format_skeleton("MMMMd", local, locale=locale())
    return _("%(weekday)s, %(day)s") % {"weekday": format_date(local.date(), "EEEE", locale=locale()), "day": day}
