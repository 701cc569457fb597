"""A backup brings back rows, files and secrets; one that is not whole is refused before anything is touched."""

from __future__ import annotations

import tarfile
from functools import partial
from pathlib import Path
from typing import IO

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
    dump = partial(backup._dump, environment, home, cluster.url, work / backup.DUMP)
    backup._pack(home, {"media": home.media}, work, folder / "saved.tar", dump)
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
    backup._put_back(other, {"media": other.media}, unpacked(saved))
    assert other.secret_key() == key
    assert (other.media / "2026" / "фото.png").read_bytes() == b"picture"


def test_attachments_on_a_disk_of_their_own_are_saved_and_come_back(home: Home, folder: Path) -> None:
    home.prepare()
    home.secret_key()
    elsewhere = folder / "disk of its own"
    (elsewhere / "ab").mkdir(parents=True)
    (elsewhere / "ab" / "cd").write_bytes(b"offer")
    values = {"MEDIA_ROOT": str(home.media), "ATTACHMENTS_URL": elsewhere.as_uri()}
    work = folder / "work"
    work.mkdir()
    folders = backup._folders(values)
    backup._pack(home, folders, work, folder / "two.tar", partial((work / backup.DUMP).write_bytes, b"rows"))
    (elsewhere / "ab" / "cd").unlink()
    (elsewhere / "newer").write_bytes(b"of another day")

    backup._put_back(home, folders, unpacked(folder / "two.tar"))

    assert (elsewhere / "ab" / "cd").read_bytes() == b"offer"
    assert not (elsewhere / "newer").exists()


def test_files_that_come_and_go_while_the_database_is_saved_harm_nothing(home: Home, folder: Path) -> None:
    home.prepare()
    home.secret_key()
    for name in ("discarded", "growing"):
        (home.media / name).write_bytes(b"content")
    work = folder / "work"
    work.mkdir()

    def dump() -> None:
        (work / backup.DUMP).write_bytes(b"rows")
        (home.media / "discarded").unlink()
        (home.media / "growing").write_bytes(b"content and more")
        (home.media / "attached").write_bytes(b"offer")

    backup._pack(home, {"media": home.media}, work, folder / "lived.tar", dump)

    place = unpacked(folder / "lived.tar") / "media"
    found = {path.name: path.read_bytes() for path in place.iterdir()}
    assert found == {"discarded": b"content", "growing": b"content", "attached": b"offer"}


def test_a_file_that_grows_while_it_is_packed_still_has_its_check_sum(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.prepare()
    home.secret_key()
    upload, work = home.media / "upload", folder / "work"
    upload.write_bytes(b"half")
    work.mkdir()
    pack = tarfile.TarFile.addfile

    def grow(tar: tarfile.TarFile, member: tarfile.TarInfo, *content: IO[bytes]) -> None:
        if member.name == "media/upload":
            upload.write_bytes(b"half and the other half")
        pack(tar, member, *content)

    monkeypatch.setattr(tarfile.TarFile, "addfile", grow)
    backup._pack(
        home, {"media": home.media}, work, folder / "lived.tar", partial((work / backup.DUMP).write_bytes, b"rows")
    )
    assert (unpacked(folder / "lived.tar") / "media" / "upload").read_bytes() == b"half"


def test_attachments_below_the_media_folder_are_saved_once(home: Home) -> None:
    values = {"MEDIA_ROOT": str(home.media), "ATTACHMENTS_URL": f"file://{home.media}/attachments"}
    assert backup._folders(values) == {"media": home.media}


def test_attachments_in_an_object_store_are_said_to_be_elsewhere(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    values = {"MEDIA_ROOT": str(home.media), "ATTACHMENTS_URL": "s3://key:secret@files/portal?endpoint=https://s3"}
    assert backup._folders(values) == {"media": home.media}
    backup._say_what_is_elsewhere(values)
    told = capsys.readouterr()
    assert "files/portal and are not in this file" in told.out + told.err
    assert "secret" not in told.out + told.err


def test_a_restored_portal_never_gets_the_demo_company_on_top(saved: Path, home: Home) -> None:
    assert home.demo == ""
    backup._put_back(home, {"media": home.media}, unpacked(saved))
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
