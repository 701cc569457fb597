"""A recalculation is a row that somebody works on: held for a while, advanced step by step, taken up by anybody.

A step and the note that it is done are one transaction. A worker that dies takes back only its last step, its hold
runs out, and the next one goes on from there; one that slept too long finds its hold gone and takes its step back.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto
from typing import Protocol

from django.db import OperationalError
from django.db.models import F

from requests_app import clock
from sla.models import Recalculation

logger = logging.getLogger(__name__)

State = Recalculation.State

HELD = timedelta(seconds=60)  # much longer than any step takes
MOST_FAILURES = 100  # after so many it is not single rows that are wrong


class HoldLost(Exception):
    """Somebody else goes on with it: whatever this worker did last must be undone."""


@dataclass(slots=True)
class Timings:
    """Seconds of one run, by what they were spent on."""

    reading: float = 0.0
    arithmetic: float = 0.0
    writing: float = 0.0
    whole: float = 0.0

    @property
    def share_of_arithmetic(self) -> float:
        return self.arithmetic / self.whole if self.whole else 0.0

    @contextmanager
    def of(self, what: str) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            setattr(self, what, getattr(self, what) + time.perf_counter() - begun)


@dataclass(frozen=True, slots=True)
class Failure:
    """A clock, or a request, that could not follow, and why."""

    id: int
    why: str

    @classmethod
    def of(cls, pk: int, problem: Exception) -> Failure:
        return cls(pk, f"{type(problem).__name__}: {problem}"[:300])


@dataclass(slots=True)
class Step:
    """What one step did. `cursor`: the last id that is done; 0 begins again, for what others held the first time."""

    cursor: int
    seen: int = 0
    moved: int = 0
    broke: int = 0
    revoked: int = 0
    failures: list[Failure] = field(default_factory=list)


class Outlook(Enum):
    MORE = auto()
    BLOCKED = auto()  # what is left is held by others just now
    DONE = auto()


class Worker(Protocol):
    """Does the steps of one kind of job."""

    def step(self, hold: Hold, timings: Timings) -> Outlook:
        """One step. Whatever it writes is in one transaction with `hold.keep`."""


Begin = Callable[[Recalculation], Worker]


@dataclass(slots=True)
class Hold:
    """The right to go on with a job. `job` shows how far it is."""

    job: Recalculation

    def keep(self, step: Step) -> None:
        """Write down a step, in its transaction, and hold on. Raises HoldLost."""
        job = self.job
        failures = [*job.failures, *({"id": one.id, "why": one.why} for one in step.failures)]
        until = clock.now() + HELD
        mine = Recalculation.objects.filter(pk=job.pk, state=State.RUNNING, lease_until=job.lease_until)
        kept = mine.update(
            lease_until=until,
            cursor=step.cursor,
            seen=F("seen") + step.seen,
            moved=F("moved") + step.moved,
            broke=F("broke") + step.broke,
            revoked=F("revoked") + step.revoked,
            failed=len(failures),
            failures=failures,
        )
        if not kept:
            raise HoldLost
        job.lease_until, job.cursor, job.failures = until, step.cursor, failures

    def let_go(self) -> None:
        self._end(lease_until=None)

    def finish(self) -> None:
        self._end(state=State.DONE, finished_at=clock.now(), lease_until=None)

    def fail(self, problem: str) -> None:
        self._end(state=State.FAILED, finished_at=clock.now(), lease_until=None, problem=problem)

    def _end(self, **fields: object) -> None:
        Recalculation.objects.filter(pk=self.job.pk, lease_until=self.job.lease_until).update(**fields)


def take(pk: int) -> Hold | None:
    """The hold on a job, unless it is finished, somebody else works on it, or another has to come first."""
    now = clock.now()
    until = now + HELD
    if not Recalculation.objects.free(now).in_turn().filter(pk=pk).update(state=State.RUNNING, lease_until=until):
        return None
    return Hold(Recalculation.objects.select_related("calendar_version", "standard", "asked_by").get(pk=pk))


def go_on(hold: Hold, begin: Begin, timings: Timings, *, seconds: float | None) -> Outlook:
    """Step by step until it is done, nothing can be done just now, or the time is over. Then nobody holds it."""
    begun, outlook = time.monotonic(), Outlook.MORE
    try:
        worker = begin(hold.job)
        while outlook is Outlook.MORE and (seconds is None or time.monotonic() - begun < seconds):
            outlook = worker.step(hold, timings)
            if len(hold.job.failures) >= MOST_FAILURES:
                hold.fail(hold.job.failures[-1]["why"])
                return Outlook.DONE
    except HoldLost:
        return Outlook.DONE  # for this worker
    except OperationalError:
        raise  # the database is away, or two waited for each other: the hold runs out, and somebody tries again
    except Exception as problem:
        logger.exception("Recalculation %s stopped", hold.job.pk)
        hold.fail(f"{type(problem).__name__}: {problem}")
        return Outlook.DONE
    finally:
        timings.whole += time.monotonic() - begun
    if outlook is Outlook.DONE:
        hold.finish()
    else:
        hold.let_go()
    return outlook
