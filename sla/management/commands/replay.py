"""A standard or a draft of working hours over the requests of the past, as JSON. See docs/replay.md."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management import BaseCommand, CommandError

from requests_app import clock
from requests_app.models import Department, Service
from sla import calendars
from sla.models import CalendarDraft, ServiceStandard
from sla.replay import run, stored
from sla.replay.plan import Period
from sla.replay.result import Result


class Command(BaseCommand):
    help = "Replays a standard (draft or published) or the draft of a calendar over past requests; prints JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--standard", type=int, metavar="ID", help="a version of a standard")
        what.add_argument("--calendar", metavar="CODE", help="a calendar with a draft")
        parser.add_argument("--days", type=int, default=90, help="requests filed in the last so many days (90)")
        parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="D", help="instead: the first day")
        parser.add_argument(
            "--to", dest="end", type=date.fromisoformat, metavar="D", help="and the day after the last, in its zone"
        )
        parser.add_argument("--keep", action="store_true", help="store the result with the draft, as the page does")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        subject = _subject(options["standard"], options["calendar"])
        period = _period(options, _zone(subject), now)
        if options["keep"]:
            result = stored.replay(subject, period, now=now)
        elif isinstance(subject, ServiceStandard):
            result = run.of_standard(subject, period, now=now)
        else:
            result = run.of_calendar(subject, period, now=now)
        said = {**_named(subject), **result.as_json(), "names": _names(result)}
        self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))


def _subject(standard: int | None, calendar: str | None) -> stored.Subject:
    if standard is not None:
        found = ServiceStandard.objects.filter(pk=standard).first()
        if found is None:
            raise CommandError(f"There is no standard {standard}.")
        return found
    draft = CalendarDraft.objects.filter(calendar__code=calendar).select_related("calendar").first()
    if draft is None:
        raise CommandError(f"There is no draft of a calendar {calendar!r}.")
    return draft


def _zone(subject: stored.Subject) -> ZoneInfo:
    if isinstance(subject, ServiceStandard):
        return calendars.newest_version(subject.calendar_id).working_calendar.spec.zone
    return ZoneInfo(subject.tz)


def _period(options: dict[str, Any], zone: ZoneInfo, now: datetime) -> Period:
    first, end = options["first"], options["end"]
    if first is None and end is None:
        if options["days"] < 1:
            raise CommandError("--days is at least 1.")
        return Period.last(options["days"], now=now)
    if first is None or end is None or end <= first:
        raise CommandError("Give --from and --to, the day after the last.")
    since, until = (datetime.combine(day, time(), zone) for day in (first, end))
    return Period(since, until)


def _named(subject: stored.Subject) -> dict[str, Any]:
    if isinstance(subject, ServiceStandard):
        return {"standard": subject.pk, "version": subject.number, "state": subject.state}
    return {"calendar": subject.calendar.code, "based_on": subject.based_on.number}


def _names(result: Result) -> dict[str, dict[int, str]]:
    """What the keys of the groups mean: `provider/service` and the codes of departments."""
    keys = {
        name: {group.key for one in result.comparisons for group in one.groups[name]} for name in ("service", "asker")
    }
    services = Service.objects.filter(pk__in=keys["service"]).values_list("pk", "provider__code", "code")
    return {
        "service": {pk: f"{provider}/{code}" for pk, provider, code in services},
        "asker": dict(Department.objects.filter(pk__in=keys["asker"]).values_list("pk", "code")),
    }
