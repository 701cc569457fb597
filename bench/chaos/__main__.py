"""`./portal chaos [--faults=N] [--seed=N]`: harm a portal at work, and prove that nothing it took is lost or doubled.

The portal under test is a whole one - supervisor, PostgreSQL, Redis, web server, worker, beat, LMTP - in a home of its
own that is made anew. Exit code 1 where anything is lost, doubled, stuck, or not served again within a minute.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from . import run, victim
from .run import Limits, Result


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./portal chaos", description=__doc__.splitlines()[0])
    parser.add_argument("--faults", type=int, default=60, help="default 60; 300 take an hour")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000), help="to repeat a run")
    parser.add_argument("--recovery", type=float, default=60.0, help="seconds until it has to serve again; default 60")
    options = parser.parse_args(arguments)
    portal = victim.of_folder(Path(os.environ["CHAOS_HOME"]))
    result = run.run(portal, Limits(options.faults, options.seed, options.recovery), tell)
    print("\n".join(lines(result, options.seed)))
    return int(bool(result.problems))


def tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def lines(result: Result, seed: int) -> Iterator[str]:
    """As tables in Markdown."""
    yield "\n| fault | times | served again after, median | at most |\n|---|---:|---:|---:|"
    of: dict[str, list[float]] = defaultdict(list)
    for one in result.happened:
        of[one.name].append(one.seconds if one.seconds is not None else float("inf"))
    for name, seconds in of.items():
        yield f"| {name} | {len(seconds)} | {statistics.median(seconds):.1f} s | {max(seconds):.1f} s |"
    yield "\n| what was promised | looked at | broken |\n|---|---:|---:|"
    for proof in result.proofs:
        yield f"| {proof['says']} | {proof['looked_at']:,} | {proof['broken']} |"
    invariants = result.verified["invariants"]
    held = sum(one["holds"] for one in invariants)
    yield f"| `manage.py verify --all` | {len(invariants)} invariants | {len(invariants) - held} |"
    repeated = ", ".join(f"{name} {number}" for name, number in sorted(result.repeats.items())) or "nothing"
    yield f"\nSeed {seed}. Acknowledged: {result.acknowledged}. Sent again after: {repeated}."
    yield from (f"PROBLEM {one}" for one in result.problems)


sys.exit(main(sys.argv[1:]))
