"""One PostgreSQL cluster of our own, reachable over a unix socket only."""

import re
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

from . import processes, variables
from .binaries import Postgres
from .home import Home
from .messages import Problem, step
from .supervisor import Service

ROLE = DATABASE = "portal"
# Trigrams and Cyrillic case need a UTF-8 character type, and no wheel has ICU. LOCALES serve older servers and systems.
BUILTIN_UTF8 = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
LOCALES = (["--locale=C.UTF-8"], ["--locale=C", "--lc-ctype=en_US.UTF-8"], ["--locale=C", "--lc-ctype=UTF-8"])
# initdb also says which locale it takes; only a complaint is a reason to try the next.
REFUSED_LOCALE = re.compile(r"error:.*locale|unrecognized option.*locale", re.IGNORECASE)
DURABLE = {"max_connections": "100", "shared_buffers": "128MB"}
# For data that may vanish with the machine: tests.
FLEETING = {
    "max_connections": "300",
    "shared_buffers": "256MB",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "10min",
}
# Notices would be taken for a part of the answer.
CLIENT = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "PGOPTIONS": "-c client_min_messages=warning"}
MOVE = "With the old version (PORTAL_PG_BIN) run ./portal backup FILE, move the data away, then ./portal restore FILE."


@dataclass(frozen=True, slots=True)
class Cluster:
    home: Home
    postgres: Postgres
    fleeting: bool = False

    @property
    def data(self) -> Path:
        return self.home.path / f"pg{self.postgres.major}"

    @property
    def url(self) -> str:
        return f"postgresql://{ROLE}@/{DATABASE}?host={self.home.sockets}"

    def prepare(self) -> None:
        """Make the cluster when there is none; what is there is never overwritten."""
        self.refuse_unusable()
        if not self.data.exists() or not any(self.data.iterdir()):
            with step(f"New database (PostgreSQL {self.postgres.version})"):
                self._initialise()

    def refuse_unusable(self) -> None:
        ours = self.postgres.major
        version = self.data / "PG_VERSION"
        if version.exists() and (found := version.read_text().strip()) != str(ours):
            raise Problem(f"{self.data} was written by PostgreSQL {found}, and this is PostgreSQL {ours}.", MOVE)
        if self.data.exists() and any(self.data.iterdir()) and not version.exists():
            raise Problem(
                f"{self.data} is half-made: it has no PG_VERSION.",
                "If nothing in it is needed, ./portal reset clears it.",
            )
        others = [
            path for path in self.home.path.glob("pg[0-9]*") if path.name != self.data.name and path.suffix != ".new"
        ]
        if others and not version.exists() and not self.fleeting:
            raise Problem(
                f"The data in {others[0]} are of another PostgreSQL than the {ours} found in {self.postgres.bin}.", MOVE
            )

    def _initialise(self) -> None:
        fresh = self.data.with_name(self.data.name + ".new")
        builtin = [BUILTIN_UTF8] if self.postgres.major >= 17 else []
        for number, locale in enumerate([*builtin, *LOCALES], start=1):
            shutil.rmtree(fresh, ignore_errors=True)
            self.home.account.make_private(fresh)
            try:
                self._initdb(fresh, locale)
                break
            except Problem as problem:
                if number == len(builtin) + len(LOCALES) or not REFUSED_LOCALE.search(problem.output):
                    raise
        if self.data.exists():
            self.data.rmdir()
        fresh.rename(self.data)

    def _initdb(self, directory: Path, locale: list[str]) -> None:
        fixed = ["-U", ROLE, "-E", "UTF8", "--auth-local=trust", "--auth-host=scram-sha-256"]
        sync = ["--no-sync"] if self.fleeting else []
        command = [self.postgres.bin / "initdb", "-D", directory, *fixed, *locale, *sync]
        processes.run("Making the database (initdb)", command, account=self.home.account, log=self.home.setup_log)

    def service(self) -> Service:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.home.sockets),
            "unix_socket_permissions": "0700",
            "port": "5432",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "jit": "off",
            **(FLEETING if self.fleeting else DURABLE),
        }
        return Service(
            name="postgres",
            command=[
                self.postgres.bin / "postgres",
                "-D",
                self.data,
                *(f"--{key}={value}" for key, value in options.items()),
            ],
            log=self.home.logs / "postgres.log",
            cwd=self.data,
            account=self.home.account,
            stop=signal.SIGINT,
            death=signal.SIGINT,
            vital=True,
            env=variables.of_servers(),
        )

    def is_ready(self) -> bool:
        return self.home.account.can_run(
            [self.postgres.bin / "pg_isready", "-q", "-U", ROLE, "-h", self.home.sockets, "-d", "postgres"]
        )

    def sql(self, statement: str, database: str = "postgres") -> str:
        """One statement as the owner; its result as bare text."""
        return self.tool("psql", "-d", database, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement).strip()

    def tool(self, name: str, *arguments: str | Path) -> str:
        command = [self.postgres.bin / name, "-h", self.home.sockets, "-U", ROLE, *arguments]
        return processes.run(name, command, env=CLIENT, account=self.home.account, log=self.home.setup_log)

    def create_database(self) -> None:
        if not self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"):
            self.sql(f"CREATE DATABASE {DATABASE}")

    def drop_database(self) -> None:
        self.sql(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
