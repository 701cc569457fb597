"""Calendars whose days end soon: only dated openings, or the holidays of a country up to some year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sla import calendars
from sla.calendar_words import Content, content_of
from sla.models import BusinessCalendar, CalendarVersion, ServiceStandard

SOON = timedelta(days=60)  # time enough to import a year, and for governments to have announced it


@dataclass(frozen=True, slots=True)
class Ending:
    """`last`: the last day the calendar says anything about. `of_holidays`: it goes on to open, but as if there were
    no holidays; else it never opens again."""

    calendar: BusinessCalendar
    last: date
    of_holidays: bool

    @property
    def sentence(self) -> str:
        facts = {"calendar": self.calendar, "day": date_format(self.last, "DATE_FORMAT")}
        if self.of_holidays:
            return _("Calendar “%(calendar)s” has no holidays beyond %(day)s.") % facts
        return _("Calendar “%(calendar)s” has no working days beyond %(day)s.") % facts

    @property
    def advice(self) -> str:
        if self.of_holidays:
            return _("Import the next year into a draft, and publish it.")
        return _("Add openings in a draft, and publish it: until then nothing more can be due.")


def ending_of(calendar: BusinessCalendar, content: Content, now: datetime) -> Ending | None:
    """When the calendar ends, if that is soon or has been."""
    of_holidays = any(content.spec.weekly)
    last = _last_imported(content) if of_holidays else _last_opening(content)
    if last is None or last - calendars.today_of(content.spec.zone.key, now) >= SOON:
        return None
    return Ending(calendar, last, of_holidays)


def _last_imported(content: Content) -> date | None:
    """The end of the last year that was imported; None where no holidays ever were."""
    years = {day.year for day, said in content.days.items() if said.imported}
    return date(max(years), 12, 31) if years else None


def _last_opening(content: Content) -> date | None:
    return max((day for day, openings in content.spec.by_date.items() if openings), default=None)


def ending_in_use(now: datetime) -> list[Ending]:
    """Of the calendars by which a standard in force promises, those that end soon; first the one that ends first."""
    used = ServiceStandard.objects.in_force(now).values("calendar")
    newest = CalendarVersion.objects.newest_of_each().filter(calendar__in=used).select_related("calendar")
    found = (ending_of(one.calendar, content_of(one), now) for one in newest)
    return sorted((one for one in found if one is not None), key=lambda one: one.last)
