"""A backup brings back rows, files and secrets; one that is not whole is refused before anything is touched."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from deploy.local import backup
from deploy.local.home import Home
from deploy.local.messages import Problem
from deploy.local.postgres import Cluster
from deploy.local.python_env import Environment
from deploy.local.servers import Servers
from tests.launcher.conftest import RunPortal


@pytest.fixture
def cluster(lasting: Servers) -> Cluster:
    """With a database of one row."""
    assert lasting.cluster
    lasting.cluster.drop_database()
    lasting.cluster.create_database()
    lasting.cluster.sql("CREATE TABLE request (title text); INSERT INTO request VALUES ('打印机')", "portal")
    return lasting.cluster


@pytest.fixture
def saved(cluster: Cluster, home: Home, environment: Environment, folder: Path) -> Path:
    """A backup of one row, one uploaded file and the secrets."""
    home.prepare()
    home.secret_key()
    (home.media / "2026").mkdir()
    (home.media / "2026" / "фото.png").write_bytes(b"picture")
    work = folder / "work"
    work.mkdir()
    backup._dump(environment, home, cluster.url, work / backup.DUMP)
    backup._pack(home, home.media, work, folder / "saved.tar")
    return folder / "saved.tar"


def unpacked(saved: Path) -> Path:
    place = saved.parent / "unpacked"
    place.mkdir()
    backup._unpack(saved, place)
    return place


def titles(cluster: Cluster) -> list[str]:
    return cluster.sql("SELECT title FROM request", "portal").split()


def tables(cluster: Cluster) -> str:
    return cluster.sql("SELECT string_agg(tablename, ' ') FROM pg_tables WHERE schemaname = 'public'", "portal")


def test_rows_come_back_and_nothing_else_stays(
    cluster: Cluster, saved: Path, home: Home, environment: Environment
) -> None:
    cluster.sql("UPDATE request SET title = 'changed'; CREATE TABLE newer (id int)", "portal")
    backup._load(environment, home, cluster.url, unpacked(saved) / backup.DUMP)
    assert titles(cluster) == ["打印机"]
    assert tables(cluster) == "request"


def test_what_was_restored_can_be_saved_and_restored_again(
    cluster: Cluster, saved: Path, home: Home, environment: Environment
) -> None:
    again = unpacked(saved) / backup.DUMP
    for _ in range(2):
        backup._load(environment, home, cluster.url, again)
        backup._dump(environment, home, cluster.url, again)
    assert titles(cluster) == ["打印机"]


def test_a_restore_that_fails_leaves_what_was_there(
    cluster: Cluster, saved: Path, home: Home, environment: Environment
) -> None:
    cluster.sql("CREATE TABLE kept (id int)", "portal")
    cluster.sql("CREATE ROLE visitor LOGIN")
    elsewhere = cluster.url.replace("//portal@", "//visitor@")
    with pytest.raises(Problem, match="psql failed"):
        backup._load(environment, home, elsewhere, unpacked(saved) / backup.DUMP)
    assert "kept" in tables(cluster)


def test_files_and_secrets_come_back(saved: Path, home: Home, folder: Path) -> None:
    key = home.secret_key()
    other = Home(folder / "other", home.account)
    other.prepare()
    backup._put_back(other, other.media, unpacked(saved))
    assert other.secret_key() == key
    assert (other.media / "2026" / "фото.png").read_bytes() == b"picture"


def test_a_restored_portal_never_gets_the_demo_company_on_top(saved: Path, home: Home) -> None:
    assert home.demo == ""
    backup._put_back(home, home.media, unpacked(saved))
    assert home.demo == "no"


def test_it_is_for_nobody_else_s_eyes(saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600


def test_one_that_was_cut_short_is_refused(saved: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:-20480])
    with pytest.raises(Problem, match=r"is not a whole backup|does not match its check sum"):
        unpacked(saved)


def test_one_that_was_changed_is_refused(saved: Path) -> None:
    saved.write_bytes(saved.read_bytes().replace(b"picture", b"Picture"))
    with pytest.raises(Problem, match=r"media/2026/фото\.png in .* does not match its check sum"):
        unpacked(saved)


def test_another_tar_is_refused(folder: Path) -> None:
    with tarfile.open(folder / "other.tar", "w") as tar:
        tar.add(__file__, "manifest.txt")
    with pytest.raises(Problem, match="is not a whole backup of a portal"):
        unpacked(folder / "other.tar")


def test_a_tar_that_would_write_elsewhere_is_refused(folder: Path) -> None:
    with tarfile.open(folder / "evil.tar", "w") as tar:
        tar.add(__file__, "../escaped")
    with pytest.raises(Problem, match="is not a whole backup of a portal"):
        unpacked(folder / "evil.tar")
    assert not (folder / "escaped").exists()


def test_a_filled_portal_is_not_overwritten(cluster: Cluster, home: Home, environment: Environment) -> None:
    with pytest.raises(Problem, match=r"There is a portal here already \(1 tables\)\. --force"):
        backup._refuse_filled(environment, home, cluster.url, force=False)
    backup._refuse_filled(environment, home, cluster.url, force=True)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["backup", "/nowhere/portal.tar"], "There is no directory /nowhere"),
        (["backup", "/dev/null"], "/dev/null exists"),
        (["restore", "/nowhere/portal.tar"], "There is no file /nowhere/portal.tar"),
    ],
)
def test_a_name_that_cannot_be_meant(portal: RunPortal, arguments: list[str], sentence: str) -> None:
    done = portal(*arguments)
    assert done.returncode == 1
    assert sentence in done.stderr
