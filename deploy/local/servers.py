"""A home's PostgreSQL and Redis, running for as long as a block lasts - or those that the environment names."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from . import interrupts, processes, variables
from .binaries import find_postgres, find_redis
from .home import Home
from .messages import Problem, say, step
from .postgres import Cluster
from .python_env import Environment, needed
from .supervisor import Supervisor
from .valkey import Redis

START_SECONDS = 60.0  # a database that was killed replays its log first


@dataclass(frozen=True, slots=True)
class Servers:
    supervisor: Supervisor
    addresses: dict[str, str]
    cluster: Cluster | None


def prepare_environment(environment: Environment, *, dev: bool = False) -> None:
    embedded = not (variables.external_database() and variables.external_redis())
    environment.prepare(needed(dev=dev, embedded=embedded))


@contextmanager
def running(
    home: Home, environment: Environment, *, fleeting: bool = False, verbose: bool = False
) -> Iterator[Servers]:
    """Start both under one supervisor, unless DATABASE_URL or REDIS_URL name others; stop all of it at the end.

    The caller holds the home's lock.
    """
    supervisor = Supervisor(home.run_file, verbose=verbose)
    interrupts.on_second(supervisor.kill)
    supervisor.clear_leftovers()
    try:
        addresses, cluster = {}, None
        if not variables.external_database():
            cluster = _start_postgres(supervisor, home, environment, fleeting)
            addresses["DATABASE_URL"] = cluster.url
        if not variables.external_redis():
            redis = _start_redis(supervisor, home, environment, fleeting)
            addresses |= {"REDIS_URL": redis.cache_url, "BROKER_URL": redis.broker_url}
        yield Servers(supervisor, addresses, cluster)
    finally:
        supervisor.stop()


def _start_postgres(supervisor: Supervisor, home: Home, environment: Environment, fleeting: bool) -> Cluster:
    cluster = Cluster(home, find_postgres(home, environment.site_packages), fleeting)
    try:
        _bring_up(supervisor, cluster)
    except Problem:
        if not fleeting:
            raise
        say("  The test database does not start; making it anew.")
        supervisor.stop()
        shutil.rmtree(cluster.data, ignore_errors=True)
        _bring_up(supervisor, cluster)
    return cluster


def _bring_up(supervisor: Supervisor, cluster: Cluster) -> None:
    cluster.prepare()
    with step(f"PostgreSQL {cluster.postgres.version}"):
        supervisor.await_ready(supervisor.start(cluster.service()), cluster.is_ready, START_SECONDS)
        cluster.create_database()


def _start_redis(supervisor: Supervisor, home: Home, environment: Environment, fleeting: bool) -> Redis:
    redis = Redis(home, find_redis(home, environment.site_packages), fleeting)
    # A socket file that a killed server left would answer nobody, and its namesake could not be told from it.
    redis.socket.unlink(missing_ok=True)
    with step("Redis"):
        supervisor.await_ready(supervisor.start(redis.service()), redis.is_ready, START_SECONDS)
    return redis


def foreground(command: Sequence[object], env: dict[str, str], supervisor: Supervisor | None = None) -> int:
    """Run a program in the terminal, keeping the servers alive meanwhile; its exit code."""
    with subprocess.Popen([str(part) for part in command], env=env, preexec_fn=processes.dies_with_parent()) as process:
        forwarded = False
        interrupts.on_second(None)
        while process.poll() is None:
            if supervisor:
                supervisor.tend()
            number = interrupts.received()
            # The terminal sends Ctrl-C to both; any other signal reached only the launcher.
            if number and not forwarded:
                forwarded = True
                if number != signal.SIGINT or not _at_a_terminal():
                    os.kill(process.pid, signal.SIGINT if number == signal.SIGINT else signal.SIGTERM)
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


def _at_a_terminal() -> bool:
    return any(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
