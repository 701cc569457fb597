"""`manage.py audit_clocks`: count clocks anew from their pieces."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from requests_app import clock
from sla import audit
from sla.models import Clock


class Command(BaseCommand):
    help = "Counts clocks anew from their pieces and says which rows differ. Repairs nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="every clock, not only tonight's hundredth")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        clocks = Clock.objects.all() if options["all"] else audit.sample_of(audit.night_of(now))
        made = audit.audit(clocks, now=now)
        for one in made.differences:
            self.stdout.write("clock {clock}: {column} is {kept}, counted {counted}".format_map(one))
        said = f"{made.checked} clocks counted anew, {made.differing} differ."
        if made.differing:
            raise CommandError(said)
        self.stdout.write(said)
