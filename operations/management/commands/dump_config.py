"""`manage.py dump_config [--only SECTION …]`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.as_code.reading import Hindered
from operations.as_code.sections import SECTIONS
from operations.as_code.writing import dump


class Command(BaseCommand):
    help = "Write the configuration as YAML, for `manage.py apply` and for git. See docs/configuration-as-code.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", nargs="+", choices=list(SECTIONS), default=[], help="these sections alone")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(dump(options["only"]), ending="")
        except Hindered as refusal:
            raise CommandError(str(refusal)) from refusal
