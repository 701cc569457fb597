"""Doing a recalculation: a stretch at a time in the worker, or the whole of it here and now."""

from __future__ import annotations

import time

from requests_app import clock
from sla.models import Recalculation

from .applying import ApplyingWorker
from .correcting import CorrectionWorker
from .hours import HoursWorker
from .jobs import Begin, Outlook, Timings, go_on, take

STRETCH = 5.0  # seconds; then the worker is free for a sweep before it goes on
PAUSE = 0.1  # seconds before rows that others hold are tried again

WORKERS: dict[str, Begin] = {
    Recalculation.Kind.HOURS: HoursWorker.of,
    Recalculation.Kind.PAST: CorrectionWorker.of,
    Recalculation.Kind.STANDARD: ApplyingWorker.of,
}


def work(pk: int, *, seconds: float | None = STRETCH, timings: Timings | None = None) -> Outlook:
    """Go on with a job for a while. DONE also where somebody else works on it: nothing is left for the caller."""
    hold = take(pk)
    if hold is None:
        return Outlook.DONE
    return go_on(hold, WORKERS[hold.job.kind], timings or Timings(), seconds=seconds)


def run(recalculation: Recalculation) -> Timings:
    """Do the whole of a job in this process; says how long what took. Waits for what others hold."""
    timings = Timings()
    while work(recalculation.pk, seconds=None, timings=timings) is not Outlook.DONE:
        time.sleep(PAUSE)
    recalculation.refresh_from_db()
    return timings


def free_jobs() -> list[int]:
    """The jobs that nobody works on though they are not done: what a broker forgot, and what a dead worker left."""
    return list(Recalculation.objects.free(clock.now()).in_turn().order_by("pk").values_list("pk", flat=True))
