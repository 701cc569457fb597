"""The home: everything an installation keeps outside the code - data, sockets, logs, secrets, mail, uploads."""

import fcntl
import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .account import Account, service_account
from .messages import FULL, Problem

MAX_SOCKET_PATH = 100  # bytes; macOS allows 104, Linux 108
NEEDED_MB = 200
TAKEN = "{home} is already in use: a portal runs there (process {pid})."


@dataclass(frozen=True, slots=True)
class Home:
    path: Path
    account: Account

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def media(self) -> Path:
        return self.path / "media"

    @property
    def static(self) -> Path:
        return self.path / "static"

    @property
    def redis(self) -> Path:
        return self.path / "redis"

    @property
    def env_file(self) -> Path:
        return self.path / "env"

    @property
    def run_file(self) -> Path:
        return self.path / "run.json"

    @property
    def setup_log(self) -> Path:
        return self.logs / "setup.log"

    @property
    def sockets(self) -> Path:
        """Short enough for a socket's address; a deep home gets a directory under /tmp."""
        inside = self.path / "sock"
        if len(os.fsencode(inside / ".s.PGSQL.5432.lock")) <= MAX_SOCKET_PATH:
            return inside
        return Path(tempfile.gettempdir()) / f"portal-{os.geteuid()}-{digest(self.path)}"

    def sub(self, name: str) -> "Home":
        return Home(self.path / name, self.account)

    def prepare(self) -> None:
        """Make what is missing and refuse what cannot work, each with its sentence."""
        self._make_top()
        self._need_space()
        for directory in (self.logs, self.media, self.path / "mail", self.static):
            directory.mkdir(mode=0o700, exist_ok=True)
        self.account.make_private(self.redis)
        self._make_sockets()

    def _make_top(self) -> None:
        if self.path.exists() and not self.path.is_dir():
            raise Problem(
                f"{self.path} is a file, and the portal's home must be a directory.", "Move it away or set PORTAL_HOME."
            )
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o711 if self.account.switch else 0o700)
        if not self.account.can_enter(self.path):
            raise Problem(
                f"Root's servers run as `{self.account.name}`, and that user cannot enter {self.path}.",
                "Set PORTAL_HOME to a directory whose parents everybody may enter, such as /var/lib/portal.",
            )

    def _need_space(self) -> None:
        free = shutil.disk_usage(self.path).free // 2**20
        need = 20 if self.secret_file.exists() else NEEDED_MB
        if free < need:
            raise Problem(f"The disk of {self.path} is full: {free} MB left, {need} MB needed.", FULL)

    def _make_sockets(self) -> None:
        path = self.sockets
        self.account.make_private(path) if not path.exists() else None
        found = path.lstat()
        if found.st_uid != self.account.uid or found.st_mode & 0o077 or path.is_symlink():
            raise Problem(
                f"{path} for the servers' sockets belongs to somebody else or is open to others.", "Remove it."
            )

    @property
    def secret_file(self) -> Path:
        return self.path / "secret_key"

    def secret_key(self) -> str:
        """Made once. Everything signed (sessions, links in mails) hangs on it."""
        if not self.secret_file.exists():
            self.write(self.secret_file, secrets.token_urlsafe(50))
        return self.secret_file.read_text().strip()

    @property
    def demo(self) -> str:
        """Whether this home has the demo company: yes, no, seeding (it was interrupted) or empty (not decided yet)."""
        file = self.path / "demo"
        return file.read_text().strip() if file.exists() else ""

    def set_demo(self, state: str) -> None:
        self.write(self.path / "demo", state)

    def write(self, file: Path, text: str) -> None:
        """As a whole or not at all, and for nobody else's eyes."""
        fresh = file.with_name(file.name + ".new")
        fresh.touch(mode=0o600)
        fresh.write_text(text + "\n", encoding="utf-8")
        fresh.replace(file)

    @contextmanager
    def lock(
        self, taken: str = TAKEN, remedy: str = "Stop it first (Ctrl-C in its terminal), or set PORTAL_HOME."
    ) -> Iterator[None]:
        """One launcher a home. The kernel drops the lock when its holder dies, however it dies."""
        with (self.path / "lock").open("a+", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                raise InUse(taken.format(home=self.path, pid=file.read().strip()), remedy) from None
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield


class InUse(Problem):
    """Another launcher holds the home."""


def digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]


def find_home(top: Path) -> Home:
    """`PORTAL_HOME`, else `var` in the checkout; root's is under /var/lib, where the service account can get in."""
    account = service_account()
    if given := os.environ.get("PORTAL_HOME"):
        return Home(Path(os.environ.get("PORTAL_CALLED_FROM", top), given).resolve(), account)
    if account.switch:
        return Home(Path("/var/lib") / f"portal-{digest(top)}", account)
    return Home(top / "var", account)


def point_to(home: Home, top: Path) -> None:
    """Root's home is elsewhere; the link lets a plain `manage.py` find it."""
    if home.path == top / "var" or os.environ.get("PORTAL_HOME"):
        return
    link = top / "var" / "home"
    link.parent.mkdir(mode=0o700, exist_ok=True)
    if not link.is_symlink() or link.readlink() != home.path:
        link.unlink(missing_ok=True)
        link.symlink_to(home.path)
