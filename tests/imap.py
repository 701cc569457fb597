"""A real IMAP server on loopback: Dovecot, with a configuration and mail of its own in a temporary directory."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imap_tools import MailBoxUnencrypted

PASSWORD = "secret-of-a-test"

CONFIGURATION = """
base_dir = {place}/run
state_dir = {place}/run
log_path = {place}/log
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain xoauth2
auth_verbose = yes
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
mail_location = maildir:{place}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 0
first_valid_gid = 0
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {place}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={place}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"""


class Server:
    """`port` of plain IMAP. Users are whoever signs in with PASSWORD."""

    def __init__(self, place: Path, port: int) -> None:
        self.place, self.port = place, port

    def box(self, user: str = "it") -> MailBoxUnencrypted:
        """As its owner's mail program is signed in."""
        signed_in = MailBoxUnencrypted("127.0.0.1", self.port, timeout=10)
        signed_in.login(user, PASSWORD)
        return signed_in

    def put(self, *letters: bytes, user: str = "it") -> None:
        with self.box(user) as box:
            for raw in letters:
                box.append(raw, "INBOX")

    def count(self, folder: str = "INBOX", user: str = "it") -> int:
        with self.box(user) as box:
            return int(box.folder.status(folder, ["MESSAGES"])["MESSAGES"])


def is_installed() -> bool:
    return shutil.which("dovecot") is not None or Path("/usr/sbin/dovecot").exists()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(place: Path, tokens: str = "http://127.0.0.1:9/?token=") -> Iterator[Server]:
    """In the foreground as a child of this process, gone with the block.

    `tokens`: where it asks about OAuth 2 tokens.
    """
    port = free_port()
    user, group = ("dovecot", "dovecot") if os.getuid() == 0 else _me()
    for folder in (place, place / "run", place / "mail"):
        folder.mkdir(exist_ok=True)
        shutil.chown(folder, user, group)
    told = {"place": place, "port": port, "user": user, "group": group, "password": PASSWORD}
    (place / "dovecot.conf").write_text(CONFIGURATION.format(**told))
    (place / "oauth2.conf").write_text(f"tokeninfo_url = {tokens}\nusername_attribute = email\n")
    binary = shutil.which("dovecot") or "/usr/sbin/dovecot"
    child = subprocess.Popen([binary, "-F", "-c", str(place / "dovecot.conf")], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, place / "log")
        yield Server(place, port)
    finally:
        child.terminate()
        child.wait(10)


def _me() -> tuple[str, str]:
    import grp
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name


def _wait_for(port: int, log: Path) -> None:
    until = time.monotonic() + 15
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(log.read_text() if log.exists() else "Dovecot did not begin")
