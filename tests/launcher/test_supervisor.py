"""What dies is restarted, what is stopped stops in order, and a killed launcher leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local import processes
from deploy.local.messages import Problem
from deploy.local.supervisor import Child, Supervisor
from tests.launcher.conftest import TOP, MakeService


@pytest.fixture
def supervisor(folder: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(folder / "run.json", patience=5.0, first_wait=0.05)
    yield supervisor
    supervisor.stop()


def until(true: Callable[[], object], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return bool(true())


def runs_again(supervisor: Supervisor, child: Child, first: int) -> bool:
    supervisor.tend()
    return child.due is None and child.process.pid != first


def test_a_killed_service_comes_back(supervisor: Supervisor, service: MakeService) -> None:
    child = supervisor.start(service("web", "sleep 60"))
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    assert until(lambda: runs_again(supervisor, child, first))
    assert child.process.poll() is None


def test_each_crash_doubles_the_wait(
    supervisor: Supervisor, service: MakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor.first_wait = 1.0
    child = supervisor.start(service("web", "exit 3"))
    child.failures = 2
    child.process.wait()
    supervisor.tend()
    assert child.due is not None
    assert "web stopped (exit code 3); again in 4 s" in capsys.readouterr().err


def test_the_wait_never_exceeds_half_a_minute(
    supervisor: Supervisor, service: MakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor.first_wait = 1.0
    child = supervisor.start(service("web", "exit 1"))
    child.failures = 40
    child.process.wait()
    supervisor.tend()
    assert "again in 30 s" in capsys.readouterr().err


def test_a_crash_after_a_steady_minute_starts_counting_anew(supervisor: Supervisor, service: MakeService) -> None:
    child = supervisor.start(service("web", "exit 1"))
    child.failures, child.began = 4, time.monotonic() - 61
    child.process.wait()
    supervisor.tend()
    assert child.failures == 1


def test_a_database_that_fails_five_times_stops_everything(supervisor: Supervisor, service: MakeService) -> None:
    supervisor.first_wait = 0.01
    supervisor.start(service("postgres", "echo no such file or directory; exit 1", vital=True))

    def tend_for_ever() -> None:
        while True:
            supervisor.tend()
            time.sleep(0.01)

    with pytest.raises(Problem, match=r"postgres failed 5 times in a row") as stopped:
        tend_for_ever()
    assert "no such file or directory" in str(stopped.value)


def test_a_full_disk_is_recognised_in_a_service_s_last_words(supervisor: Supervisor, service: MakeService) -> None:
    child = supervisor.start(service("postgres", "echo 'FATAL: No space left on device'; exit 1"))
    with pytest.raises(Problem, match="the disk is full"):
        supervisor.await_ready(child, lambda: False, seconds=5)


def test_a_service_that_is_never_ready_is_given_up(supervisor: Supervisor, service: MakeService) -> None:
    child = supervisor.start(service("web", "sleep 60"))
    with pytest.raises(Problem, match=r"web was not ready after 0 s"):
        supervisor.await_ready(child, lambda: False, seconds=0.2)


def test_services_stop_in_reverse_order(supervisor: Supervisor, service: MakeService, folder: Path) -> None:
    for name in ("postgres", "worker", "web"):
        script = (
            f"trap 'echo {name} >>{folder}/order; exit 0' TERM; touch {folder}/{name}; while :; do sleep 0.05; done"
        )
        child = supervisor.start(service(name, script))
        supervisor.await_ready(child, (folder / name).exists, seconds=5)
    supervisor.stop()
    assert (folder / "order").read_text().split() == ["web", "worker", "postgres"]
    assert not supervisor.run_file.exists()


def test_one_that_will_not_stop_is_killed_with_its_children(
    supervisor: Supervisor, service: MakeService, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor.patience = 0.3
    script = f"trap '' TERM; sleep 61 & echo $! >{folder}/grandchild; while :; do sleep 0.05; done"
    child = supervisor.start(service("worker", script))
    assert until(lambda: (folder / "grandchild").exists() and (folder / "grandchild").read_text().strip())
    supervisor.stop()
    assert "worker did not stop within 0 s and was killed" in capsys.readouterr().err
    assert child.process.returncode == -signal.SIGKILL
    grandchild = int((folder / "grandchild").read_text())
    assert until(lambda: processes.born(grandchild) is None)


def test_a_service_is_out_of_reach_of_the_terminal_s_ctrl_c(supervisor: Supervisor, service: MakeService) -> None:
    child = supervisor.start(service("web", "sleep 60"))
    assert os.getsid(child.process.pid) == child.process.pid != os.getsid(0)


def test_verbose_shows_each_line_with_its_service(
    folder: Path, service: MakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor = Supervisor(folder / "run.json", verbose=True, patience=5.0)
    child = supervisor.start(service("worker", "echo hello; sleep 60"))
    assert until(lambda: "hello" in child.service.log.read_text())
    supervisor.tend()
    supervisor.stop()
    assert "  worker | hello" in capsys.readouterr().err


class TestAfterKillingTheLauncher:
    LAUNCHER = """
import sys, time
from pathlib import Path
from deploy.local.supervisor import Service, Supervisor
folder = Path(sys.argv[1])
script = "touch started; exec sleep 62"
service = Service("web", ["/bin/sh", "-c", script], log=folder / "web.log", cwd=folder, env={"PATH": "/usr/bin:/bin"})
Supervisor(folder / "run.json").start(service)
time.sleep(60)
"""

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
    def test_the_kernel_ends_its_services(self, folder: Path) -> None:
        launcher = subprocess.Popen([sys.executable, "-c", self.LAUNCHER, folder], cwd=TOP)
        assert until(lambda: (folder / "started").exists() and (folder / "run.json").exists())
        [[_, pid, birth]] = json.loads((folder / "run.json").read_text())
        assert processes.born(pid) == birth
        launcher.kill()
        launcher.wait()
        assert until(lambda: processes.born(pid) is None)

    def test_the_next_start_ends_what_is_left(self, supervisor: Supervisor, capsys: pytest.CaptureFixture[str]) -> None:
        left = subprocess.Popen(["/bin/sleep", "63"], start_new_session=True)
        supervisor.run_file.write_text(json.dumps([["web", left.pid, processes.born(left.pid)]]))
        supervisor.patience = 0.2
        supervisor.clear_leftovers()
        assert left.wait(timeout=5) == -signal.SIGKILL
        assert f"An earlier web (process {left.pid}) had outlived its launcher" in capsys.readouterr().err

    def test_another_process_with_the_same_number_is_left_alone(self, supervisor: Supervisor) -> None:
        stranger = subprocess.Popen(["/bin/sleep", "64"], start_new_session=True)
        supervisor.run_file.write_text(json.dumps([["web", stranger.pid, "another birth"]]))
        supervisor.clear_leftovers()
        assert stranger.poll() is None
        stranger.kill()
        stranger.wait()

    @pytest.mark.parametrize("text", ["", '[["web", 12'])
    def test_a_half_written_list_of_processes_is_no_obstacle(self, supervisor: Supervisor, text: str) -> None:
        supervisor.run_file.write_text(text)
        supervisor.clear_leftovers()
