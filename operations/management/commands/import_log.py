"""`manage.py import_log FILE --mapping FILE.toml [--dry-run] [--resume] [--report FILE]`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.import_log.mapping import load
from operations.import_log.reading import BrokenFile
from operations.import_log.report import Progress
from operations.import_log.run import CannotImport, Summary, dry_run, import_log
from operations.import_log.toml_file import MappingError
from requests_app.transitions import Refused


class Command(BaseCommand):
    help = "Bring in a log of requests or events (CSV or .csv.gz). docs/import.md tells how to write a mapping."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the log: .csv or .csv.gz")
        parser.add_argument("--mapping", type=Path, required=True, help="what its columns mean (docs/import.md)")
        parser.add_argument("--dry-run", action="store_true", help="read and check everything, write nothing")
        parser.add_argument("--resume", action="store_true", help="go on with an import that was interrupted")
        parser.add_argument("--report", type=Path, help="where odd rows go (default: SOURCE-report.csv here)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        progress = Progress(self.stdout)  # type: ignore[arg-type]
        try:
            mapping = load(options["mapping"])
            report = options["report"] or Path(f"{mapping.source}-report.csv")
            if options["dry_run"]:
                summary = dry_run(options["file"], mapping, progress)
            else:
                summary = import_log(options["file"], mapping, report, resume=options["resume"], progress=progress)
        except (MappingError, BrokenFile, CannotImport, Refused, OSError) as problem:
            raise CommandError(str(problem)) from problem
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Nothing is half-written; go on with --resume.") from None
        finally:
            progress.end()
        self._tell(summary, report, dry=options["dry_run"])

    def _tell(self, summary: Summary, report: Path, *, dry: bool) -> None:
        counts = summary.counts
        if summary.already:
            self.stdout.write("This file was already brought in; nothing was added. What it brought:")
        elif dry:
            self.stdout.write("Nothing was written. The file would bring:")
        self.stdout.write(f"{counts['requests']:,} requests, {counts['events']:,} events")
        if counts["known"]:
            self.stdout.write(f"{counts['known']:,} were already there")
        see = "" if dry else f", see {report}"
        if counts["rejected"]:
            self.stdout.write(f"{counts['rejected']:,} rows rejected{see}")
        if counts["flagged"]:
            kinds = [f"{name[5:]} {number:,}" for name, number in sorted(counts.items()) if name.startswith("flag:")]
            self.stdout.write(f"{counts['flagged']:,} requests flagged: {', '.join(kinds)}{see}")
        for line in summary.words.told():
            self.stdout.write(line)
        if not summary.already:
            self.stdout.write(f"{summary.seconds:,.1f} s, {summary.rate:,.0f} events/s")
