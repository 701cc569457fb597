"""The run's mail server as a process: started with a small disk of its own where the system allows that, and told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local import processes

from .mailserver import GOOD
from .victim import TOP

DISK = "256k"


@dataclass
class MailServer:
    port: int
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "bench.chaos.mailserver", str(self.port), str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*small_disk(self.folder / "spool"), *command], cwd=TOP, stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=processes.dies_with_parent(),
            )  # fmt: skip

    def kill(self) -> None:
        if self.process is not None:
            processes.kill_group(self.process.pid)
            self.process.wait(30)

    def feel(self, mood: str) -> None:
        fresh = self.folder / "mood.new"
        fresh.write_text(mood)
        fresh.replace(self.folder / "mood")

    def taken(self) -> int:
        """How many letters so far."""
        file = self.folder / "taken"
        return file.read_bytes().count(b"\n") if file.exists() else 0


@contextmanager
def running(port: int, folder: Path) -> Iterator[MailServer]:
    (folder / "spool").mkdir(parents=True)
    server = MailServer(port, folder)
    server.feel(GOOD)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def small_disk(folder: Path) -> list[str]:
    """What to put before a command for `folder` to be a disk of its own, seen by nobody else; nothing where that fails.

    Without root it takes a user namespace, which not every system allows.
    """
    namespace = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    mounting = [*namespace, "sh", "-c", f'mount -t tmpfs -o size={DISK} none "$0" && exec "$@"', str(folder)]
    try:
        can = subprocess.run([*mounting, "true"], capture_output=True, timeout=10).returncode == 0
    except OSError:
        can = False
    return mounting if can else []
