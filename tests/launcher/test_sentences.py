"""Whatever is in the way gets one sentence and what to do about it, never a traceback."""

from __future__ import annotations

import os
import shutil
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from deploy.local import binaries, messages
from deploy.local import home as homes
from deploy.local.account import Account, service_account
from deploy.local.binaries import Postgres
from deploy.local.home import Home, InUse, find_home, point_to
from deploy.local.messages import Problem
from deploy.local.postgres import Cluster
from tests.launcher.conftest import TOP, RunPortal

EIGHTEEN = Postgres(Path("/opt/pg18/bin"), 18, "18.6", "test")
Usage = namedtuple("Usage", "total used free")


class TestHome:
    def test_a_file_in_its_place(self, home: Home) -> None:
        home.path.write_text("")
        with pytest.raises(Problem, match=r"is a file, and the portal's home must be a directory\. "):
            raise_as_problem(home)

    def test_a_directory_nobody_may_write_in(self, folder: Path) -> None:
        folder.chmod(0o500)
        # Root may write everywhere but where the kernel itself refuses.
        closed = Path("/sys/portal") if os.geteuid() == 0 else folder / "home"
        with pytest.raises(Problem, match=r"No permission to write .*PORTAL_HOME"):
            raise_as_problem(Home(closed, service_account()))

    def test_a_full_disk_before_anything_is_made(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(2**30, 2**30, 5 * 2**20))
        with pytest.raises(Problem, match=r"is full: 5 MB left, 200 MB needed\. Free some space"):
            home.prepare()

    def test_a_disk_that_fills_up_meanwhile(self) -> None:
        if not Path("/dev/full").exists():
            pytest.skip("this system has no /dev/full")
        with pytest.raises(OSError, match="No space left") as full, Path("/dev/full").open("w") as file:
            file.write("x")
        assert str(messages.from_os_error(full.value)).startswith("portal: The disk is full")

    def test_a_place_where_root_s_servers_cannot_go(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Account, "can_enter", lambda self, directory: False)
        with pytest.raises(Problem, match=r"cannot enter .*\. Set PORTAL_HOME"):
            home.prepare()

    def test_sockets_that_others_could_reach(self, home: Home) -> None:
        home.prepare()
        home.sockets.chmod(0o755)
        with pytest.raises(Problem, match="belongs to somebody else or is open to others"):
            home.prepare()

    def test_a_deep_home_keeps_its_sockets_elsewhere(self, folder: Path) -> None:
        deep = Home(folder / ("deep" * 20), service_account())
        assert not deep.sockets.is_relative_to(deep.path)
        assert len(os.fsencode(deep.sockets / ".s.PGSQL.5432.lock")) <= homes.MAX_SOCKET_PATH
        assert deep.sockets != Home(folder / ("deep" * 21), service_account()).sockets

    def test_a_second_launcher_is_told_who_runs(self, home: Home) -> None:
        home.prepare()
        with home.lock(), pytest.raises(InUse, match=rf"already in use: a portal runs there \(process {os.getpid()}\)"):
            lock_again(home)

    def test_the_lock_goes_with_its_holder(self, home: Home) -> None:
        home.prepare()
        with home.lock():
            pass
        with home.lock():
            pass

    def test_secrets_are_made_once_and_for_nobody_else(self, home: Home) -> None:
        home.prepare()
        key = home.secret_key()
        assert home.secret_key() == key
        assert len(key) >= 50
        assert home.secret_file.stat().st_mode & 0o777 == 0o600

    def test_the_home_is_closed(self, home: Home) -> None:
        home.prepare()
        assert home.path.stat().st_mode & 0o066 == 0
        assert home.sockets.stat().st_mode & 0o077 == 0


class TestWhereItIs:
    def test_the_environment_decides(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        monkeypatch.setenv("PORTAL_HOME", str(folder))
        assert find_home(TOP).path == folder.resolve()

    def test_two_checkouts_have_two(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        monkeypatch.delenv("PORTAL_HOME", raising=False)
        assert find_home(folder / "one").path != find_home(folder / "two").path

    def test_a_link_tells_a_plain_manage_py_where_root_s_is(self, home: Home, folder: Path) -> None:
        point_to(home, folder)
        point_to(home, folder)
        assert (folder / "var" / "home").readlink() == home.path


class TestDatabaseFiles:
    @pytest.fixture
    def cluster(self, home: Home) -> Cluster:
        home.prepare()
        return Cluster(home, EIGHTEEN)

    def test_half_made(self, cluster: Cluster) -> None:
        cluster.data.mkdir()
        (cluster.data / "base").mkdir()
        with pytest.raises(Problem, match=r"half-made: it has no PG_VERSION\. .*\./portal reset"):
            cluster.prepare()

    def test_of_another_major_version(self, cluster: Cluster) -> None:
        cluster.data.mkdir()
        (cluster.data / "PG_VERSION").write_text("17\n")
        with pytest.raises(Problem, match=r"written by PostgreSQL 17, and this is PostgreSQL 18\. .*backup"):
            cluster.prepare()

    def test_beside_an_older_one(self, cluster: Cluster) -> None:
        old = cluster.home.path / "pg17"
        old.mkdir()
        (old / "PG_VERSION").write_text("17\n")
        with pytest.raises(Problem, match=r"pg17 are of another PostgreSQL than the 18"):
            cluster.prepare()
        assert not cluster.data.exists()

    def test_an_interrupted_first_start_leaves_nothing_in_the_way(self, cluster: Cluster) -> None:
        (cluster.home.path / "pg18.new").mkdir()
        cluster.refuse_unusable()


class TestPrograms:
    def test_a_wrong_pg_bin(self, home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PORTAL_PG_BIN", str(folder))
        with pytest.raises(Problem, match=r"PORTAL_PG_BIN=.* has no initdb"):
            binaries.find_postgres(home, folder)

    def test_no_postgres_at_all(self, home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(binaries, "_postgres_places", lambda site_packages: iter(()))
        with pytest.raises(Problem, match=r"No PostgreSQL that can be run.*apt-get install postgresql"):
            binaries.find_postgres(home, folder)

    def test_a_wrong_redis(self, home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PORTAL_REDIS_BIN", "/bin/false")
        with pytest.raises(Problem, match=r"PORTAL_REDIS_BIN=/bin/false cannot be run"):
            binaries.find_redis(home, folder)


class TestCommandLine:
    def test_without_arguments_it_says_what_there_is(self, portal: RunPortal) -> None:
        done = portal()
        assert done.returncode == 0
        words = [line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")]
        assert words == [
            "start",
            "test",
            "check",
            "bench",
            "chaos",
            "seed",
            "manage",
            "backup",
            "restore",
            "doctor",
            "screens",
            "lighthouse",
            "reset",
        ]
        assert max(map(len, done.stdout.splitlines())) < 100

    def test_an_unknown_command(self, portal: RunPortal) -> None:
        done = portal("strat")
        assert done.returncode == 2
        assert "there is no command 'strat'" in done.stderr

    def test_a_problem_is_one_sentence_and_a_code(self, portal: RunPortal, folder: Path) -> None:
        (folder / "home").write_text("")
        done = portal("start")
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert done.stderr.splitlines()[-1].startswith("portal: ")

    def test_a_port_that_is_none(self, portal: RunPortal) -> None:
        done = portal("start", "--port", "http")
        assert done.returncode == 1
        assert done.stderr == "portal: 'http' is not a port. Write a number from 1024 to 32767, such as 8000.\n"

    def test_reset_does_nothing_where_nobody_can_agree(self, portal: RunPortal, home: Home) -> None:
        home.prepare()
        done = portal("reset")
        assert done.returncode == 1
        assert "Add --yes" in done.stderr
        assert home.redis.exists()

    def test_reset_removes_what_is_ours_and_nothing_else(self, portal: RunPortal, home: Home) -> None:
        home.prepare()
        home.secret_key()
        (home.path / "holiday.jpg").touch()
        assert portal("reset", "--yes").returncode == 0
        assert {path.name for path in home.path.iterdir()} == {"lock", "holiday.jpg"}

    def test_a_python_that_is_none(self, portal: RunPortal) -> None:
        done = portal("start", PORTAL_PYTHON="/bin/false")
        assert done.returncode == 1
        assert "PORTAL_PYTHON=/bin/false is not a Python 3.11" in done.stderr

    def test_no_python_at_all(self, portal: RunPortal, bare_machine: Path) -> None:
        done = portal("start", PATH=str(bare_machine))
        assert done.returncode == 1
        assert "Python 3.11 or newer with venv is needed. Install it" in done.stderr

    def test_root_on_debian_gets_one(self, portal: RunPortal, bare_machine: Path) -> None:
        program(bare_machine / "id", "echo 0")
        program(bare_machine / "apt-get", f'[ "$1" = update ] || ln -s {sys.executable} {bare_machine}/python3')
        done = portal("--help", PATH=str(bare_machine))
        assert done.returncode == 0
        assert "installing it with apt-get" in done.stderr
        assert "usage: ./portal COMMAND" in done.stdout

    def test_root_without_network_is_told_where_the_log_is(self, portal: RunPortal, bare_machine: Path) -> None:
        program(bare_machine / "id", "echo 0")
        program(bare_machine / "apt-get", "echo no network; exit 100")
        done = portal("--help", PATH=str(bare_machine))
        assert done.returncode == 1
        log = done.stderr.split(";")[-1].split()[0]
        assert Path(log).read_text() == "no network\n"
        Path(log).unlink()


@pytest.fixture
def bare_machine(folder: Path) -> Path:
    """A directory of programs without Python and apt-get, to be the only one on the path."""
    for name in ("dirname", "id", "sh", "mktemp", "ln", "rm"):
        (folder / name).symlink_to(shutil.which(name) or name)
    return folder


def program(path: Path, script: str) -> None:
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def raise_as_problem(home: Home) -> None:
    """What `./portal start` does with a home, refused by the launcher or by the system."""
    try:
        home.prepare()
    except OSError as error:
        raise messages.from_os_error(error) from error


def lock_again(home: Home) -> None:
    with home.lock():
        pass
