"""`./portal doctor`: what is here, what is wrong, and what to do about it."""

import os
import platform
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from . import ports, variables
from .backup import client
from .binaries import find_postgres, find_redis
from .commands import database
from .home import Home, InUse, find_home
from .messages import Problem, from_os_error
from .postgres import Cluster
from .python_env import Environment
from .servers import START_SECONDS, prepare_environment
from .supervisor import Supervisor

# Whole words in Chinese and Russian must leave trigrams: 0 means a character type under which search misses them.
TRIGRAMS = {"打印机坏了": 6, "принтер": 8}
LOCALE_ADVICE = (
    "Search for similar words will miss these languages. Make the database anew with a UTF-8 character type "
    "(./portal backup, ./portal reset, ./portal restore; elsewhere: CREATE DATABASE … LOCALE 'C.UTF-8')."
)


@dataclass(slots=True)
class Report:
    problems: list[str] = field(default_factory=list)

    def line(self, name: str, value: object) -> None:
        print(f"  {name:<14} {value}", flush=True)

    def problem(self, name: str, what: str) -> None:
        self.problems.append(what)
        self.line(name, f"PROBLEM: {what}")

    @contextmanager
    def about(self, name: str) -> Iterator[None]:
        try:
            yield
        except (Problem, OSError) as error:
            problem = from_os_error(error) if isinstance(error, OSError) else error
            self.problem(name, f"{problem.what} {problem.remedy}".strip())


def run(environment: Environment, arguments: list[str]) -> int:
    report = Report()
    report.line("system", f"{platform.platform()}, {platform.machine()}")
    report.line("python", f"{platform.python_version()} ({sys.executable})")
    with report.about(".venv"):
        prepare_environment(environment)
        report.line(".venv", f"{environment.path}, up to date")
    home = find_home(environment.top)
    _describe_home(report, home)
    _describe_ports(report)
    _describe_servers(report, environment, home)
    found = len(report.problems)
    print(f"{found} problem{'s' if found > 1 else ''} found." if found else "Nothing is wrong.")
    return 1 if found else 0


def _describe_home(report: Report, home: Home) -> None:
    if not home.path.exists():
        report.line("home", f"{home.path} (not made yet: ./portal start makes it)")
    else:
        size = sum(path.stat().st_size for path in home.path.rglob("*") if path.is_file() and not path.is_symlink())
        report.line("home", f"{home.path} ({size / 2**20:.0f} MB, {'running' if _is_running(home) else 'not running'})")
    disk = shutil.disk_usage(next(path for path in (home.path, *home.path.parents) if path.exists()))
    report.line("disk", f"{disk.free / 2**30:.1f} GB free")
    if disk.free < 2**29:
        report.problem("disk", "Less than 512 MB is free. Free some space, or set PORTAL_HOME to another disk.")
    report.line("sockets", home.sockets)
    report.line("servers run as", home.account.name if home.account.switch else "you")


def _is_running(home: Home) -> bool:
    try:
        with home.lock():
            return False
    except InUse:
        return True


def _describe_ports(report: Report) -> None:
    with socket.socket() as probe:
        taken = probe.connect_ex(("127.0.0.1", ports.DEFAULT)) == 0
    report.line("port", f"{ports.DEFAULT} is {'in use; start takes the next free one' if taken else 'free'}")


def _describe_servers(report: Report, environment: Environment, home: Home) -> None:
    if variables.external_redis():
        report.line("redis", "the one in REDIS_URL")
    else:
        with report.about("redis"):
            report.line("redis", find_redis(home, environment.site_packages))
    with report.about("postgres"):
        postgres = find_postgres(home, environment.site_packages)
        report.line("postgres", f"{postgres.version} ({postgres.origin}, {postgres.bin})")
        _check_locale(report, environment, home)


def _check_locale(report: Report, environment: Environment, home: Home) -> None:
    """In the portal's own database where there is one, else in one made the same way and thrown away."""
    with ExitStack() as stack:
        if variables.external_database():
            url = os.environ["DATABASE_URL"]
        elif home.env_file.exists():
            values, _ = stack.enter_context(database(environment, home))
            url = values["DATABASE_URL"]
        else:
            url = stack.enter_context(_throwaway(environment, home))
        for word, expected in TRIGRAMS.items():
            _check_word(report, word, expected, _trigrams(environment, home, url, word))


def _trigrams(environment: Environment, home: Home, url: str, word: str) -> int:
    statement = f"BEGIN; CREATE EXTENSION IF NOT EXISTS pg_trgm; SELECT cardinality(show_trgm('{word}')); ROLLBACK"
    return int(client(environment, home, url, "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement))


def _check_word(report: Report, word: str, expected: int, found: int) -> None:
    if found == expected:
        report.line("trigrams", f"{word}: {found}")
    else:
        report.problem("trigrams", f"{word} gives {found} instead of {expected}. {LOCALE_ADVICE}")


@contextmanager
def _throwaway(environment: Environment, home: Home) -> Iterator[str]:
    """The address of a database made like the portal's, in a directory that goes away."""
    with tempfile.TemporaryDirectory(prefix="portal-doctor-") as name:
        place = Home(Path(name), home.account)
        place.prepare()
        # The programs stay where the real home has them, in case they had to be copied.
        cluster = Cluster(place, find_postgres(home, environment.site_packages), fleeting=True)
        supervisor = Supervisor(place.run_file)
        try:
            cluster.prepare()
            supervisor.await_ready(supervisor.start(cluster.service()), cluster.is_ready, START_SECONDS)
            cluster.create_database()
            yield cluster.url
        finally:
            supervisor.stop()
