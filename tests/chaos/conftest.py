"""A portal of its own that may be harmed: PostgreSQL, Redis and workers as real processes, and thousands of clocks."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import redis
from django.core.management import call_command
from django.db import OperationalError, connection
from pytest_django import DjangoDbBlocker

from config.env import env_database
from deploy.local import processes, variables
from deploy.local.account import service_account
from deploy.local.home import Home
from deploy.local.postgres import Cluster
from deploy.local.python_env import Environment
from deploy.local.servers import Servers, running
from requests_app import clock
from requests_app.models import Notification, ServiceRequest
from requests_app.states import Verb
from sla import audit, bulk, terms
from sla.book import Book, Move
from sla.calendar.instants import to_us
from sla.models import Clock, ClockEvent
from sla.models.calendars import compiled
from sla.terms import Offer
from tests.launcher.conftest import TOP, short_folder
from tests.make import make_agent, make_department, make_service, make_standard, make_user

PATIENCE = 120.0  # seconds for what takes two on a machine with nothing else to do
TARGET = timedelta(hours=2)
WARNINGS = (50, 80)
STEPS = len(WARNINGS) + 1


@dataclass
class Portal:
    """The servers, and the processes that were started in this test."""

    home: Home
    servers: Servers
    environment: dict[str, str]
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def cluster(self) -> Cluster:
        assert self.servers.cluster is not None
        return self.servers.cluster

    @property
    def redis(self) -> redis.Redis:
        return redis.Redis.from_url(self.environment["REDIS_URL"])

    def run(self, name: str, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a process that dies with the tests; what it says goes to a log of that name."""
        with self.log(name).open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=TOP,
                env={**self.environment, **environment},
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=processes.dies_with_parent(),
            )
        self.started.append(process)
        return process

    def log(self, name: str) -> Path:
        return self.home.logs / f"{name}.log"

    def sweeper(self) -> subprocess.Popen[bytes]:
        """The loop, in batches so small that a kill hits one of many transactions."""
        return self.run("sweeper", "manage.py", "sweep", "--every", "0.2", "--batch", "20")

    def worker(self) -> subprocess.Popen[bytes]:
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        return self.run("worker", "-m", "celery", "-A", "config", "worker", "--concurrency", "2", *quiet)

    def beat(self, number: int) -> subprocess.Popen[bytes]:
        schedule = str(self.home.path / f"beat-{number}")
        return self.run("beat", "-m", "celery", "-A", "config", "beat", "--schedule", schedule, "--pidfile=")

    def end(self) -> None:
        for process in self.started:
            kill(process)
        self.started.clear()

    def restart_postgres(self, how: signal.Signals) -> None:
        """End it as an administrator (SIGINT) or a crash (SIGQUIT) would, and let the launcher start it again."""
        child = next(one for one in self.servers.supervisor.children if one.service.name == "postgres")
        child.process.send_signal(how)
        child.process.wait(PATIENCE)
        connection.close()
        until(self._is_ready_again, "PostgreSQL again")

    def _is_ready_again(self) -> bool:
        self.servers.supervisor.tend()
        return self.cluster.is_ready()


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to it and its children, which had no time to say anything."""
    processes.kill_group(process.pid)
    process.wait(PATIENCE)


def until(done: Callable[[], object], what: str, *, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            pytest.fail(f"Waited {seconds:.0f} s for: {what}")
        time.sleep(0.05)


@pytest.fixture(scope="module")
def installation(django_db_blocker: DjangoDbBlocker) -> Iterator[Portal]:
    """Servers that nothing else uses, with the portal's tables; Django in this process talks to them meanwhile."""
    with pytest.MonkeyPatch.context() as patch, short_folder() as folder:
        for name in (*variables.NAMES, "MAIL_FROM", "PORTAL_PG_BIN", "PORTAL_REDIS_BIN", "DJANGO_SETTINGS_MODULE"):
            patch.delenv(name, raising=False)
        home = Home(folder, service_account())
        home.prepare()
        with running(home, Environment(TOP), fleeting=True) as servers:
            values = variables.for_tests(home, servers.addresses) | {"SWEEP_SECONDS": "1"}
            for name, value in values.items():
                patch.setenv(name, value)
            with django_db_blocker.unblock(), connected_to("DATABASE_URL"):
                call_command("migrate", verbosity=0)
                yield Portal(home, servers, variables.child_environment(values))


@contextlib.contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Django's connection leads to the database that a variable names."""
    connection.close()
    before = dict(connection.settings_dict)
    connection.settings_dict.update(env_database(name))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)


@pytest.fixture
def portal(installation: Portal) -> Iterator[Portal]:
    """An empty one; what it says is shown where a test fails."""
    call_command("flush", interactive=False, verbosity=0)
    _forget()
    installation.redis.flushall()
    for log in installation.home.logs.glob("*.log"):
        log.write_bytes(b"")
    try:
        yield installation
    finally:
        installation.end()
        for log in installation.home.logs.glob("*.log"):
            sys.stdout.write(f"== {log.name}\n{log.read_text(errors='replace')[-6000:]}\n")
        _forget()


def _forget() -> None:
    """Keys begin anew in another database: what this process remembers by them belongs to other rows."""
    compiled.cache_clear()
    terms.of_published.cache_clear()


def clocks_due(moments: Sequence[datetime]) -> None:
    """A request for each moment, its first answer due then; one person serves there and is told of it."""
    it = make_department("it", "IT")
    standard = make_standard(it, first_response=int(TARGET.total_seconds()), resolution=None, warn=WARNINGS)
    make_agent("Olga Petrova", it)
    service, requester = make_service(it, "laptop"), make_user("Li Wei")
    requests = ServiceRequest.objects.bulk_create(
        ServiceRequest(
            title=f"Request {number}", service=service, department=it, requester=requester, filed_by=requester,
            filed_at=at - TARGET, updated_at=at - TARGET,
        )
        for number, at in enumerate(moments)
    )  # fmt: skip
    version = standard.calendar.versions.get()
    offer = Offer(standard.pk, version.pk, terms.of_published(standard.pk))
    bulk.create(bulk.History(request.pk, bulk.walk(Book(offer), [_filing(request)]), live=True) for request in requests)


def _filing(request: ServiceRequest) -> Move:
    return Move(Verb.SUBMITTED, to_us(request.filed_at), request.status, request.priority, from_department=False)


def overdue(number: int) -> list[datetime]:
    """So many moments in the last hour: after a downtime."""
    now = clock.now()
    return [now - timedelta(seconds=3600 * one / number + 1) for one in range(number)]


def fired() -> int:
    return ClockEvent.objects.filter(kind=ClockEvent.Kind.BREACH).count()


def told() -> int:
    return Notification.objects.filter(kind="clock.first_response.breach").count()


def all_is_said(number: int) -> bool:
    """Whether every clock broke and every breach was told; False while the database is away."""
    try:
        return fired() == number and not ClockEvent.objects.to_handle().exists()
    except OperationalError:
        connection.close()
        return False


def assert_each_once(number: int) -> None:
    """Events = distinct = expected, at their true moments; every news told once; and every clock adds up."""
    events = ClockEvent.objects.values_list("clock", "step")
    assert len(events) == len(set(events)) == number * STEPS
    assert not Clock.objects.filter(next_fire_at__isnull=False).exists()
    assert not ClockEvent.objects.exclude(outcome="done").filter(kind="breach").exists()
    assert told() == number
    off = [
        event.pk
        for event in ClockEvent.objects.filter(kind="breach").select_related("clock")
        if event.occurred_at != event.clock.due_at
    ]
    assert off == []
    assert audit.audit(Clock.objects.all()).differences == []
