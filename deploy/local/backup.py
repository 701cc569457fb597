"""`./portal backup` and `restore`: one tar with the database, the uploads, the secrets and a list of check sums."""

import argparse
import contextlib
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit, urlunsplit

from . import processes, variables
from .binaries import find_postgres
from .commands import database
from .home import Home, find_home
from .messages import FULL, Problem, say, step
from .postgres import CLIENT
from .project import Project
from .python_env import Environment
from .servers import prepare_environment, running

DUMP, MANIFEST, FORMAT = "database.dump", "manifest.json", 1
KEPT = ("secret_key", "demo", "env")
BROKEN = "Take another backup file; this one was cut short or changed."


def backup(environment: Environment, arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./portal backup")
    parser.add_argument("file", help="the file to write")
    target = _named(parser.parse_args(arguments).file)
    if target.exists():
        raise Problem(f"{target} exists.", "Give another name; a backup never overwrites one.")
    if not target.parent.is_dir():
        raise Problem(f"There is no directory {target.parent}.", "Make it first.")
    prepare_environment(environment)
    home = find_home(environment.top)
    with database(environment, home) as (values, _), _workspace(target.parent) as work:
        dump = partial(_dump, environment, home, values["DATABASE_URL"], work / DUMP)
        with step("Files and database"):
            _pack(home, _folders(values), work, target, dump)
    _say_what_is_elsewhere(values)
    say(f"  {target}: {target.stat().st_size / 2**20:.1f} MB. It holds secrets: keep it where only you can read it.")
    return 0


def restore(environment: Environment, arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./portal restore")
    parser.add_argument("file", help="what ./portal backup wrote")
    parser.add_argument("--force", action="store_true", help="replace what is here")
    options = parser.parse_args(arguments)
    source = _named(options.file)
    prepare_environment(environment)
    home = find_home(environment.top)
    home.path.mkdir(parents=True, exist_ok=True)
    with home.lock(), _workspace(home.path) as work:
        home.prepare()
        with step("Reading the backup"):
            _unpack(source, work)
        # Queued work and cached pages speak of the rows that are about to go.
        shutil.rmtree(home.redis)
        home.prepare()
        with running(home, environment) as servers:
            values = variables.of_home(home, servers.addresses)
            _refuse_filled(environment, home, values["DATABASE_URL"], force=options.force)
            with step("Database"):
                _load(environment, home, values["DATABASE_URL"], work / DUMP)
            _put_back(home, _folders(values), work)
            _say_what_is_elsewhere(values)
            values = variables.of_home(home, servers.addresses, demo=home.demo == "yes")
            Project(environment, home, variables.child_environment(values)).migrate()
            variables.write(home, values)
    say("  Restored. ./portal start runs it.")
    return 0


def _named(name: str) -> Path:
    return Path(os.environ.get("PORTAL_CALLED_FROM", "."), name).resolve()


@contextmanager
def _workspace(parent: Path) -> Iterator[Path]:
    """A directory for nobody else's eyes, on the disk where the result will be."""
    with tempfile.TemporaryDirectory(prefix=".portal-", dir=parent) as name:
        yield Path(name)


def client(environment: Environment, home: Home, url: str, name: str, *arguments: object) -> str:
    """Run a PostgreSQL program. The password travels in its environment, where `ps` does not show it."""
    parts = urlsplit(url)
    place = f"{parts.username or ''}@{parts.netloc.rpartition('@')[2]}" if parts.username else parts.netloc
    env = {**os.environ, **CLIENT, "PGPASSWORD": parts.password or ""}
    program = find_postgres(home, environment.site_packages).bin / name
    where = urlunsplit(parts._replace(netloc=place, scheme="postgresql"))
    return processes.run(name, [program, *arguments, "-d", where], env=env, log=home.setup_log)


def _folders(values: Mapping[str, str]) -> dict[str, Path]:
    """What is kept in files, by its folder in the backup; attachments are usually below `media`."""
    media, url = Path(values["MEDIA_ROOT"]), urlsplit(values.get("ATTACHMENTS_URL", ""))
    place = Path(unquote(url.path))
    if url.scheme != "file" or place.is_relative_to(media):
        return {"media": media}
    return {"media": media, "attachments": place}


def _say_what_is_elsewhere(values: Mapping[str, str]) -> None:
    url = values.get("ATTACHMENTS_URL", "")
    if url and not url.startswith("file:"):
        # Without the key that may stand in it.
        say(f"  Attachments are kept in {url.rpartition('@')[2].partition('?')[0]} and are not in this file.")


def _dump(environment: Environment, home: Home, url: str, target: Path) -> None:
    client(environment, home, url, "pg_dump", "--format=custom", "--no-owner", "--no-acl", "-f", target)


def _load(environment: Environment, home: Home, url: str, dump: Path) -> None:
    """In one transaction: afterwards there is all of the backup and nothing else, or still what was there before."""
    program = find_postgres(home, environment.site_packages).bin / "pg_restore"
    script = dump.with_suffix(".sql")
    processes.run("pg_restore", [program, "--no-owner", "--no-acl", "-f", script, dump], log=home.setup_log)
    fresh = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
    client(environment, home, url, "psql", "-Xq1", "-v", "ON_ERROR_STOP=1", "-c", fresh, "-f", script)


def _refuse_filled(environment: Environment, home: Home, url: str, *, force: bool) -> None:
    count = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
    tables = client(environment, home, url, "psql", "-XAtq", "-c", count).strip()
    if tables != "0" and not force:
        raise Problem(f"There is a portal here already ({tables} tables).", "--force replaces it with the backup.")


def _pack(home: Home, folders: Mapping[str, Path], work: Path, target: Path, dump: Callable[[], object]) -> None:
    """Files before the database and those that came meanwhile after it: whatever a row of the dump names is here.

    People go on working: a file may go while it is looked for, and grow while it is read.
    """
    fresh, sums = work / "backup.tar", dict[str, str]()
    fresh.touch(mode=0o600)
    with tarfile.open(fresh, "w") as tar:
        _add_folders(tar, folders, sums)
        dump()
        _add(tar, DUMP, work / DUMP, sums)
        _add_folders(tar, folders, sums)
        for name in KEPT:
            if (home.path / name).exists():
                _add(tar, f"home/{name}", home.path / name, sums)
        version = {"format": FORMAT, "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        (work / MANIFEST).write_text(json.dumps({**version, "sha256": sums}, indent=1))
        tar.add(work / MANIFEST, MANIFEST)
    fresh.replace(target)


def _add_folders(tar: tarfile.TarFile, folders: Mapping[str, Path], sums: dict[str, str]) -> None:
    """What is not in it yet."""
    for name, folder in folders.items():
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            inside = f"{name}/{path.relative_to(folder)}"
            if inside not in sums:
                with contextlib.suppress(FileNotFoundError):
                    _add(tar, inside, path, sums)


def _add(tar: tarfile.TarFile, name: str, path: Path, sums: dict[str, str]) -> None:
    """Its check sum is that of what was packed, not of what the file may have become since."""
    with path.open("rb") as file:
        content = _Summed(file)
        tar.addfile(tar.gettarinfo(arcname=name, fileobj=file), content)
        sums[name] = content.sum.hexdigest()


class _Summed(io.RawIOBase):
    def __init__(self, file: BinaryIO) -> None:
        self.file, self.sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.sum.update(piece)
        return piece


def _unpack(source: Path, work: Path) -> None:
    if not source.is_file():
        raise Problem(f"There is no file {source}.", "Name what ./portal backup wrote.")
    need, free = 2 * source.stat().st_size, shutil.disk_usage(work).free
    if free < need:
        raise Problem(f"Restoring needs about {need // 2**20} MB and {work.parent} has {free // 2**20} MB left.", FULL)
    try:
        with tarfile.open(source) as tar:
            for member in tar:
                _extract(tar, member, work)
        manifest = json.loads((work / MANIFEST).read_text())
    except (tarfile.TarError, ValueError, EOFError, FileNotFoundError):
        raise Problem(f"{source} is not a whole backup of a portal.", BROKEN) from None
    if manifest.get("format") != FORMAT:
        raise Problem(f"{source} was written by a newer portal.", "Restore it with that version.")
    for name, expected in manifest["sha256"].items():
        path = work / name
        if not path.is_file() or _checksum(path) != expected:
            raise Problem(f"{name} in {source} does not match its check sum.", BROKEN)


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, work: Path) -> None:
    """One file, inside `work` whatever its name says. (tarfile's own filter for that is not in every Python 3.11.)"""
    target = (work / member.name).resolve()
    content = tar.extractfile(member) if member.isreg() else None
    if content is None or not target.is_relative_to(work.resolve()):
        raise tarfile.TarError(member.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        shutil.copyfileobj(content, file)


def _put_back(home: Home, folders: Mapping[str, Path], work: Path) -> None:
    with step("Files"):
        for name, folder in folders.items():
            shutil.rmtree(folder, ignore_errors=True)
            if (work / name).exists():
                shutil.copytree(work / name, folder)
            else:
                folder.mkdir(mode=0o700, parents=True)
        # `env` is in the backup to be read by people; its addresses are those of the other home.
        home.write(home.secret_file, (work / "home" / "secret_key").read_text().strip())
        demo = work / "home" / "demo"
        # Never let the next start put the demo company among somebody's own requests.
        home.set_demo(demo.read_text().strip() if demo.exists() else "no")


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
