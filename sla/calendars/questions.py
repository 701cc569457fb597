"""What one asks about a calendar and its draft."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sla import days
from sla.calendar import CalendarSpec, WorkingCalendar
from sla.models import BusinessCalendar, CalendarDraft, CalendarVersion, Clock, ServiceStandard

USUAL_WEEK = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def spec_of(draft: CalendarDraft) -> dict[str, Any]:
    """The spec that publishing the draft would write."""
    return days.to_spec(draft.tz, draft.weekly, days.read(draft.days))


def first_past_change(draft: CalendarDraft, at: datetime) -> date | None:
    """The first day before today on which the draft changes the working time that clocks may have counted with.

    Nothing where no clock ever counted by this calendar: there a draft may say about the past what it likes.
    """
    if not is_used(draft.calendar):
        return None
    before = newest_version(draft.calendar_id).working_calendar.spec
    after = CalendarSpec.parse(spec_of(draft))
    first = next(days.changed_days(before, after), None)
    return first if first is not None and first < today_of(draft.tz, at) else None


def beginning_of(day: date, tz: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(tz))


def today_of(tz: str, at: datetime) -> date:
    return at.astimezone(ZoneInfo(tz)).date()


def is_used(calendar: BusinessCalendar) -> bool:
    """Whether clocks may count, or have counted, by it."""
    published = ServiceStandard.objects.filter(calendar=calendar).exclude(state=ServiceStandard.State.DRAFT)
    return published.exists() or Clock.objects.unfinished().filter(calendar_version__calendar=calendar).exists()


def newest_version(calendar_id: int) -> CalendarVersion:
    """What new clocks count with. Raises CalendarVersion.DoesNotExist."""
    return CalendarVersion.objects.defer("spec").filter(calendar=calendar_id).newest_first()[0:1].get()


@lru_cache(maxsize=128)
def usual_hours(zone: str) -> WorkingCalendar:
    """Monday to Friday, nine to six: for departments that have no standard of their own."""
    return WorkingCalendar.from_spec({"tz": zone, "weekly": USUAL_WEEK})
