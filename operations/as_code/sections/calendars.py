"""Calendars: the week, single days, and public holidays by country and year."""

from __future__ import annotations

from dataclasses import replace

from operations.as_code.fields import ByKey, Code, Known, Many, Number, Plain, Record, Words
from operations.as_code.reading import Hindered
from operations.as_code.section import Author, Change, Section, Wanted
from requests_app.transitions import Refused
from sla import calendars
from sla import days as single_days
from sla.calendar import CalendarError, CalendarSpec
from sla.calendar.spec import WEEKDAYS
from sla.calendar_problems import sentence
from sla.days import Days
from sla.models import BusinessCalendar, CalendarDraft, CalendarVersion

from .days import DAY, Country, Opening, collapsed, day_as_entry, expanded, is_date, pairs_written, spec_week
from .departments import Zone
from .looking_up import text

ENTRY = Record(
    {
        "code": Code(60),
        "name": Words(120, needed=True),
        "description": Words(2000),
        "time_zone": Zone(),
        "week": ByKey(
            Many(Opening(), most=20), "a weekday: mon, tue, wed, thu, fri, sat or sun", WEEKDAYS.__contains__
        ),
        "holidays": Many(
            Record(
                {"country": Country(), "years": Many(Number(2000, 2100), most=101, in_order=False)},
                needed=("country", "years"),
            ),
            most=50,
        ),
        "days": ByKey(DAY, "a date such as 2026-12-24", is_date),
    },
    needed=("code",),
)
FRESH: Plain = {"name": {}, "description": {}, "time_zone": "UTC", "week": {}, "holidays": [], "days": {}}
HOURS = ("time_zone", "week", "holidays", "days")


def said() -> dict[str, Plain]:
    """The newest version of each; drafts are nobody's hours yet."""
    newest = CalendarVersion.objects.newest_of_each().select_related("calendar")
    return {one.calendar.code: _said(one) for one in sorted(newest, key=lambda one: str(one.calendar.code))}


def _said(version: CalendarVersion) -> Plain:
    spec = CalendarSpec.parse(version.spec)
    weekly = spec.as_json()["weekly"]
    holidays, left = collapsed(single_days.of_version(spec, version.days), weekly)
    return {
        "code": version.calendar.code,
        "name": text(version.calendar.name),
        "description": text(version.calendar.description),
        "time_zone": spec.zone.key,
        "week": {day: pairs_written(weekly[day]) for day in WEEKDAYS if weekly.get(day)},
        "holidays": holidays,
        "days": {day.isoformat(): day_as_entry(one) for day, one in sorted(left.items())},
    }


def settle(wanted: dict[str, Wanted], known: Known) -> None:
    """Hours in the order of the clock, years of one country together: as the portal says them itself."""
    for one in wanted.values():
        entry = one.full
        if not any(entry[key] for key in ("week", "days")):
            raise one.wrong("This calendar is never open. Give it working hours: “week”.")
        days = expanded(entry)
        spec = _spec(one, single_days.to_spec(entry["time_zone"], spec_week(entry["week"]), days))
        weekly = spec.as_json()["weekly"]
        entry["week"] = {day: pairs_written(weekly[day]) for day in WEEKDAYS if weekly.get(day)}
        canonical = {day: replace(said, openings=single_days.pairs_of(spec.by_date[day])) for day, said in days.items()}
        entry["holidays"], left = collapsed(canonical, weekly)
        entry["days"] = {day.isoformat(): day_as_entry(said) for day, said in sorted(left.items())}


def _spec(one: Wanted, raw: Plain) -> CalendarSpec:
    try:
        return CalendarSpec.parse(raw)
    except CalendarError as problem:
        raise one.wrong(sentence(problem)) from None


def write(change: Change, author: Author) -> None:
    wanted = change.after
    tz, weekly = wanted["time_zone"], spec_week(wanted["week"])
    if change.before is None:
        days = expanded(wanted)
        spec = single_days.to_spec(tz, weekly, days)
        made = calendars.ensure(change.key, wanted["name"], spec, days=days, by=author.by).calendar
        if wanted["description"]:
            calendars.call(made, wanted["name"], wanted["description"], by=author.by)
        return
    calendar = BusinessCalendar.objects.get(code=change.key)
    if change.touches("name", "description"):
        calendars.call(calendar, wanted["name"], wanted["description"], by=author.by)
    if change.touches(*HOURS):
        _next_version(calendar, tz, weekly, _kept(calendar, expanded(wanted)), author)


def _next_version(calendar: BusinessCalendar, tz: str, weekly: Plain, days: Days, author: Author) -> None:
    if CalendarDraft.objects.filter(calendar=calendar).exists():
        raise Hindered("Somebody works on a draft of this calendar. Publish it or throw it away first.")
    draft = calendars.rewrite(calendars.open_draft(calendar, by=author.by), tz, weekly, days, by=author.by)
    try:
        calendars.publish(
            draft, by=author.by, note=author.why, correct_past=author.corrects_past, edition=draft.version
        )
    except Refused as refusal:
        if author.corrects_past or calendars.first_past_change(draft, draft.changed_at) is None:
            raise
        raise Hindered(
            "This changes days that have passed. Leave them as they are, or correct the past on purpose: "
            "--correct-past --why “…”."
        ) from refusal


def _kept(calendar: BusinessCalendar, wanted: Days) -> Days:
    """Days that stay what they are stay as they were imported, with what lies beneath them."""
    newest = calendars.newest_version(calendar.pk)
    present = single_days.of_version(newest.working_calendar.spec, newest.days)
    return {
        day: present[day] if day in present and said.says_the_same(present[day]) else said
        for day, said in wanted.items()
    }


def key_of(entry: Plain) -> str:
    return str(entry["code"])


SECTION = Section(
    name="calendars",
    word="calendar",
    entry=ENTRY,
    fresh=FRESH,
    key_of=key_of,
    said=said,
    write=write,
    settle=settle,
    lasting="clocks have counted with it",
)
