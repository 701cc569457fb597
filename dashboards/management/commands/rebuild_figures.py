"""`manage.py rebuild_figures`: count all roll-ups again from the rows."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dashboards import rollups
from dashboards.models import StaleDay
from requests_app.models import Department


class Command(BaseCommand):
    help = "Counts the figures of every day again from the rows. May run beside everything else, and again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--department", metavar="CODE", help="only this one; by default all")

    def handle(self, *args: Any, **options: Any) -> None:
        department = _department(options["department"])
        marked = rollups.mark_for_rebuild(department)
        self.stdout.write(f"{marked} days of departments and services to count.")
        done = 0

        def tell(days: int) -> None:
            nonlocal done
            done += days
            # Others mark days meanwhile: more can be done than there was to do.
            self.stdout.write(f"{done} of {max(marked, done)}, {min(100, 100 * done // max(marked, 1))} %")

        rollups.recount(tell)
        if left := StaleDay.objects.of_department(department).count():
            raise CommandError(f"{left} marks are left: a worker counts them, or the log says what went wrong.")
        self.stdout.write(self.style.SUCCESS("Done."))


def _department(code: str | None) -> Department | None:
    if code is None:
        return None
    found = Department.objects.filter(code=code).first()
    if found is None:
        raise CommandError(f"No department has the code {code}.")
    return found
