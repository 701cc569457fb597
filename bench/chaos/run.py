"""One run: start, load, harm and wait, let everything come to rest, and look."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg2

from . import faults, mail
from .faults import Fault, Scene
from .ledger import Ledger
from .load import Load
from .victim import Victim

PACE = 1.5  # seconds between two pieces of work of one of the load's threads
RESTS = (0.5, 3.0)  # seconds between two faults, at least and at most
GLANCE = 0.25
SETTLES_WITHIN = 600.0
A_MAIL_TURN = 40.0  # seconds after which a worker that lives has given back what it claimed
SWEPT = """
    SELECT extract(epoch FROM started_at) FROM operations_jobrun
    WHERE task = 'sla.tasks.sweep' AND finished_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """`recovery`: seconds until the portal has to serve again. `faults` of them, drawn by `seed`."""

    faults: int = 60
    seed: int = 1
    recovery: float = 60.0


@dataclass(frozen=True, slots=True)
class Happened:
    """`seconds` until people were served and clocks watched again; None: not within the limit."""

    name: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Result:
    happened: list[Happened]
    acknowledged: dict[str, int]
    repeats: dict[str, int]
    refused: list[str]
    restarts: int
    waits: dict[str, int]
    proofs: list[dict[str, Any]]
    verified: dict[str, Any]

    @property
    def problems(self) -> list[str]:
        found = [f"{one.name}: not served again in time" for one in self.happened if one.seconds is None]
        found += [f"refused: {one}" for one in self.refused]
        found += [f"{name}: {number} never came to rest" for name, number in self.waits.items() if number]
        found += [f"{one['says']}: {one['examples']}" for one in self.proofs if one["broken"]]
        return found + [
            f"verify {one['code']}: {one['examples']}" for one in self.verified["invariants"] if not one["holds"]
        ]


def run(victim: Victim, limits: Limits, tell: Callable[[str], None]) -> Result:
    chance = random.Random(limits.seed)
    folder = victim.home.path / "mailserver"
    with mail.running(victim.mail, folder) as server:
        try:
            return _run(Scene(victim, server, chance), limits, tell)
        finally:
            victim.end()


def _run(scene: Scene, limits: Limits, tell: Callable[[str], None]) -> Result:
    victim = scene.victim
    tell("Starting the portal …")
    victim.start()
    victim.await_start()
    ledger = Ledger(victim.home.path / "ledger")
    load = Load(victim.port, _company(victim), victim.letters, ledger, PACE)
    load.start(limits.seed)
    _until(lambda: ledger.since(0.0), limits.recovery, victim)
    happened = list(_harm(scene, load, limits, tell))
    tell("Letting everything come to rest …")
    if not load.stop(limits.recovery):
        ledger.refuse("The load could not finish what it had begun.")
    waits = _settled(victim)
    proofs = _said(victim, "-m", "bench.chaos.proof", "prove", str(ledger.file), str(scene.mail.folder / "taken"))
    verified = _said(victim, "manage.py", "verify", "--all", "--json")
    repeats = dict(ledger.repeats)
    return Result(happened, ledger.counts(), repeats, ledger.refused, victim.started - 1, waits, proofs, verified)


def _harm(scene: Scene, load: Load, limits: Limits, tell: Callable[[str], None]) -> Iterator[Happened]:
    for number, fault in enumerate(faults.plan(limits.faults, scene.chance), 1):
        time.sleep(scene.chance.uniform(*RESTS))
        one = _one(fault, scene, load, limits.recovery)
        tell(f"{number:>4} of {limits.faults}  {one.name}: " + (f"{one.seconds:.1f} s" if one.seconds else "NOT AGAIN"))
        yield one


def _one(fault: Fault, scene: Scene, load: Load, recovery: float) -> Happened:
    """The longer of: until people are served, counted from the harm; until letters leave, counted from its end."""
    harmed, moment = time.monotonic(), time.time()
    is_hit = faults.inflict(fault, scene)
    served = _until(lambda: _serves(scene, load, harmed, moment), recovery, scene.victim)
    if not is_hit:
        return Happened(f"{fault.name} (was down)", served)
    time.sleep(max(0.0, fault.lasts - (time.monotonic() - harmed)))
    fault.lift(scene)
    if served is None or not fault.stops_mail:
        return Happened(fault.name, served)
    before = scene.mail.taken()
    sent = _until(lambda: scene.mail.taken() > before, recovery, scene.victim)
    return Happened(fault.name, sent and max(served, sent))


def _serves(scene: Scene, load: Load, harmed: float, moment: float) -> bool:
    """Somebody's work that began since then is acknowledged, and the clocks were watched."""
    if not load.ledger.since(harmed):
        return False
    try:
        found = scene.victim.rows(SWEPT)
    except psycopg2.Error:
        return False
    return bool(found) and float(found[0][0]) > moment


def _until(done: Callable[[], bool], seconds: float, victim: Victim) -> float | None:
    """Seconds it took; None where it took longer than allowed."""
    began = time.monotonic()
    while not done():
        if time.monotonic() - began > seconds:
            return None
        victim.tend()
        time.sleep(GLANCE)
    return time.monotonic() - began


def _settled(victim: Victim) -> dict[str, int]:
    """What still waits when nothing moves any more."""
    deadline, hastened = time.monotonic() + SETTLES_WITHIN, 0.0
    while True:
        # Not more often: what is hastened while a worker holds it is done twice.
        if time.monotonic() - hastened > A_MAIL_TURN:
            _said(victim, "-m", "bench.chaos.proof", "hasten")
            hastened = time.monotonic()
        waits = dict(_said(victim, "-m", "bench.chaos.proof", "waiting"))
        if not any(waits.values()) or time.monotonic() > deadline:
            return waits
        victim.tend()
        time.sleep(GLANCE)


def _company(victim: Victim) -> dict[str, Any]:
    return dict(_said(victim, "-m", "bench.chaos.company"))


def _said(victim: Victim, *arguments: str) -> Any:
    """What a program prints as JSON; its exit code tells only that it found something. Raises SystemExit."""
    done = victim.run(*arguments, DJANGO_SETTINGS_MODULE="config.settings")
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise SystemExit(f"{' '.join(arguments)}:\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}") from None
