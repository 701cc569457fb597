"""Workers that are killed while clocks follow new working hours: each clock follows once, and the counts are right."""

from __future__ import annotations

import os
import random
import subprocess
import time
from datetime import timedelta
from unittest import mock

import pytest
from django.db.models import Count, F

from requests_app import clock
from sla import audit, calendars, tasks
from sla.models import CalendarVersion, Clock, Recalculation
from tests.chaos.conftest import Portal, clocks_due, kill, until
from tests.make import ALWAYS_OPEN

TIMES = int(os.environ.get("CHAOS", "1"))
DAY = timedelta(days=1)

pytestmark = [pytest.mark.slow, pytest.mark.long(seconds=120)]

# A worker with steps so small that a kill hits one of many, and a hold so short that the next need not wait.
WORKER = """
import django, datetime, time
django.setup()
from sla import recalculation
from sla.recalculation import hours, jobs, working
jobs.HELD = datetime.timedelta(seconds=1)
working.WORKERS["hours"] = lambda job: hours.HoursWorker(hours.routes_to(job.calendar_version), 10)
hours.CHUNK = 10
while True:
    for pk in recalculation.free_jobs():
        recalculation.work(pk)
    time.sleep(0.05)
"""


@pytest.fixture
def chance() -> random.Random:
    return random.Random(int(os.environ.get("CHAOS_SEED", "20260608")))


def worker(portal: Portal) -> subprocess.Popen[bytes]:
    return portal.run("recalculation", "-c", WORKER, DJANGO_SETTINGS_MODULE="config.settings")


def planned(number: int) -> Recalculation:
    """So many clocks, due in three days, which turns out to be a holiday."""
    now = clock.now()
    clocks_due([now + 3 * DAY + timedelta(seconds=one) for one in range(number)])
    holidays = [(now + days * DAY).date().isoformat() for days in (3, 4)]
    version = CalendarVersion.objects.select_related("calendar").get()
    with mock.patch.object(tasks.recalculate, "delay_on_commit"):
        calendars.ensure(version.calendar.code, None, ALWAYS_OPEN | {"holidays": holidays})
    return Recalculation.objects.get()


def test_workers_that_are_killed_at_random_move_every_clock_once(portal: Portal, chance: random.Random) -> None:
    number = 1000 * TIMES
    job = planned(number)

    def seen() -> int:
        job.refresh_from_db()
        return job.seen

    for _round in range(3 * TIMES):
        before = seen()
        workers = [worker(portal), worker(portal)]
        until(lambda before=before: seen() > before, "some progress")  # type: ignore[misc]
        for one in workers:
            time.sleep(chance.uniform(0, 0.15))
            kill(one)
    assert seen() < number, "They were too fast: every kill has to hit somebody at work."
    worker(portal)
    until(lambda: seen() == number and job.state == Recalculation.State.DONE, "the last clock to follow")
    assert (job.moved, job.failed) == (number, 0)
    assert not Clock.objects.exclude(calendar_version=job.calendar_version_id).exists()
    pieces = Clock.objects.annotate(pieces=Count("segments"))
    assert set(pieces.values_list("pieces", flat=True)) == {2}
    assert not Clock.objects.exclude(due_at=F("request__due_at")).exists()
    assert audit.audit(Clock.objects.all()).differences == []
