"""A real PostgreSQL and a real Redis in a home of their own: started, killed, started again, with everything there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import servers as local_servers
from deploy.local import variables
from deploy.local.home import Home
from deploy.local.messages import Problem
from deploy.local.postgres import Cluster
from deploy.local.python_env import Environment
from deploy.local.servers import Servers, running
from tests.launcher.conftest import TOP

NOTES = "CREATE TABLE IF NOT EXISTS note (text text)"


@pytest.fixture
def servers(home: Home, environment: Environment) -> Iterator[Servers]:
    home.prepare()
    with running(home, environment) as servers:
        yield servers


def cluster_of(servers: Servers) -> Cluster:
    assert servers.cluster
    return servers.cluster


def notes(servers: Servers) -> list[str]:
    return cluster_of(servers).sql("SELECT text FROM note ORDER BY 1", "portal").split()


def note(servers: Servers, text: str) -> None:
    cluster_of(servers).sql(f"{NOTES}; INSERT INTO note VALUES ('{text}')", "portal")


def test_data_survive_a_restart(home: Home, environment: Environment) -> None:
    home.prepare()
    with running(home, environment) as servers:
        note(servers, "kept")
    with running(home, environment) as servers:
        assert notes(servers) == ["kept"]


def test_a_clock_that_was_set_for_a_run_is_the_servers_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_PRELOAD", "/tmp/shifted.so")
    monkeypatch.setenv("FAKETIME", "+400000")
    monkeypatch.setenv("SECRET_KEY", "not theirs")
    given = variables.of_servers()
    assert (given["LD_PRELOAD"], given["FAKETIME"]) == ("/tmp/shifted.so", "+400000")
    assert "SECRET_KEY" not in given


def test_nothing_runs_afterwards(home: Home, environment: Environment) -> None:
    home.prepare()
    with running(home, environment) as servers:
        children = [child.process for child in servers.supervisor.children]
    assert [process.returncode for process in children] == [0, 0]
    assert not list(home.sockets.iterdir())
    assert "database system is shut down" in (home.logs / "postgres.log").read_text()


class TestSafety:
    def test_sockets_only(self, lasting: Servers) -> None:
        assert cluster_of(lasting).sql("SHOW listen_addresses") == ""
        assert lasting.addresses["REDIS_URL"].startswith("unix://")
        assert lasting.addresses["BROKER_URL"].startswith("redis+socket://")

    def test_nobody_else_can_enter(self, lasting: Servers) -> None:
        assert cluster_of(lasting).home.sockets.stat().st_mode & 0o077 == 0
        assert cluster_of(lasting).data.stat().st_mode & 0o077 == 0

    def test_the_database_is_never_root(self, lasting: Servers) -> None:
        assert cluster_of(lasting).data.stat().st_uid == cluster_of(lasting).home.account.uid != 0


class TestLanguages:
    """What the wrong character type breaks without a word: Chinese and Cyrillic trigrams, case, stemming."""

    @pytest.mark.parametrize(("word", "trigrams"), [("打印机坏了", 6), ("принтер", 8)])
    def test_trigrams(self, lasting: Servers, word: str, trigrams: int) -> None:
        statement = f"CREATE EXTENSION IF NOT EXISTS pg_trgm; SELECT cardinality(show_trgm('{word}'))"
        assert cluster_of(lasting).sql(statement, "portal") == str(trigrams)

    def test_case_and_stems(self, lasting: Servers) -> None:
        statement = "SELECT lower('ПРИНТЕР'), to_tsvector('russian', 'Принтеры') @@ to_tsquery('russian', 'принтер')"
        assert cluster_of(lasting).sql(statement) == "принтер|t"


class TestAccidents:
    def test_a_killed_database_comes_back_with_its_rows(self, servers: Servers) -> None:
        note(servers, "committed")
        child = servers.supervisor.children[0]
        os.kill(child.process.pid, signal.SIGKILL)
        child.process.wait()
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and not (child.due is None and cluster_of(servers).is_ready()):
            servers.supervisor.tend()
            time.sleep(0.05)
        assert notes(servers) == ["committed"]

    def test_a_killed_launcher_leaves_nothing_that_stops_the_next_start(
        self, home: Home, environment: Environment
    ) -> None:
        script = """
import sys, time
from pathlib import Path
from deploy.local.home import Home, service_account
from deploy.local.python_env import Environment
from deploy.local.servers import running
home = Home(Path(sys.argv[1]), service_account())
with home.lock(), running(home, Environment(Path.cwd())) as servers:
    servers.cluster.sql("CREATE TABLE note (text text); INSERT INTO note VALUES ('before')", "portal")
    print("up", flush=True)
    time.sleep(60)
"""
        home.prepare()
        command = [sys.executable, "-c", script, str(home.path)]
        with subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, text=True) as launcher:
            assert launcher.stdout
            assert launcher.stdout.readline() == "up\n"
            launcher.kill()
        with home.lock(), running(home, environment) as servers:
            assert notes(servers) == ["before"]

    def test_a_stale_socket_is_no_obstacle(self, home: Home, environment: Environment) -> None:
        home.prepare()
        (home.sockets / "redis.sock").touch()
        with running(home, environment) as servers:
            assert len(servers.supervisor.children) == 2

    def test_a_broken_database_is_kept_and_its_log_shown(self, home: Home, environment: Environment) -> None:
        home.prepare()
        with running(home, environment) as servers:
            data = cluster_of(servers).data
        (data / "global" / "pg_control").unlink()
        with pytest.raises(Problem, match=r"postgres stopped while it was starting\. Its log: ") as broken:
            next_start(home, environment)
        assert "pg_control" in str(broken.value)
        assert (data / "base").exists()

    def test_a_broken_test_database_is_made_anew(self, home: Home, environment: Environment) -> None:
        home.prepare()
        with running(home, environment, fleeting=True) as servers:
            data = cluster_of(servers).data
        (data / "global" / "pg_control").unlink()
        with running(home, environment, fleeting=True) as servers:
            assert cluster_of(servers).sql("SELECT 1") == "1"


class TestServersOfSomebodyElse:
    def test_given_both_nothing_is_started(
        self, home: Home, environment: Environment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://db.example.com/portal")
        monkeypatch.setenv("REDIS_URL", "redis://cache.example.com/1")
        home.prepare()
        with running(home, environment) as servers:
            assert servers.supervisor.children == []
            assert servers.addresses == {}

    def test_given_one_only_the_other_is_started(
        self, home: Home, environment: Environment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://db.example.com/portal")
        home.prepare()
        with running(home, environment) as servers:
            assert [child.service.name for child in servers.supervisor.children] == ["redis"]


class TestForeground:
    """What `test`, `manage` and `bench` run in the terminal."""

    @pytest.mark.parametrize("code", [0, 1, 5])
    def test_its_exit_code_is_ours(self, code: int) -> None:
        assert local_servers.foreground(["/bin/sh", "-c", f"exit {code}"], {}) == code

    def test_a_signal_is_told_as_a_shell_would(self) -> None:
        assert local_servers.foreground(["/bin/sh", "-c", "kill -KILL $$"], {}) == 137


def next_start(home: Home, environment: Environment) -> None:
    with running(home, environment):
        pass


def test_the_home_s_path_may_hold_spaces_and_other_scripts(folder: Path, environment: Environment, home: Home) -> None:
    other = Home(folder / "мой 门户", home.account)
    other.prepare()
    with running(other, environment) as servers:
        assert cluster_of(servers).sql("SELECT 1") == "1"
