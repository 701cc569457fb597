"""Whose rights the servers get: PostgreSQL refuses root, so root's servers run as `postgres` or `nobody`."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .messages import Problem


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    uid: int
    gid: int
    switch: bool

    def popen(self) -> dict[str, Any]:
        """Arguments of Popen that hand the child over to this account; none when it is ours."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}

    def own(self, path: Path) -> None:
        if self.switch:
            os.chown(path, self.uid, self.gid)

    def make_private(self, path: Path) -> None:
        """A directory that only this account (and root) can enter."""
        path.mkdir(mode=0o700, exist_ok=True)
        path.chmod(0o700)
        self.own(path)

    def can_run(self, command: Sequence[str | Path]) -> bool:
        try:
            done = subprocess.run(command, capture_output=True, timeout=30, cwd="/", check=False, **self.popen())
        except OSError:
            return False
        return done.returncode == 0

    def can_enter(self, directory: Path) -> bool:
        return not self.switch or self.can_run(["/bin/sh", "-c", 'cd "$1"', "sh", directory])


def service_account() -> Account:
    if os.geteuid() != 0:
        return Account(name=str(os.geteuid()), uid=os.geteuid(), gid=os.getegid(), switch=False)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid, switch=True)
    raise Problem(
        "PostgreSQL refuses to run as root and there is neither a user `postgres` nor `nobody`.",
        "Run ./portal as an ordinary user, or make one of the two (useradd --system postgres).",
    )
