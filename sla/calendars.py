"""Calendars as rows: made once, and changed only by a further version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.transitions import Refused
from sla.calendar import NoWorkingTime, WorkingCalendar
from sla.models import BusinessCalendar, CalendarVersion

USUAL_WEEK = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@transaction.atomic
def ensure(code: str, name: Any, spec: Mapping[str, Any], *, now: datetime | None = None) -> CalendarVersion:
    """The calendar of this code with these hours: made, given a further version, or left as it is.

    `spec` is the object of `WorkingCalendar.from_spec`. Raises Refused where it cannot be used by a clock.
    """
    at = now or clock.now()
    checked = usable(spec, at)
    calendar, _made = BusinessCalendar.objects.get_or_create(code=code, defaults={"name": name})
    # Two admins that save at once must not both write version 3.
    BusinessCalendar.objects.select_for_update(no_key=True).get(pk=calendar.pk)
    newest = calendar.versions.newest_first().first()
    if newest is not None and newest.digest == checked.spec_digest:
        return newest
    return CalendarVersion.objects.create(
        calendar=calendar,
        number=newest.number + 1 if newest else 1,
        spec=checked.canonical_spec(),
        digest=checked.spec_digest,
        created_at=at,
        counts_from=at,
    )


def usable(spec: Mapping[str, Any], at: datetime) -> WorkingCalendar:
    """The calendar of a spec, if clocks that start at `at` can ever be due; else Refused."""
    try:
        calendar = WorkingCalendar.from_spec(spec)
        calendar.next_open(at)
    except ValueError as problem:  # a CalendarError, or a year that no calendar knows
        raise Refused(_("These hours cannot be used: %(problem)s") % {"problem": problem}) from problem
    except NoWorkingTime as problem:
        raise Refused(_("This calendar is never open. Give it working hours first.")) from problem
    return calendar


def newest_version(calendar_id: int) -> CalendarVersion:
    """What new clocks count with. Raises CalendarVersion.DoesNotExist."""
    return CalendarVersion.objects.defer("spec").filter(calendar=calendar_id).newest_first()[0:1].get()


@lru_cache(maxsize=128)
def usual_hours(zone: str) -> WorkingCalendar:
    """Monday to Friday, nine to six: for departments that have no standard of their own."""
    return WorkingCalendar.from_spec({"tz": zone, "weekly": USUAL_WEEK})
