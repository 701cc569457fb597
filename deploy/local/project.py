"""Steps that bring code and database to the same state: tables, message catalogues, static files, demo company."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import processes
from .home import Home
from .messages import say, step
from .python_env import Environment
from .servers import Servers


def compile_catalogues(environment: Environment) -> None:
    """Build every .mo that is missing or older than its .po, with Babel: a bare Debian has no msgfmt."""
    for source in sorted(environment.top.glob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        fresh = target.with_name(f"{target.name}.{os.getpid()}.new")
        with step(f"Texts ({source.parent.parent.name})"):
            command = [
                environment.program("pybabel"),
                "compile",
                "-i",
                source,
                "-o",
                fresh,
                "-l",
                source.parent.parent.name,
            ]
            processes.run(
                f"Compiling {source.relative_to(environment.top)}", command, remedy="Correct that file and try again."
            )
            if fresh.exists():
                fresh.replace(target)


@dataclass(frozen=True, slots=True)
class Project:
    """The Django project of a checkout, with the variables its commands get."""

    environment: Environment
    home: Home
    variables: dict[str, str]

    def manage(self, what: str, *arguments: str, remedy: str = "") -> str:
        command = [self.environment.python, self.environment.top / "manage.py", *arguments]
        return processes.run(what, command, env=self.variables, log=self.home.setup_log, remedy=remedy)

    def migrate(self) -> None:
        with step("Tables"):
            self.manage("Bringing the database up to date", "migrate", "--noinput", "-v", "1")

    def collect_static(self) -> None:
        """Only when a file or a package changed: it takes seconds, and every start would pay them."""
        stamp, now = self.home.path / "static.stamp", self._static_digest()
        if stamp.exists() and stamp.read_text().strip() == now:
            return
        with step("Static files"):
            self.manage("Collecting static files", "collectstatic", "--noinput", "--clear", "-v", "0")
            self.home.write(stamp, now)

    def _static_digest(self) -> str:
        found = hashlib.sha256(self.variables.get("STATIC_ROOT", "").encode())
        for path in _static_files(self.environment.top):
            found.update(f"{path.relative_to(self.environment.top)}".encode())
            found.update(path.read_bytes())
        if self.environment.stamp.exists():
            found.update(self.environment.stamp.read_bytes())
        return found.hexdigest()

    def seed(self, servers: Servers, *, wanted: bool) -> None:
        """The demo company, on the first start only. A home remembers what it is: `--no-demo` once means never."""
        if self.home.demo == "seeding" and servers.cluster:
            say("  The demo company was half-made; making it anew.")
            servers.cluster.drop_database()
            servers.cluster.create_database()
            self.migrate()
        if self.home.demo in ("yes", "no"):
            return
        if not wanted:
            self.home.set_demo("no")
            return
        self.home.set_demo("seeding")
        with step("Demo company (on the first start only)"):
            self.manage("Making the demo company", "seed", remedy="./portal start --no-demo goes without it.")
        self.home.set_demo("yes")


def _static_files(top: Path) -> Iterator[Path]:
    # Apps sit directly below the top, so there is no need to walk .venv.
    for folder in sorted([top / "static", *top.glob("*/static")]):
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file())
