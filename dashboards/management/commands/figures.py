"""manage.py figures: the figures of docs/figures.md, for scripts and for checking."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from dashboards.figures import Question, figures
from dashboards.figures.table import lines
from requests_app import clock
from requests_app.models import Department
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
        parser.add_argument("--format", choices=["json", "table"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        question = Question(
            departments=_departments(options["department"]),
            start=options["start"],
            end=options["end"],
            zone=_zone(options["zone"]),
        )
        try:
            answer = figures(question, now=clock.now(), from_rows=options["exact"])
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


def _zone(name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        validate_zone(name)
    except ValidationError as error:
        raise CommandError(error.messages[0]) from error
    return ZoneInfo(name)
