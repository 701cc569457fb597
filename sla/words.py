"""Working time and working hours as people say them, in the active language."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from babel.dates import get_day_names
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from requests_app.moments import locale
from requests_app.phrases import grouped, listed
from sla.calendar import CalendarSpec, WorkingCalendar
from sla.calendar.spec import WEEKDAYS, Openings
from sla.models import Metric
from sla.terms import Target

DAY = 24 * 3600
WHOLE_DAY = ((0, DAY // 60),)


def span(seconds: int) -> str:
    """A stretch of time, cut to whole minutes: “3 h 20 min”; what is shorter than one in seconds."""
    hours, minutes = divmod(max(seconds, 0) // 60, 60)
    if hours and minutes:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    if hours:
        return _("%(hours)s h") % {"hours": hours}
    if minutes or seconds <= 0:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(seconds)s s") % {"seconds": seconds}


def amount(seconds: int, calendar: WorkingCalendar, *, in_days: bool = True) -> str:
    """A target as one says it: “3 working days”, “2 working hours”, “90 min of working time”; exact, never rounded.

    Beside hours that were used days would not compare: `in_days=False`.
    """
    always = is_always_open(calendar.spec)
    days = [(calendar.day_seconds, _days)] if in_days else []
    for unit, one in (*days, (3600, _hours), (60, _minutes)):
        if seconds % unit == 0:
            return one(seconds // unit, always)
    return span_exact(seconds)


def span_exact(seconds: int) -> str:
    """The same as `span`, with the seconds that are left: “1 h 30 min 15 s”."""
    if seconds % 60 == 0 or seconds < 60:
        return span(seconds)
    both = {"time": span(seconds), "seconds": span(seconds % 60)}
    return pgettext("hours or minutes, and seconds", "%(time)s %(seconds)s") % both


def counted(seconds: int, passed: int) -> str:
    """Working seconds as `span`, named as working time where the clock on the wall says otherwise."""
    return span(seconds) if seconds == passed else _("%(time)s of working time") % {"time": span(seconds)}


def _days(number: int, always: bool) -> str:
    if always:
        return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}
    return ngettext("%(number)s working day", "%(number)s working days", number) % {"number": number}


def _hours(number: int, always: bool) -> str:
    if always:
        return ngettext("%(number)s hour", "%(number)s hours", number) % {"number": number}
    return ngettext("%(number)s working hour", "%(number)s working hours", number) % {"number": number}


def _minutes(number: int, always: bool) -> str:
    if number > 60:
        words = {"time": span(number * 60)}
        return words["time"] if always else _("%(time)s of working time") % words
    if always:
        return ngettext("%(number)s minute", "%(number)s minutes", number) % {"number": number}
    return ngettext("%(number)s working minute", "%(number)s working minutes", number) % {"number": number}


def is_always_open(spec: CalendarSpec) -> bool:
    return all(day == WHOLE_DAY for day in spec.weekly) and not spec.by_date


def hours(calendar: WorkingCalendar) -> str:
    """The usual week with its zone: “Mon–Fri 09:00–13:00, 14:00–18:00 (Europe/Berlin)”."""
    spec = calendar.spec
    if is_always_open(spec):
        return _("Around the clock")
    return _("%(hours)s (%(zone)s)") % {"hours": grouped(week_rows(spec)), "zone": spec.zone.key.replace("_", " ")}


def week_rows(spec: CalendarSpec) -> list[str]:
    """One phrase per run of equal days, closed days left out."""
    names = get_day_names("abbreviated", locale=locale())
    runs = [(openings, [day for day, _ in days]) for openings, days in groupby(enumerate(spec.weekly), key=_of_day)]
    return [f"{_day_range([names[day] for day in days])} {times(openings)}" for openings, days in runs if openings]


def _of_day(day: tuple[int, Openings]) -> Openings:
    return day[1]


def _day_range(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"


def times(openings: Openings) -> str:
    return listed("–".join(opening.as_json()) for opening in openings) or pgettext("day", "closed")


def weekday_names() -> list[str]:
    """Full names from Monday, in the order of `WEEKDAYS`."""
    names = get_day_names("wide", locale=locale())
    return [names[number] for number in range(len(WEEKDAYS))]


# What somebody who asks may count on, in the order in which it happens. Agreements between departments are not theirs.
CLAUSES = {
    Metric.FIRST_RESPONSE.value: gettext_lazy("first answer within %(time)s"),
    Metric.NEXT_REPLY.value: gettext_lazy("then an answer within %(time)s"),
    Metric.PROMISE.value: gettext_lazy("a date named within %(time)s"),
    Metric.RESOLUTION.value: gettext_lazy("done within %(time)s"),
}


def promise(targets: Mapping[str, Target | None], calendar: WorkingCalendar) -> str:
    """The targets by metric in one sentence; empty where there are none."""
    clauses = [
        str(clause) % {"time": amount(target.seconds, calendar)}
        for metric, clause in CLAUSES.items()
        if (target := targets.get(metric))
    ]
    if not clauses:
        return ""
    text = pgettext("between the parts of a promise", ", ").join(clauses)
    return pgettext("a promise as a sentence", "%(text)s.") % {"text": text[:1].upper() + text[1:]}
