"""`manage.py translations update|check|compile`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations import catalogues, unspoken


class Command(BaseCommand):
    help = "Take new texts into the message catalogues, check that they are complete, or compile them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["update", "check", "compile"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        {"update": self.take_in, "check": self.report, "compile": self.write}[action]()

    def take_in(self) -> None:
        found = catalogues.collect()
        for language in catalogues.languages():
            catalog = catalogues.update(language, found)
            open_texts = sum(not catalogues.is_translated(message) for message in catalog if message.id)
            self.stdout.write(f"{language}: {len(catalog)} texts, {open_texts} to translate")

    def report(self) -> None:
        found = catalogues.collect()
        problems = [line for language in catalogues.languages() for line in catalogues.problems(language, found)]
        problems += [*catalogues.problems_of_english(found), *unspoken.problems()]
        for line in problems:
            self.stderr.write(line)
        if problems:
            raise CommandError(f"{len(problems)} texts need attention; `translations update` takes in new ones.")

    def write(self) -> None:
        self.stdout.write(f"{catalogues.compile_all()} catalogues compiled")
