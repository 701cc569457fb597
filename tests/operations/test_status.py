"""The status page says which job is late and what waits; the health URLs say it to machines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from pytest_django import DjangoDbBlocker
from redis.exceptions import ConnectionError as RedisDown

from operations import jobs, status
from operations.models import JobRun
from requests_app.models import Department, Service, ServiceRequest, User
from sla import handling
from sla import sweep as sweep_module
from sla.models import ClockAudit, ClockEvent
from sla.sweep import sweep as sweep_clocks
from sla.tasks import sweep
from tests.conftest import SignedIn, Travel
from tests.make import make_request, make_standard, utc

NOON = utc(2026, 6, 11, 12)


def job(task: str) -> status.Job:
    return next(found for found in status.jobs(NOON) if found.task == task)


@pytest.mark.django_db
class TestJobs:
    def test_a_job_that_never_ran_is_late(self) -> None:
        assert job("sla.tasks.sweep").is_late

    def test_a_rare_job_has_its_first_turn_still_before_it(self) -> None:
        assert not job("sla.tasks.close_resolved").is_late

    def test_a_run_is_noted_with_its_end(self, travel: Travel) -> None:
        travel(NOON)
        sweep.apply()
        run = JobRun.objects.get(task="sla.tasks.sweep")
        assert (run.started_at, run.finished_at, run.error) == (NOON, NOON, "")
        assert not job("sla.tasks.sweep").is_late

    def test_a_job_that_missed_its_turns_is_late(self) -> None:
        JobRun.objects.create(task="sla.tasks.sweep", started_at=NOON - timedelta(minutes=5))
        assert job("sla.tasks.sweep").is_late

    def test_an_hourly_job_is_not_late_after_an_hour(self) -> None:
        JobRun.objects.create(task="dashboards.tasks.mark_lapsed", started_at=NOON - timedelta(minutes=61))
        assert not job("dashboards.tasks.mark_lapsed").is_late

    def test_a_failure_is_kept_with_its_reason(self) -> None:
        jobs.note_start(sender=sweep)
        jobs.note_end(sender=sweep, state="FAILURE", retval=ValueError("no calendar"))
        assert job("sla.tasks.sweep").error == "ValueError: no calendar"

    def test_every_job_of_the_timetable_has_a_name_for_people_and_exists(self) -> None:
        from celery import current_app

        current_app.loader.import_default_modules()
        assert set(jobs.timetable()) == set(status.JOB_NAMES)
        assert set(jobs.timetable()) <= set(current_app.tasks)


@pytest.mark.django_db
class TestThePage:
    def test_an_admin_sees_jobs_and_servers(self, ada: User, sign_in: SignedIn) -> None:
        page = sign_in(ada).get("/status/").content.decode()
        assert "Watch the clocks" in page
        assert "PostgreSQL" in page
        assert "Never ran" in page

    def test_how_late_the_clocks_are_is_said_in_words(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sweep_module, "lateness", lambda _now: timedelta(seconds=14195))
        monkeypatch.setattr(handling, "backlog", lambda _now: timedelta())
        assert [check.value for check in status.clocks(NOON)[:2]] == ["3 h 57 min", "0 s"]

    def test_nobody_else_does(self, maria: User, sign_in: SignedIn) -> None:
        assert sign_in(maria).get("/status/").status_code == 403


class TestClocks:
    """Li Wei's request is to be answered within 2 hours; its first warning is due at noon."""

    @pytest.fixture
    def filed(self, it: Department, laptop: Service, li_wei: User, olga: User) -> ServiceRequest:
        make_standard(it)
        return make_request(laptop, li_wei, now=NOON - timedelta(hours=1))

    def checks(self, seconds: int) -> list[bool]:
        return [check.is_good for check in status.clocks(NOON + timedelta(seconds=seconds))]

    def test_a_sweep_a_minute_late_is_red(self, filed: ServiceRequest) -> None:
        assert self.checks(60) == [True] * 4
        assert self.checks(61) == [False, True, True, True]

    def test_so_is_a_warning_that_nobody_was_told_of_for_a_minute(self, filed: ServiceRequest) -> None:
        sweep_clocks(now=NOON)
        assert self.checks(60) == [True] * 4
        assert self.checks(61) == [True, False, True, True]

    def test_so_is_an_escalation_that_failed(self, filed: ServiceRequest) -> None:
        sweep_clocks(now=NOON)
        ClockEvent.objects.update(handled_at=NOON, outcome=ClockEvent.Outcome.FAILED)
        assert self.checks(1) == [True, True, False, True]

    def test_so_is_a_night_that_found_a_difference(self, filed: ServiceRequest) -> None:
        ClockAudit.objects.create(at=NOON, checked=9, differing=1)
        assert self.checks(1) == [True, True, True, False]

    def test_five_minutes_late_the_portal_is_not_ready(
        self, filed: ServiceRequest, client: Client, travel: Travel
    ) -> None:
        travel(NOON + timedelta(seconds=300))
        assert client.get("/readyz").status_code == 200
        travel(NOON + timedelta(seconds=301))
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (503, b"not ready: clocks\n")
        sweep_clocks(now=NOON + timedelta(seconds=301))
        assert client.get("/readyz").status_code == 200


class TestHealth:
    def test_a_process_is_alive_without_asking_the_database(self, client: Client) -> None:
        assert client.get("/livez").content == b"ok\n"

    @pytest.mark.django_db
    def test_it_is_ready_when_its_servers_answer(self, client: Client) -> None:
        assert client.get("/readyz").status_code == 200

    @pytest.mark.django_db
    def test_a_silent_redis_is_named(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: object, **kwargs: object) -> None:
            raise RedisDown

        monkeypatch.setattr("operations.status.cache.set", fail)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (503, b"not ready: redis\n")

    def test_a_silent_database_is_named(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
    ) -> None:
        def fail() -> None:
            raise DatabaseError

        monkeypatch.setattr("operations.status.connection.cursor", fail)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (503, b"not ready: database\n")
