"""Child processes: run one to its end, start one that dies with the launcher, find those that outlived it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from . import interrupts, messages
from .account import Account

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def dies_with_parent(number: int = signal.SIGKILL) -> Callable[[], None] | None:
    """A `preexec_fn`: the kernel will send `number` when the launcher is gone. None where no kernel does that."""
    if _libc is None:
        return None
    parent = os.getpid()

    def ask_the_kernel() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel


def run(
    what: str,
    command: Sequence[object],
    *,
    remedy: str = "",
    env: Mapping[str, str] | None = None,
    account: Account | None = None,
    log: Path | None = None,
) -> str:
    """Run to the end, keep the output (appended to `log` too), show progress; raise Problem when it fails."""
    as_account = account.popen() if account else {}
    cwd = "/" if as_account else None
    with subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=env,
        cwd=cwd,
        preexec_fn=dies_with_parent(),
        start_new_session=True,
        **as_account,
    ) as process:
        output = _collect(process)
    if log and log.parent.is_dir():
        with log.open("a", encoding="utf-8") as file:
            file.write(f"== {what}\n{output}\n")
    if process.returncode:
        raise messages.from_output(what, output, remedy, log, status=process.returncode)
    return output


def _collect(process: "subprocess.Popen[bytes]") -> str:
    while True:
        try:
            output, _ = process.communicate(timeout=0.2)
            return output.decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            messages.tick()
            if interrupts.received():
                kill_group(process.pid)
                process.communicate()
                raise interrupts.Interrupted from None


def kill_group(pid: int, number: int = signal.SIGKILL) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def born(pid: int) -> str | None:
    """When the process began, in the system's words, to tell it from a later one of that number; None when gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return None
        return (
            subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
            or None
        )
    state, *rest = stat.rpartition(")")[2].split()
    return None if state == "Z" else rest[18]


def end_leftover(pid: int, birth: str, patience: float) -> bool:
    """Wait up to `patience` seconds for a process of an earlier run, then kill it. True when there was one."""
    if born(pid) != birth:
        return False
    deadline = time.monotonic() + patience
    while born(pid) == birth and time.monotonic() < deadline:
        time.sleep(0.1)
    if born(pid) == birth:
        kill_group(pid)
        while born(pid) == birth:
            time.sleep(0.05)
    return True
