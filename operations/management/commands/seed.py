"""The demo company: eight departments, their people, and half a year of requests up to now."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from operations.seed import company
from operations.seed.people import FEWEST, TooMany
from requests_app import clock


class Command(BaseCommand):
    help = (
        "Make the demo company. One day always gives the same company; the hour decides how much of it has happened. "
        "All of it is made in one transaction, so an interrupted run leaves nothing behind."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--requests", type=int, default=3000, metavar="N", help="about so many (default 3000)")
        parser.add_argument(
            "--people", type=int, default=120, metavar="N", help=f"so many, at least {FEWEST} (default 120)"
        )
        parser.add_argument(
            "--force", action="store_true", help="throw away everything the portal holds first (only in a demo)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["requests"] < 1:
            raise CommandError("--requests needs a number above zero. Example: --requests 3000")
        if options["people"] < FEWEST:
            raise CommandError(f"--people needs at least {FEWEST}: a team in every department, and somebody who asks.")
        if options["force"] and not (settings.DEMO or settings.DEBUG):
            raise CommandError("--force throws everything away, so it works only in a demo (DEMO=1).")
        began = time.monotonic()
        try:
            made = self._make(options)
        except company.AlreadyThere as problem:
            raise CommandError(
                "This database already has departments, so no demo company was made. Use an empty database, "
                "or in a demo --force to throw everything away first."
            ) from problem
        except TooMany as problem:
            raise CommandError(
                f"There are not enough names for {options['people']} people. Try --people 300"
            ) from problem
        self.stdout.write(
            f"Made {made.people} people, {made.services} services and {made.requests} requests with {made.events} "
            f"journal lines in {time.monotonic() - began:.0f} s."
        )

    @transaction.atomic
    def _make(self, options: dict[str, Any]) -> company.Made:
        if options["force"]:
            company.empty()
        say = company.silent if options["verbosity"] < 1 else self._say
        return company.make(clock.now(), requests=options["requests"], people_count=options["people"], say=say)

    def _say(self, words: str) -> None:
        self.stdout.write(f"{words} …")
