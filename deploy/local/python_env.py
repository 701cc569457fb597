"""`.venv` at the top of the checkout: made once, left alone while the requirements it was made from stay the same."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import processes
from .messages import FULL, Problem, step

RUN, EMBEDDED, DEV = "requirements.txt", "requirements-embedded.txt", "requirements-dev.txt"
NO_NETWORK = "Packages come from the Python Package Index: check the network or pip's configuration, then try again."
NEEDED_MB = {RUN: 350, EMBEDDED: 100, DEV: 500}


def needed(*, dev: bool, embedded: bool) -> list[str]:
    return [RUN, *([EMBEDDED] if embedded else []), *([DEV] if dev else [])]


@dataclass(frozen=True, slots=True)
class Environment:
    top: Path

    @property
    def path(self) -> Path:
        return self.top / ".venv"

    @property
    def python(self) -> Path:
        return self.path / "bin" / "python"

    @property
    def stamp(self) -> Path:
        return self.path / "portal-stamp.json"

    @property
    def site_packages(self) -> Path:
        return next(iter(self.path.glob("lib/python3*/site-packages")), self.path / "lib")

    def program(self, name: str) -> Path:
        return self.path / "bin" / name

    def prepare(self, files: Iterable[str]) -> None:
        """Install what `files` name, unless the stamp says that this was done from exactly these files."""
        wanted = list(files)
        with self._alone():
            if self.is_current(wanted):
                return
            self._need_space(wanted)
            # What an earlier command installed is kept up to date too, or `start` and `test` would undo each other.
            wanted = [name for name in (RUN, EMBEDDED, DEV) if name in {*wanted, *self._recorded().get("files", {})}]
            self._make()
            with step(f"Python packages ({', '.join(wanted)})"):
                self._install(wanted)
            self._write_stamp(wanted)

    def is_current(self, files: Iterable[str]) -> bool:
        recorded = self._recorded()
        if not recorded or recorded["python"] != self._version():
            return False
        return all(recorded["files"].get(name) == self._digest(name) for name in files)

    def _recorded(self) -> dict[str, Any]:
        try:
            recorded = json.loads(self.stamp.read_text())
        except (OSError, ValueError):
            return {}
        return recorded if isinstance(recorded, dict) and {"python", "files"} <= recorded.keys() else {}

    def _digest(self, name: str) -> str:
        return hashlib.sha256((self.top / name).read_bytes()).hexdigest()

    def _version(self) -> str:
        """Of the Python inside; empty when there is none, it does not run, or it is not the one asked for."""
        try:
            done = subprocess.run(
                [self.python, "-c", "import sys; print(*sys.version_info[:3])"], capture_output=True, text=True
            )
        except OSError:
            return ""
        version = done.stdout.strip()
        asked = f"{sys.version_info[0]} {sys.version_info[1]} " if os.environ.get("PORTAL_PYTHON") else "3 "
        return version if done.returncode == 0 and version.startswith(asked) else ""

    def _make(self) -> None:
        self.stamp.unlink(missing_ok=True)
        if self._version() and self.program("pip").exists():
            return
        with step("Python environment (.venv)"):
            if self.path.exists():
                shutil.rmtree(self.path)
            remedy = "Debian and Ubuntu keep it in a package of its own: apt-get install python3-venv."
            processes.run("Making .venv", [sys.executable, "-m", "venv", self.path], remedy=remedy)

    def _install(self, files: list[str]) -> None:
        lists = [part for name in files for part in ("-r", str(self.top / name))]
        log = self.path / "install.log"
        try:
            processes.run("pip install uv", [self.python, "-m", "pip", "install", "-q", "uv"], log=log)
            uv = [self.python, "-m", "uv", "pip", "install", "--python", self.python]
            processes.run("uv pip install", [*uv, *lists], log=log)
        except Problem:
            # uv is faster but does not read pip's own configuration (a company's mirror, for one).
            pip = [self.python, "-m", "pip", "install", "-q"]
            processes.run("Installing Python packages", [*pip, *lists], remedy=NO_NETWORK, log=log)

    def _write_stamp(self, files: list[str]) -> None:
        stamp = {"python": self._version(), "files": {name: self._digest(name) for name in files}}
        self.stamp.write_text(json.dumps(stamp, indent=1))

    def _need_space(self, files: list[str]) -> None:
        free, need = shutil.disk_usage(self.top).free // 2**20, sum(NEEDED_MB[name] for name in files)
        if free < need and not self._recorded():
            raise Problem(
                f"Python packages need about {need} MB and {self.top} has {free} MB left.", FULL.split(",")[0] + "."
            )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two commands must not install into one environment at the same time; the second waits."""
        directory = os.open(self.top, os.O_RDONLY)
        try:
            fcntl.flock(directory, fcntl.LOCK_EX)
            yield
        finally:
            os.close(directory)
