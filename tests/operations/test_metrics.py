"""/metrics says what waits, how jobs and pages do, and says it to nobody who was not let in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from operations import jobs
from operations.models import JobRun
from requests_app.models import Department, Service, User
from sla.tasks import sweep
from tests.conftest import SignedIn, Travel
from tests.make import make_request, make_standard, utc

NOON = utc(2026, 6, 11, 12)
TOKEN = "a-token-of-twenty-letters-and-more"
STATEMENTS = 12


@pytest.fixture
def prometheus(settings: Settings) -> Client:
    settings.METRICS_TOKEN = TOKEN
    return Client(HTTP_AUTHORIZATION=f"Bearer {TOKEN}")


def value(text: str, name: str) -> float:
    """Of the line that begins with this name, labels included."""
    found = re.search(rf"^counterpart_{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, f"{name} is not in\n{text}"
    return float(found[1])


def read(client: Client) -> str:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    return answer.content.decode()


@pytest.mark.django_db
class TestWhoReadsIt:
    def test_nobody_where_nothing_is_set(self, ada: User, sign_in: SignedIn) -> None:
        assert Client().get("/metrics").status_code == 404
        assert sign_in(ada).get("/metrics").status_code == 404
        assert Client(HTTP_AUTHORIZATION="Bearer ").get("/metrics").status_code == 404

    @pytest.mark.parametrize("sent", ["", "Bearer", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer é"])
    def test_nobody_with_another_token(self, sent: str, prometheus: Client) -> None:
        assert Client(HTTP_AUTHORIZATION=sent).get("/metrics").status_code == 404

    @pytest.mark.parametrize(
        ("address", "status"), [("127.0.0.1", 200), ("10.1.2.3", 200), ("10.2.0.1", 404), ("", 404)]
    )
    def test_those_of_allowed_networks(self, address: str, status: int, settings: Settings) -> None:
        settings.METRICS_NETWORKS = [ip_network("127.0.0.0/8"), ip_network("10.1.0.0/16")]
        assert Client(REMOTE_ADDR=address).get("/metrics").status_code == status

    @pytest.mark.parametrize("head", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
    def test_the_world_behind_a_proxy_is_no_neighbour(self, head: str, settings: Settings) -> None:
        settings.METRICS_NETWORKS = [ip_network("127.0.0.0/8")]
        assert Client(REMOTE_ADDR="127.0.0.1").get("/metrics", headers={head: "203.0.113.9"}).status_code == 404

    def test_a_known_proxy_tells_who_asks(self, settings: Settings) -> None:
        settings.METRICS_NETWORKS, settings.BEHIND_PROXY = [ip_network("10.1.0.0/16")], True
        for passed_on, status in (("10.1.0.9", 200), ("10.1.0.9, 203.0.113.9", 404)):
            client = Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=passed_on)
            assert client.get("/metrics").status_code == status


@pytest.mark.django_db
class TestWhatItSays:
    def test_how_long_the_oldest_clock_has_been_due(
        self, prometheus: Client, it: Department, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        make_standard(it)
        make_request(laptop, li_wei, now=NOON - timedelta(hours=1))
        travel(NOON + timedelta(seconds=90))
        text = read(prometheus)
        assert value(text, 'oldest_due_seconds{queue="clocks"}') == 90
        assert value(text, 'oldest_due_seconds{queue="letters"}') == 0

    def test_how_jobs_ended_and_how_late_they_are(self, prometheus: Client, travel: Travel) -> None:
        travel(NOON)
        sweep.apply()
        jobs.note_start(sender=sweep)
        jobs.note_end(sender=sweep, state="FAILURE", retval=ValueError("no calendar"))
        travel(NOON + timedelta(seconds=60))
        text, task = read(prometheus), 'task="sla.tasks.sweep"'
        assert value(text, f'job_runs_total{{result="good",{task}}}') == 1
        assert value(text, f'job_runs_total{{result="failed",{task}}}') == 1
        assert value(text, f"job_failing{{{task}}}") == 1
        assert value(text, f"job_late_seconds{{{task}}}") == 58
        assert value(text, "beat_lag_seconds") == 58

    def test_how_long_pages_took_by_route_and_nothing_of_an_address(self, prometheus: Client) -> None:
        Client().get("/sign-in/?q=secret-words")
        Client().get("/secret-words/")
        Client().generic("SECRETWORDS", "/sign-in/")
        text = read(prometheus)
        assert value(text, 'page_seconds_count{route="accounts:sign_in"}') >= 2
        assert value(text, 'pages_total{method="GET",route="none",status="404"}') >= 1
        assert value(text, 'pages_total{method="other",route="accounts:sign_in",status="405"}') >= 1
        assert "secret-words" not in text.lower()
        assert "secretwords" not in text.lower()

    def test_it_names_no_person(self, prometheus: Client, li_wei: User, sign_in: SignedIn) -> None:
        sign_in(li_wei).get("/preferences/")
        assert li_wei.email not in read(prometheus)

    def test_a_dozen_statements_however_many_jobs(self, prometheus: Client) -> None:
        for task in jobs.timetable():
            JobRun.objects.create(task=task, started_at=NOON)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            read(prometheus)
        assert len(asked) <= STATEMENTS, [one["sql"] for one in asked]


def test_without_a_database_it_says_so(prometheus: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise DatabaseError

    monkeypatch.setattr("operations.metrics.clock.now", fail)
    text = read(prometheus)
    assert value(text, 'up{server="database"}') == 0
    assert value(text, 'up{server="redis"}') == 1


def test_several_processes_are_added_up(tmp_path: Path) -> None:
    """As under gunicorn: each process counts in a file of its own."""
    begin = "from operations import page_times as p; "
    count = begin + "p.SECONDS.labels('home').observe(0.04); p.ANSWERS.labels('home', 'GET', 200).inc()"
    tell = begin + "print(p.exposition().decode())"
    here = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for code in (count, count, count, tell):
        said = subprocess.run([sys.executable, "-c", code], env=here, capture_output=True, text=True, check=True).stdout
    assert value(said, 'pages_total{method="GET",route="home",status="200"}') == 3
    assert value(said, 'page_seconds_bucket{le="0.025",route="home"}') == 0
    assert value(said, 'page_seconds_bucket{le="0.05",route="home"}') == 3
