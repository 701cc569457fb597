"""Real gunicorn with two sync workers over the filled database, and what its processes and PostgreSQL's spend."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from bench.sla import scratch
from bench.system import children, parent, stat

TOP = Path(__file__).resolve().parents[2]
WORKERS = 2
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    parent: int
    postmaster: int

    def workers(self) -> list[int]:
        return children(self.parent)

    def seconds(self) -> tuple[float, float]:
        """Processor seconds so far: of the web processes, and of PostgreSQL's."""
        return sum(map(_seconds, self.workers())), _reaped(self.postmaster) + sum(
            map(_seconds, children(self.postmaster))
        )

    def memory(self) -> float:
        """MB of the larger worker: its own, and its part of what it shares with others."""
        return max(_share(one) for one in self.workers())


@contextmanager
def served() -> Iterator[Server]:
    """As in production: no DEBUG, packed and named static files, cached templates."""
    with tempfile.TemporaryDirectory(prefix="bench-static-") as folder:
        variables = {
            **os.environ,
            "DEBUG": "0",
            "DEMO": "0",
            "HTTPS": "0",
            "ALLOWED_HOSTS": "127.0.0.1",
            "BASE_URL": "http://127.0.0.1",
            "STATIC_ROOT": folder,
            "DATABASE_URL": scratch.address(),
            "LOG_LEVEL": "WARNING",
        }
        manage = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(manage, cwd=TOP, env=variables, check=True)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            bind = ["--bind", f"fd://{listener.fileno()}", "--workers", str(WORKERS), "--no-control-socket"]
            command = [sys.executable, "-m", "gunicorn", *bind, "bench.pages.floor"]
            process = subprocess.Popen(command, cwd=TOP, env=variables, pass_fds=(listener.fileno(),))
            try:
                yield Server(listener.getsockname()[1], process.pid, _postmaster())
            finally:
                process.terminate()
                process.wait(30)


def _postmaster() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return parent(cursor.fetchone()[0])


def _seconds(process: int) -> float:
    try:
        user, system = stat(process)[11:13]
    except OSError:
        return 0.0
    return (int(user) + int(system)) / TICKS


def _reaped(process: int) -> float:
    """Of children that have ended."""
    user, system = stat(process)[13:15]
    return (int(user) + int(system)) / TICKS


def _share(process: int) -> float:
    """What Linux calls the proportional set size: a page that three processes have counts a third."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024
