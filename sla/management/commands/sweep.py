"""`manage.py sweep`: look for due clocks once, or again and again; many may run at once, and none leads."""

from __future__ import annotations

import logging
import signal
import threading
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from sla import handling
from sla import sweep as sweeping
from sla.tasks import A_TURN

logger = logging.getLogger(__name__)

LONGEST_WAIT = 10.0  # seconds between two attempts while the database is away


class Command(BaseCommand):
    help = "Fires what is due and tells people. Safe beside the worker's own sweeps, and many times at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, metavar="SECONDS", help="go on until a signal ends it")
        parser.add_argument("--batch", type=int, default=sweeping.BATCH, help="clocks per transaction (%(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["every"] is None:
            self.stdout.write(
                f"{sweeping.sweep(batch=options['batch'])} clocks moved, {handling.handle()} events handled."
            )
            return
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        self.stdout.write(f"Sweeping every {options['every']:g} s.")
        self.stdout.flush()
        self._again_and_again(options["every"], options["batch"], ended)

    def _again_and_again(self, every: float, batch: int, ended: threading.Event) -> None:
        """What has begun is finished when a signal comes; a database that is away is waited for."""
        wait = every
        while not ended.is_set():
            begun = monotonic()
            try:
                close_old_connections()
                sweeping.sweep(batch=batch)
                handling.handle(seconds=A_TURN)
                wait = every
            except (InterfaceError, OperationalError) as problem:
                wait = min(max(2 * wait, 0.5), LONGEST_WAIT)
                logger.warning("The database is away, the next look is in %.1f s: %s", wait, problem)
                connection.close()
            # The next look is due so long after this one began: what it took must not make everything later.
            ended.wait(max(wait - (monotonic() - begun), 0))
        connection.close()
