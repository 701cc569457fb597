"""Homes, services and programs for tests of the launcher. They pass for root and for an ordinary user alike."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.local.account import service_account
from deploy.local.home import Home
from deploy.local.python_env import Environment
from deploy.local.servers import Servers, running
from deploy.local.supervisor import Service
from deploy.local.variables import NAMES

TOP = Path(__file__).resolve().parents[2]
MakeService = Callable[..., Service]
RunPortal = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module", autouse=True)
def _own_surroundings() -> Iterator[None]:
    """The servers of this very test run must not be taken for somebody's production."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (*NAMES, "MAIL_FROM", "PORT", "PORTAL_PG_BIN", "PORTAL_REDIS_BIN", "PORTAL_PYTHON"):
            patch.delenv(name, raising=False)
        yield


@contextmanager
def short_folder() -> Iterator[Path]:
    """Like tmp_path, but with a short name (sockets) and open to root's service account, which pytest's own is not."""
    path = Path(tempfile.mkdtemp(prefix="pt-", dir="/tmp"))
    path.chmod(0o711)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as path:
        yield path


@pytest.fixture(scope="module")
def lasting() -> Iterator[Servers]:
    """Servers for all tests of a module that do them no harm; making new ones takes seconds."""
    with short_folder() as path:
        home = Home(path, service_account())
        home.prepare()
        with running(home, Environment(TOP), fleeting=True) as servers:
            yield servers


@pytest.fixture
def home(folder: Path) -> Home:
    return Home(folder / "home", service_account())


@pytest.fixture
def environment() -> Environment:
    return Environment(TOP)


@pytest.fixture
def service(folder: Path) -> MakeService:
    """A service that is a line of shell."""

    def made(name: str, script: str, *, vital: bool = False) -> Service:
        log = folder / f"{name}.log"
        return Service(name, ["/bin/sh", "-c", script], log=log, cwd=folder, env={"PATH": "/usr/bin:/bin"}, vital=vital)

    return made


@pytest.fixture
def portal(folder: Path) -> RunPortal:
    """`./portal …` with its own home, as a process of its own."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PORTAL_HOME": str(folder / "home"), **variables}
        command = [str(TOP / "portal"), *arguments]
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)

    return run
