"""`manage.py verify [--all] [--only CODE …] [--at-rest] [--json]`."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.verify.looking import Scope
from operations.verify.running import ALL, Seen, run
from requests_app import clock


class Command(BaseCommand):
    help = "Looks whether everything is as it has to be, and says what is not. Repairs nothing. See docs/operating.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="every row and every byte, however long it takes")
        parser.add_argument("--only", nargs="+", choices=list(ALL), default=[], metavar="CODE", help="these alone")
        parser.add_argument("--at-rest", action="store_true", help="no worker runs: leave out what only they keep true")
        parser.add_argument("--json", action="store_true", help="for programs; progress then goes to the error output")

    def handle(self, *args: Any, **options: Any) -> None:
        scope = Scope(clock.now(), everything=options["all"])
        told = self.stderr if options["json"] else self.stdout
        seen: list[Seen] = []
        for one in run(scope, only=options["only"], at_rest=options["at_rest"]):
            seen.append(one)
            for line in _lines(one):
                told.write(line)
            told.flush()
        broken = [one for one in seen if not one.holds]
        if options["json"]:
            report = {"at": scope.now.isoformat(), "holds": not broken, "invariants": [one.as_json() for one in seen]}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        if broken:
            raise CommandError(f"{len(broken)} of {len(seen)} do not hold: {', '.join(_codes(broken))}.")
        told.write(f"All {len(seen)} hold.")


def _codes(seen: list[Seen]) -> list[str]:
    return [one.invariant.code for one in seen]


def _lines(one: Seen) -> list[str]:
    outcome = one.outcome
    sign = "holds" if one.holds else "BROKEN"
    numbers = f"{outcome.checked:>10,} looked at {one.seconds:6.1f} s"
    line = f"{sign:<7}{one.invariant.code:<15}{numbers}  {one.invariant.says}"
    more = outcome.broken - len(outcome.examples)
    examples = [*outcome.examples, *([f"… and {more:,} more"] if more else [])]
    return [line, *(f"         {each}" for each in examples)]
