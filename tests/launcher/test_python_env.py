"""`.venv` is made once and left alone while its requirements stay the same."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from deploy.local import processes
from deploy.local.messages import Problem
from deploy.local.python_env import DEV, EMBEDDED, RUN, Environment, needed

START = needed(dev=False, embedded=True)
TEST = needed(dev=True, embedded=True)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What was installed, one list an installation."""
    lists: list[list[str]] = []
    monkeypatch.setattr(Environment, "_install", lambda self, files: lists.append(list(files)))
    return lists


@pytest.fixture
def checkout(tmp_path: Path) -> Environment:
    """A checkout whose .venv has a Python and pip, as if just made."""
    for name in (RUN, EMBEDDED, DEV):
        (tmp_path / name).write_text(f"{name}==1\n")
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    (programs / "pip").touch()
    return Environment(tmp_path)


def test_it_installs_once(checkout: Environment, installed: list[list[str]]) -> None:
    checkout.prepare(START)
    checkout.prepare(START)
    assert installed == [[RUN, EMBEDDED]]


def test_start_after_test_installs_nothing(checkout: Environment, installed: list[list[str]]) -> None:
    checkout.prepare(TEST)
    checkout.prepare(START)
    assert len(installed) == 1


def test_test_after_start_adds_its_packages_and_start_keeps_them(
    checkout: Environment, installed: list[list[str]]
) -> None:
    checkout.prepare(START)
    checkout.prepare(TEST)
    checkout.prepare(START)
    assert installed == [[RUN, EMBEDDED], [RUN, EMBEDDED, DEV]]


def test_production_servers_need_no_embedded_ones() -> None:
    assert needed(dev=False, embedded=False) == [RUN]


def test_changed_requirements_bring_everything_up_to_date(checkout: Environment, installed: list[list[str]]) -> None:
    checkout.prepare(TEST)
    (checkout.top / RUN).write_text("changed==2\n")
    checkout.prepare(START)
    assert installed[1] == [RUN, EMBEDDED, DEV]
    assert checkout.is_current(TEST)


def test_a_change_that_this_command_does_not_use_can_wait(checkout: Environment, installed: list[list[str]]) -> None:
    checkout.prepare(TEST)
    (checkout.top / DEV).write_text("changed==2\n")
    checkout.prepare(START)
    assert len(installed) == 1
    assert not checkout.is_current(TEST)


def test_another_python_means_another_installation(checkout: Environment, installed: list[list[str]]) -> None:
    checkout.prepare(START)
    checkout.stamp.write_text(checkout.stamp.read_text().replace(str(sys.version_info[1]), "2", 1))
    checkout.prepare(START)
    assert len(installed) == 2


def test_a_failed_installation_leaves_no_stamp(checkout: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Environment, files: list[str]) -> None:
        raise Problem("no network")

    monkeypatch.setattr(Environment, "_install", fail)
    with pytest.raises(Problem, match="no network"):
        checkout.prepare(START)
    assert not checkout.stamp.exists()
    assert not checkout.is_current(START)


def test_a_broken_stamp_counts_as_none(checkout: Environment, installed: list[list[str]]) -> None:
    checkout.prepare(START)
    checkout.stamp.write_text("{")
    checkout.prepare(START)
    assert len(installed) == 2


def test_a_half_made_environment_is_made_anew(
    checkout: Environment, installed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout.path / "bin" / "python").unlink()
    (checkout.path / "left over").touch()
    made: list[object] = []

    def run(what: str, command: list[object], **_: object) -> str:
        made.append(command[-1])
        checkout.path.mkdir()
        return ""

    monkeypatch.setattr(processes, "run", run)
    checkout.prepare(START)
    assert made == [checkout.path]
    assert not (checkout.path / "left over").exists()


def test_pip_steps_in_where_uv_fails(checkout: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def run(what: str, command: list[object], **_: object) -> str:
        ran.append(what)
        if "uv" in what:
            raise Problem("uv knows no such index")
        return ""

    monkeypatch.setattr(processes, "run", run)
    checkout.prepare(START)
    assert ran[-1] == "Installing Python packages"
    assert checkout.is_current(START)


def test_too_little_space_is_said_before_anything_is_installed(
    checkout: Environment, installed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 10 * 2**20})
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(Problem, match=r"need about 450 MB and .* has 10 MB left"):
        checkout.prepare(START)
    assert installed == []
