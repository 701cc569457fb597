"""The portal under test: `./portal start` in a home of its own, and whoever starts it again when it is gone."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2

from bench.system import children
from deploy.local import processes, variables
from deploy.local.account import service_account
from deploy.local.home import Home

TOP = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 600.0  # seconds, with a new database and all tables
# Of the run, not of whoever calls it: the portal under test has its own of everything.
NOT_OURS = (*variables.NAMES, "MAIL_FROM", "PORT", "HOST_ADDRESS", "TEST_DB_NAME", "DJANGO_SETTINGS_MODULE")


@dataclass
class Victim:
    """`home` is empty at first; `mail` is the port of its mail server, `letters` where it takes letters itself."""

    home: Home
    port: int
    mail: int
    letters: int
    started: int = 0
    _launcher: subprocess.Popen[bytes] | None = None
    _beside: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return self.home.path / "launcher.log"

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        return kept | {
            "PORTAL_HOME": str(self.home.path),
            "DEMO": "0",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail}",
            "LMTP_LISTEN": f"127.0.0.1:{self.letters}",
            "LOG_LEVEL": "WARNING",
            # Everything at once, and as much as the load likes: it is not limits that are looked at here.
            "MESSAGE_WINDOW_MINUTES": "0",
            "MESSAGES_PER_HOUR": "1000000",
            "MAIL_PER_SENDER_HOUR": "1000000",
            "API_CALLS_PER_MINUTE": "1000000",
            "DELIVERY_SECONDS": "2",
            "ROLLUP_SECONDS": "5",
        }

    def of_its_own(self) -> dict[str, str]:
        """What `manage.py` and programs beside it run with."""
        return self.environment() | variables.read(self.home)

    def start(self) -> None:
        command = [sys.executable, "-m", "deploy.local", "start", "--no-demo", "--no-browser", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._launcher = subprocess.Popen(
                command, cwd=TOP, env=self.environment(), stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True, preexec_fn=processes.dies_with_parent(signal.SIGTERM),
            )  # fmt: skip
        self.started += 1

    def tend(self) -> None:
        """As systemd would: a launcher that is gone is started again."""
        if self._launcher is not None and self._launcher.poll() is not None:
            self.start()

    def is_there(self) -> bool:
        return f"READY http://127.0.0.1:{self.port}/" in self.log.read_text(errors="replace")

    def await_start(self) -> None:
        """Raises SystemExit with the end of its log."""
        deadline = time.monotonic() + STARTS_WITHIN
        while not self.is_there():
            if self._launcher is None or self._launcher.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"The portal does not start:\n{self.log.read_text(errors='replace')[-3000:]}")
            time.sleep(0.2)

    def end_beside(self) -> None:
        while self._beside:
            process = self._beside.pop()
            processes.kill_group(process.pid)
            process.wait(30)

    def end(self) -> None:
        self.end_beside()
        if self._launcher is not None and self._launcher.poll() is None:
            self._launcher.terminate()
            self._launcher.wait(120)

    # Its parts

    def launcher(self) -> int:
        assert self._launcher is not None
        return self._launcher.pid

    def pid(self, name: str) -> int:
        """Of a service; it may be gone already. Raises LookupError where nobody runs it."""
        try:
            entries: list[tuple[str, int, str]] = json.loads(self.home.run_file.read_text())
        except (OSError, ValueError):
            raise LookupError(name) from None
        return {one: pid for one, pid, _birth in entries}[name]

    def below(self, name: str) -> list[int]:
        return children(self.pid(name))

    def backends(self) -> list[int]:
        return [int(row[0]) for row in self.rows("SELECT pid FROM pg_stat_activity WHERE backend_type LIKE 'client%'")]

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Raises psycopg2.Error while PostgreSQL is away."""
        address = f"postgresql://portal@/portal?host={self.home.sockets}&connect_timeout=5"
        connection = psycopg2.connect(address)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                found = cursor.fetchall() if cursor.description else []
            connection.commit()
            return found
        finally:
            connection.close()

    # Programs beside it

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *arguments]
        env = self.of_its_own() | more
        return subprocess.run(command, cwd=TOP, env=env, stdin=subprocess.DEVNULL, text=True, capture_output=True)

    def run_beside(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.home.logs / "beside.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments], cwd=TOP, env=self.of_its_own(), stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, preexec_fn=processes.dies_with_parent(),
            )  # fmt: skip
        self._beside.append(process)
        return process


def of_folder(folder: Path) -> Victim:
    """Made anew; on ports that nobody has."""
    shutil.rmtree(folder, ignore_errors=True)
    home = Home(folder, service_account())
    home.path.mkdir(parents=True)
    home.path.chmod(0o711 if home.account.switch else 0o700)
    return Victim(home, free_port(), free_port(), free_port())


def free_port() -> int:
    """Below those that the system gives away by itself, so that it stays free while nobody listens."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
