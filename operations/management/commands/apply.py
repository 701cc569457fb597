"""`manage.py apply FILE… [--by EMAIL] [--yes | --check] [--why TEXT] [--correct-past]`, and `--schema`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.as_code.applying import ChangedMeanwhile, NotReached, carry_out
from operations.as_code.planning import Files, Plan, plan, read, schema, take
from operations.as_code.reading import MOST_BYTES, CannotRead, Hindered, parse
from operations.as_code.section import Author
from requests_app.models import User


class Command(BaseCommand):
    help = "Make the portal say what files say: shows what would change, asks, and changes it. Nothing changes twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", help="YAML or JSON, as dump_config writes it; - reads YAML from a pipe")
        parser.add_argument("--by", metavar="EMAIL", help="the admin in whose name things change")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit code 1 if something would change"
        )
        parser.add_argument("--why", default="", help="for the history of calendars")
        parser.add_argument("--correct-past", action="store_true", help="days that have passed may change; needs --why")
        parser.add_argument("--schema", action="store_true", help="write the JSON Schema of a file, for editors")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["schema"]:
            self.stdout.write(json.dumps(schema(), indent=2, ensure_ascii=False))
            return
        try:
            self._apply(options)
        except CannotRead as wrong:
            told = "\n".join(map(str, wrong.problems))
            raise CommandError(f"{told}\nNothing was changed.") from wrong
        except (Hindered, OSError) as problem:
            raise CommandError(f"{problem}\nNothing was changed.") from problem
        except ChangedMeanwhile:
            raise CommandError("Somebody changed something meanwhile, so nothing was done. Run it again.") from None
        except NotReached as left:
            raise CommandError(f"This would be left over, so nothing was changed:\n{left}") from left

    def _apply(self, options: dict[str, Any]) -> None:
        if not options["files"]:
            raise CommandError("Name a file, or - for what comes through a pipe.")
        if options["correct_past"] and not options["why"].strip():
            raise CommandError("Say why the past is corrected: --why “…”.")
        files = self._read(options["files"])
        wanted = plan(files)
        self._show(wanted)
        if wanted.is_empty:
            return
        if options["check"]:
            raise CommandError("The portal does not say what the files say.", returncode=1)
        author = Author(_admin(options["by"]), options["why"].strip(), options["correct_past"])
        if not options["yes"] and not self._agreed(options["files"]):
            raise CommandError("Nothing was changed.", returncode=2)
        carry_out(files, author=author, shown=wanted)
        self.stdout.write("Done.")

    def _read(self, names: list[str]) -> Files:
        files = read(Path(name) for name in names if name != "-")
        if "-" in names:
            take(files, parse(sys.stdin.read(MOST_BYTES), "-"))
        return files

    def _show(self, wanted: Plan) -> None:
        for line in wanted.lines():
            self.stdout.write(line)
        self.stdout.write("Nothing to change." if wanted.is_empty else wanted.summary())

    def _agreed(self, names: list[str]) -> bool:
        if "-" in names or not sys.stdin.isatty():
            raise CommandError("Nobody is there to be asked. Say --yes if this is what you want.", returncode=2)
        return input("Change it? [y/N] ").strip().lower() in ("y", "yes")


def _admin(email: str | None) -> User:
    if not email:
        raise CommandError("Say who does it: --by and the address of an admin.")
    admin: User | None = User.objects.active().admins().filter(email__iexact=email.strip()).first()
    if admin is None:
        raise CommandError(f"{email} is no active admin.")
    return admin
