"""Two clocks: that of the wall, and how long this process and its database process really worked.

The wall decides, for that is what people wait. On a machine that does other things at the same time the second one
tells what the work itself costs; it needs a database on the same Linux machine.
"""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter, process_time

from django.db import connection

TICKS = os.sysconf("SC_CLK_TCK")


class Stopwatch:
    """Runs from when it is made until `stop`; seconds."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.backend: int = cursor.fetchone()[0]
        self.busy, self.wall = _busy(self.backend), perf_counter()

    def stop(self) -> Stopwatch:
        self.wall, busy = perf_counter() - self.wall, _busy(self.backend)
        self.busy = busy - self.busy if busy is not None and self.busy is not None else None
        return self

    def rate(self, many: int, what: str) -> str:
        """In words: so many of something a second, and how many in a second of work."""
        if self.busy is None:
            return f"{many / self.wall:,.0f} {what}/s"
        return f"{many / self.wall:,.0f} {what}/s, {many / self.busy:,.0f} in a second of work"


def _busy(backend: int) -> float | None:
    """Processor seconds of this process and of the backend; None where the backend is elsewhere."""
    try:
        after_name = Path(f"/proc/{backend}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    user, system = int(after_name[11]), int(after_name[12])
    return process_time() + (user + system) / TICKS
