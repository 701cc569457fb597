"""Keeps services running: restarts what dies, stops in reverse order, leaves nothing behind.

Every child has a session of its own, so that Ctrl-C in the terminal reaches only the launcher.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import interrupts, messages, processes
from .account import Account
from .messages import Problem, say

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0  # seconds before a restart: 1, 2, 4 ... 30
STEADY = 60.0  # seconds after which an earlier crash no longer counts
VITAL_FAILURES = 5
PATIENCE = 15.0  # seconds a service has to stop by itself
LOG_LIMIT = 5 * 2**20  # bytes; a longer log is set aside at the next start


@dataclass(frozen=True, slots=True)
class Service:
    """A program to keep running. `stop` asks it to end; the kernel sends `death` when the launcher is gone."""

    name: str
    command: Sequence[object]
    log: Path
    cwd: Path
    env: Mapping[str, str]
    stop: signal.Signals = signal.SIGTERM
    death: signal.Signals = signal.SIGTERM
    account: Account | None = None
    vital: bool = False
    advice: str = ""
    pass_fds: tuple[int, ...] = ()


@dataclass(slots=True)
class Child:
    service: Service
    process: "subprocess.Popen[bytes]"
    began: float
    failures: int = 0
    due: float | None = None  # monotonic moment of the next restart; None while it runs
    read: int = 0  # bytes of the log already shown


@dataclass(slots=True)
class Supervisor:
    run_file: Path
    verbose: bool = False
    patience: float = PATIENCE
    first_wait: float = FIRST_WAIT
    children: list[Child] = field(default_factory=list)

    def clear_leftovers(self) -> None:
        """End what a killed launcher left. On Linux it is ending already; elsewhere nothing told it to."""
        try:
            entries = json.loads(self.run_file.read_text())
        except (OSError, ValueError):
            return
        for name, pid, birth in entries:
            if processes.end_leftover(pid, birth, patience=self.patience):
                say(f"  An earlier {name} (process {pid}) had outlived its launcher; it is gone now.")
        self.run_file.unlink(missing_ok=True)

    def start(self, service: Service) -> Child:
        if service.log.exists() and service.log.stat().st_size > LOG_LIMIT:
            service.log.replace(service.log.with_name(service.log.name + ".1"))
        shown = service.log.stat().st_size if service.log.exists() else 0
        child = Child(service, _spawn(service), time.monotonic(), read=shown)
        self.children.append(child)
        self._note_pids()
        return child

    def await_ready(self, child: Child, probe: Callable[[], bool], seconds: float) -> None:
        """Wait until `probe` is true; Problem with the end of the log when the service dies or takes too long."""
        deadline = time.monotonic() + seconds
        while not probe():
            interrupts.check()
            messages.tick()
            self.show_logs()
            if child.process.poll() is not None:
                raise self._failure(child, "stopped while it was starting")
            if time.monotonic() > deadline:
                raise self._failure(child, f"was not ready after {seconds:.0f} s")
            time.sleep(0.05)

    def tend(self) -> None:
        """Look at every child once: note the dead, restart those whose wait is over."""
        now = time.monotonic()
        for child in self.children:
            if child.due is None and child.process.poll() is not None:
                self._plan_restart(child, now)
            elif child.due is not None and now >= child.due:
                child.process, child.began, child.due = _spawn(child.service), now, None
                self._note_pids()
        self.show_logs()

    def _plan_restart(self, child: Child, now: float) -> None:
        processes.kill_group(child.process.pid)
        child.failures = 1 if now - child.began > STEADY else child.failures + 1
        if child.service.vital and child.failures >= VITAL_FAILURES:
            raise self._failure(child, f"failed {child.failures} times in a row")
        wait = min(self.first_wait * 2 ** (child.failures - 1), LONGEST_WAIT)
        child.due = now + wait
        name, how = child.service.name, _how(child.process.returncode)
        say(f"  {name} stopped ({how}); again in {wait:.0f} s. Its log: {child.service.log}")

    def _failure(self, child: Child, what: str) -> Problem:
        text = child.service.log.read_text(encoding="utf-8", errors="replace") if child.service.log.exists() else ""
        failure = messages.from_output(child.service.name, text[-4000:], child.service.advice, child.service.log)
        if "disk is full" not in failure.what:
            failure.what = f"{child.service.name} {what}. Its log: {child.service.log}."
        return failure

    def stop(self) -> None:
        """In reverse order of starting, each with its own signal and `patience` seconds, then by force."""
        interrupts.on_second(self.kill)
        while self.children:
            child = self.children[-1]
            _end(child, self.patience)
            self.children.pop()
        interrupts.on_second(None)
        self.run_file.unlink(missing_ok=True)

    def kill(self) -> None:
        for child in reversed(self.children):
            processes.kill_group(child.process.pid)

    def show_logs(self) -> None:
        for child in self.children if self.verbose else ():
            with child.service.log.open("rb") as file:
                file.seek(child.read)
                for line in file.read().decode("utf-8", "replace").splitlines():
                    say(f"{child.service.name:>8} | {line}")
                child.read = file.tell()

    def _note_pids(self) -> None:
        pids = [child.process.pid for child in self.children]
        entries = [
            (child.service.name, pid, processes.born(pid)) for child, pid in zip(self.children, pids, strict=True)
        ]
        fresh = self.run_file.with_name(self.run_file.name + ".new")
        fresh.write_text(json.dumps(entries))
        fresh.replace(self.run_file)


def _spawn(service: Service) -> "subprocess.Popen[bytes]":
    with service.log.open("ab") as log:
        return subprocess.Popen(
            [str(part) for part in service.command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=service.cwd,
            env=dict(service.env),
            start_new_session=True,
            umask=0o077,
            preexec_fn=processes.dies_with_parent(service.death),
            pass_fds=service.pass_fds,
            **(service.account.popen() if service.account else {}),
        )


def _end(child: Child, patience: float) -> None:
    if child.process.poll() is None:
        os.kill(child.process.pid, child.service.stop)
        try:
            child.process.wait(patience)
        except subprocess.TimeoutExpired:
            say(f"  {child.service.name} did not stop within {patience:.0f} s and was killed.")
    processes.kill_group(child.process.pid)
    child.process.wait()


def _how(code: int | None) -> str:
    return f"killed by {signal.Signals(-code).name}" if code and code < 0 else f"exit code {code}"
