"""Edits over many clocks: working hours change while clocks run or turn out to have been others, and a replay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from bench.sla import fill
from bench.sla.arithmetic import SPEC
from bench.sla.demands import MILLION, judged, told
from bench.sla.report import Row
from bench.sla.scratch import Company, other_hours
from bench.sla.stopwatch import Stopwatch
from requests_app.clock import now as database_now
from sla import recalculation
from sla.calendar import WorkingCalendar
from sla.models import CalendarVersion, Clock, ClockEvent, Recalculation
from sla.replay import history, plan, reading, run
from sla.replay.plan import Period
from sla.replay.run import compare
from sla.sweep import sweep

REPLAYED_QUICKLY = 20_000  # requests

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


def correct(company: Company, *, quick: bool) -> Iterator[Row]:
    """Days turn out to have ended earlier all along: every clock is counted again, and nearly all have broken."""
    now = database_now()
    since = now - timedelta(days=15)
    fill.open_requests(company, 200 if quick else 5_000, since, spread=7 * fill.DAY)
    sweep()
    version = _counts_since(since, company.version, WorkingCalendar.from_spec(SHORTER))
    broken = ClockEvent.objects.filter(clock__calendar_version=company.version, kind=ClockEvent.Kind.BREACH).count()
    job = recalculation.plan_hours(version, by=None)
    assert job is not None
    watch = Stopwatch()
    timings = recalculation.run(job)
    watch.stop()
    assert job.state == job.State.DONE, job.problem
    detail = f"{broken:,} of them broken, {job.moved:,} moved; writing {timings.writing / timings.whole:.0%}"
    yield told(f"correct the past of {job.seen:,} clocks", job.seen / watch.wall, "clocks/s", detail)


def _counts_since(since: datetime, before: CalendarVersion, hours: WorkingCalendar) -> CalendarVersion:
    return CalendarVersion.objects.create(
        calendar=before.calendar,
        number=before.number + 1,
        spec=hours.canonical_spec(),
        digest=hours.spec_digest,
        created_at=database_now(),
        counts_from=since,
    )


def try_again(company: Company, *, quick: bool) -> Iterator[Row]:
    """The standard of the department over all its requests of the past; some are made where there are none."""
    if not company.service.requests.exists():
        many = REPLAYED_QUICKLY if quick else MILLION
        with fill.loading(many):
            fill.finished_requests(company, many, database_now() - timedelta(days=400), spread=365 * fill.DAY)
    _settle()
    now = database_now()
    period = Period(now - timedelta(days=1000), now + timedelta(days=30))
    now, what = now + timedelta(days=30), plan.of_standard(company.standard, period)
    watch = Stopwatch()
    facts = reading.read(what.services, period.since, period.until, now=now)
    watch.stop()
    detail = f"{len(facts.journal.at):,} lines of journal"
    yield told("reading these requests before any were packed", watch.wall, "s", detail)
    comparison = compare(facts, what, period, now=now)
    yield told("comparing them", comparison.seconds, "s", f"{comparison.n / comparison.seconds:,.0f} requests/s")
    # As two turns of the job would have done.
    history.pack()
    history.pack()
    _settle()
    result = run.of_standard(company.standard, period, now=now)
    assert result.comparisons == comparison.comparisons
    detail = f"{result.n / result.seconds:,.0f} requests/s, reading included"
    yield judged("replay", result.seconds, detail, is_to_scale=result.n >= MILLION, many=result.n)


def _settle() -> None:
    """As the database would have done by itself long before: a past is not written a minute before it is looked at."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
