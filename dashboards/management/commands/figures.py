"""manage.py figures: the figures of docs/figures.md, for scripts and for checking."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from dashboards.figures import Closer, Question, figures
from dashboards.figures.table import lines
from requests_app import clock
from requests_app.models import Department, Service
from requests_app.models.people import validate_zone


class Command(BaseCommand):
    help = "Prints the figures that docs/figures.md defines: from the roll-ups, or with --exact from the rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--department", action="append", default=[], metavar="CODE", help="may be repeated; by default all"
        )
        parser.add_argument("--from", type=_day, dest="start", metavar="D", help="first day, as 2026-06-01")
        parser.add_argument("--to", type=_day, dest="end", metavar="D", help="the day after the last")
        parser.add_argument("--zone", help="whose days, as Europe/Berlin; by default each department's own")
        parser.add_argument("--exact", action="store_true", help="count from the rows instead of the roll-ups")
        parser.add_argument(
            "--service", action="append", default=[], metavar="CODE", help="may be repeated; by default all"
        )
        parser.add_argument(
            "--resources", action="store_true", help="open work of now, its age and reach, load, by department"
        )
        closer = parser.add_argument_group("a closer look", "These need --exact.")
        closer.add_argument(
            "--percentile",
            type=int,
            action="append",
            default=[],
            metavar="P",
            help="of durations, with mean, least and most",
        )
        closer.add_argument(
            "--within", type=float, action="append", default=[], metavar="H", help="how many took at most H hours"
        )
        closer.add_argument("--states", action="store_true", help="hours in each state, and without the time waited")
        closer.add_argument("--journal", action="store_true", help="what happened how often, and when")
        closer.add_argument("--rhythm", action="store_true", help="by weekday and hour of filing")
        closer.add_argument(
            "--at", type=datetime.fromisoformat, action="append", default=[], metavar="MOMENT", help="how it stood then"
        )
        parser.add_argument("--format", choices=["json", "table"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        departments = _departments(options["department"])
        question = Question(
            departments=departments,
            services=_services(options["service"], departments),
            start=options["start"],
            end=options["end"],
            zone=_zone(options["zone"]),
        )
        try:
            answer = figures(
                question,
                now=clock.now(),
                from_rows=options["exact"],
                closer=_closer(options, question),
                with_resources=options["resources"],
            )
        except ValueError as error:
            raise CommandError(f"{error}: add --exact") from error
        if options["format"] == "json":
            self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False))
        else:
            for line in lines(answer):
                self.stdout.write(line)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _departments(codes: list[str]) -> list[Department]:
    wanted = Department.objects.all()
    if not codes:
        return list(wanted)
    found = list(wanted.filter(code__in=codes))
    if unknown := sorted(set(codes) - {department.code for department in found}):
        raise CommandError(f"No department has the code {', '.join(unknown)}.")
    return found


def _services(codes: list[str], departments: list[Department]) -> tuple[int, ...] | None:
    """Those of any of these departments with such a code: a service of the same name may be offered in several."""
    if not codes:
        return None
    found = dict(Service.objects.filter(provider__in=departments, code__in=codes).values_list("pk", "code"))
    if unknown := sorted(set(codes) - set(found.values())):
        raise CommandError(f"No service has the code {', '.join(unknown)}.")
    return tuple(found)


def _closer(options: dict[str, Any], question: Question) -> Closer:
    """Raises CommandError for a percentile that is none."""
    if any(not 0 <= percent <= 100 for percent in options["percentile"]):
        raise CommandError("A percentile is between 0 and 100.")
    moments: list[datetime] = options["at"]
    return Closer(
        percentiles=tuple(options["percentile"]),
        within=tuple(options["within"]),
        states=options["states"],
        journal=options["journal"],
        rhythm=options["rhythm"],
        at=tuple(at if at.tzinfo else at.replace(tzinfo=question.zone or UTC) for at in moments),
    )


def _zone(name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        validate_zone(name)
    except ValidationError as error:
        raise CommandError(error.messages[0]) from error
    return ZoneInfo(name)
