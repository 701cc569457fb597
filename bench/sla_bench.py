"""Every demand on the SLA engine, in one run by the product's own code.

    ./portal bench sla [--quick] [--json] [--only=PART,…]

Prints a table of measure, demand, figure and verdict; with --json the same as JSON, and the progress on stderr. Figures
are ratios against a reference of the same run. --quick takes smaller sizes and one to two minutes, --only some parts:
arithmetic, sweep, processes, correct, replay, recompute (of what sweep left). Everything lives in a database of its own
beside the configured one; it is dropped at the end.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from time import perf_counter

from django.conf import settings

from bench.sla import arithmetic, editing, processes, report, scratch, sweeping
from tests.make import ALWAYS_OPEN

Part = Callable[[], Iterator[report.Row]]


def parts(*, quick: bool) -> dict[str, Part]:
    """In this order, since later ones measure among the rows of earlier ones."""
    company = scratch.company("it")
    return {
        "arithmetic": lambda: arithmetic.measure(quick=quick),
        "sweep": lambda: sweeping.measure(company, quick=quick),
        "processes": lambda: processes.measure(scratch.company("desk", ALWAYS_OPEN), quick=quick),
        "correct": lambda: editing.correct(scratch.company("past", scratch.PAST), quick=quick),
        "replay": lambda: editing.try_again(company, quick=quick),
        "recompute": lambda: editing.recompute(company),
    }


def rows(wanted: Iterable[str], *, quick: bool) -> Iterator[report.Row]:
    with scratch.database():
        known = parts(quick=quick)
        for name in wanted or known:
            yield from known[name]()


def main(options: list[str]) -> int:
    quick, as_json = "--quick" in options, "--json" in options
    only = [name for option in options if option.startswith("--only=") for name in option[7:].split(",")]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended; the scratch database is dropped."))
    settings.DEBUG = False  # it would remember every statement
    began, found = perf_counter(), []
    for row in rows(only, quick=quick):
        found.append(row)
        said = f"{perf_counter() - began:6.0f} s  {row.measure}: {report.figure(row.measured, row.unit)}  {row.detail}"
        print(said, file=sys.stderr, flush=True)
    seconds = perf_counter() - began
    if as_json:
        print(report.as_json(found, quick=quick, seconds=seconds))
    else:
        print(f"{report.as_table(found)}\n\n{report.machine()}; {seconds:,.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
