"""How fast logs come in, by the product's own path: `./portal bench import`.

First 20,000 made-up requests with seven events each, then Boston's real log where PORTAL_DATA has it. Every run uses
source names of its own, so that nothing is known already, and leaves its requests in the database of the bench.
Prints events a second, Python's share of the time, and the peak of memory after a tenth of the log and at its end.
"""

from __future__ import annotations

import csv
import gzip
import os
import random
import re
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
BOSTON = TOP / "docs" / "import" / "boston311-2011.toml"
REQUESTS = 20_000
STATES = ("New", "Active", "Awaiting", "Active", "Active", "Resolved", "Closed")
MAPPING = """
source = "bench"
kind = "events"

[values]
zone = "Europe/Berlin"

[columns]
key = "case"
at = "at"
state = "state"
title = "title"
department = "group"
service = "topic"
requester = "caller"
assignee = "agent"

[states]
"New" = "new"
"Active" = "in_progress"
"Awaiting" = "waiting"
"Resolved" = "resolved"
"Closed" = "closed"

[calendars.office.weekly]
mon = [["09:00", "18:00"]]
tue = [["09:00", "18:00"]]
wed = [["09:00", "18:00"]]
thu = [["09:00", "18:00"]]
fri = [["09:00", "18:00"]]

[[standards]]
calendar = "office"
targets = [
    { metric = "first_response", hours = 4, warn = [50, 80] },
    { metric = "resolution", days = 3, warn = [50, 80] },
]
"""


def make_log(path: Path, requests: int) -> None:
    """Requests of a year in twelve groups and sixty services, a third of them handed over."""
    chance = random.Random(2026)
    with gzip.open(path, "wt", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["case", "at", "state", "title", "group", "topic", "caller", "agent"])
        for number in range(requests):
            at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(365 * 86_400))
            group, topic, caller = chance.randrange(12), chance.randrange(5), chance.randrange(3000)
            for state in STATES:
                group = (group + 1) % 12 if state == "Awaiting" and chance.random() < 1 / 3 else group
                agent = "" if state == "New" else f"Agent {group}-{caller % 9}"
                title = f"Something about topic {topic} does not work"
                writer.writerow(
                    [
                        number,
                        at.isoformat(),
                        state,
                        title,
                        f"Group {group}",
                        f"Topic {topic}",
                        f"Caller {caller}",
                        agent,
                    ]
                )
                at += timedelta(seconds=chance.randrange(60, 90_000))


def peak() -> float:
    """Megabytes this process has ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(name: str, log: Path, mapping: str, folder: Path) -> None:
    from operations.import_log import run
    from operations.import_log.mapping import load
    from operations.import_log.report import Progress

    path = folder / "mapping.toml"
    path.write_text(re.sub(r"(?m)^source = .*$", f'source = "bench-{time.time_ns()}"', mapping), encoding="utf-8")
    peaks: list[float] = []

    class Watched(Progress):
        def tell(self, fraction: float, requests: int, events: int) -> None:
            super().tell(fraction, requests, events)
            peaks.append(peak())

    before = time.process_time()
    summary = run.import_log(log, load(path), folder / "rejected.csv", resume=False, progress=Watched(sys.stderr))
    ours, counts = time.process_time() - before, summary.counts
    print(f"{name}: {counts['requests']:,} requests, {counts['events']:,} events, {counts['rejected']:,} rejected")
    print(
        f"  {summary.seconds:.1f} s, {summary.rate:,.0f} events/s, {ours / summary.seconds:.0%} of the time in Python"
    )
    print(f"  memory: {peaks[len(peaks) // 10]:.0f} MB after a tenth, {peaks[-1]:.0f} MB at the end", flush=True)


def main() -> None:
    real = Path(os.environ.get("PORTAL_DATA") or TOP.parent / "shared" / "data") / "boston311-2011" / "requests.csv.gz"
    with tempfile.TemporaryDirectory() as folder:
        made_up = Path(folder, "log.csv.gz")
        make_log(made_up, REQUESTS)
        measure("made-up events", made_up, MAPPING, Path(folder))
        if real.exists():
            measure("boston311-2011", real, BOSTON.read_text(encoding="utf-8"), Path(folder))


if __name__ == "__main__":
    main()
