"""One letter on standard input, for mail servers that deliver into a pipe. Exit codes are those of sysexits.h."""

from __future__ import annotations

import logging
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseProblem

from requests_app.mailbox.reading import LIMITS
from requests_app.mailbox.storing import NobodyHere, Origin, TooBig, origin_of, store

logger = logging.getLogger(__name__)

REFUSED, NO_SUCH_USER, TRY_LATER = 65, 67, 75


class Command(BaseCommand):
    help = "Take one letter from standard input. Ends with 75 where the server shall try again later."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to", default="", help="to whom the envelope is addressed; without it, what the letter says"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            raw = sys.stdin.buffer.read(LIMITS.size + 1)
            store(raw, origin_of(options["to"]) if options["to"] else Origin(None))
        except NobodyHere:
            raise SystemExit(NO_SUCH_USER) from None
        except TooBig:
            raise SystemExit(REFUSED) from None
        except (DatabaseProblem, OSError) as problem:
            logger.warning("A letter could not be kept, its server shall try again: %r", problem)
            raise SystemExit(TRY_LATER) from None
