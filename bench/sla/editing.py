"""Edits over many clocks: working hours change while clocks run, and a standard is tried against the past."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bench.sla.arithmetic import SPEC
from bench.sla.demands import MILLION, judged
from bench.sla.report import Row
from bench.sla.scratch import Company, other_hours
from bench.sla.stopwatch import Stopwatch
from requests_app.clock import now as database_now
from sla import recalculation
from sla.models import Clock, Recalculation
from sla.replay.plan import Period
from sla.replay.run import of_standard

SHORTER = SPEC | {"weekly": {day: [["09:00", "13:00"], ["14:00", "17:30"]] for day in SPEC["weekly"]}}


def recompute(company: Company) -> Iterator[Row]:
    """Every working day ends half an hour earlier, so that the due moment of every running clock moves."""
    version = other_hours(company.version, SHORTER)
    job = Recalculation.objects.get(calendar_version=version)
    watch = Stopwatch()
    timings = recalculation.run(job)
    watch.stop()
    assert job.state == job.State.DONE, job.problem
    assert not job.failed
    assert not Clock.objects.unfinished().filter(calendar_version=company.version).exists()
    detail = (
        f"{timings.whole:.1f} s, {watch.rate(job.moved, 'clocks')};"
        f" reading {timings.reading / timings.whole:.0%}, writing {timings.writing / timings.whole:.0%}"
    )
    share = 100 * timings.share_of_arithmetic
    yield judged("recompute", share, detail, many=job.moved)


def try_again(company: Company) -> Iterator[Row]:
    """The standard of the department over all its requests of the past."""
    now = database_now()
    period = Period(now - timedelta(days=1000), now + timedelta(days=30))
    watch = Stopwatch()
    result = of_standard(company.standard, period, now=now + timedelta(days=30))
    detail = watch.stop().rate(result.n, "requests") + ", reading included"
    yield judged("replay", result.seconds, detail, is_to_scale=result.n >= MILLION, many=result.n)
