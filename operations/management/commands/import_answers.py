"""`manage.py import_answers FILE --mapping FILE.toml [--by EMAIL] [--dry-run] [--report FILE]`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.import_answers.mapping import load
from operations.import_answers.run import Summary, dry_run, import_answers
from operations.import_log.reading import BrokenFile
from operations.import_log.run import CannotImport
from operations.import_log.toml_file import MappingError
from requests_app.models import User
from requests_app.transitions import Refused


class Command(BaseCommand):
    help = "Bring in the answers of a survey held elsewhere (CSV or .csv.gz). docs/import-answers.md tells how."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the answers, one a row: .csv or .csv.gz")
        parser.add_argument(
            "--mapping", type=Path, required=True, help="what its columns mean (docs/import-answers.md)"
        )
        parser.add_argument("--by", metavar="EMAIL", default="", help="the admin who runs it (default: the first one)")
        parser.add_argument("--dry-run", action="store_true", help="read and check everything, write nothing")
        parser.add_argument("--report", type=Path, help="where odd rows go (default: SOURCE-report.csv here)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        try:
            mapping = load(options["mapping"])
            report = options["report"] or Path(f"{mapping.source}-report.csv")
            if options["dry_run"]:
                summary = dry_run(options["file"], mapping)
            else:
                summary = import_answers(options["file"], mapping, report, by=_admin(options["by"]))
        except (MappingError, BrokenFile, CannotImport, Refused, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self._tell(summary, report, dry=options["dry_run"])

    def _tell(self, summary: Summary, report: Path, *, dry: bool) -> None:
        counts = summary.counts
        if summary.already:
            self.stdout.write("This file was already brought in; nothing was added. What it brought:")
        elif dry:
            self.stdout.write("Nothing was written. The file would bring:")
        self.stdout.write(
            f"{counts['answers']:,} answers to {counts['questions']:,} questions"
            f" about {counts['departments']:,} departments, from {counts['rows']:,} rows"
        )
        if counts["blank"]:
            self.stdout.write(f"{counts['blank']:,} rows without an answer, left out")
        see = "" if dry else f", see {report}"
        if counts["rejected"]:
            self.stdout.write(f"{counts['rejected']:,} rows rejected{see}")
        kinds = [f"{name[5:]} {number:,}" for name, number in sorted(counts.items()) if name.startswith("flag:")]
        if kinds:
            self.stdout.write(f"Cleaned or noted: {', '.join(kinds)}{see}")
        for note in summary.notes:
            self.stdout.write(note)
        if summary.campaign:
            self.stdout.write(f"Results: /surveys/{summary.campaign}/results/")


def _admin(email: str) -> User:
    admins = User.objects.filter(is_admin=True, is_active=True)
    found: User | None = admins.filter(email__iexact=email).first() if email else admins.order_by("pk").first()
    if found is None:
        raise CannotImport(f"There is no admin {email}." if email else "There is no admin who could run the survey.")
    return found
