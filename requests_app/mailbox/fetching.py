"""Letters that wait on IMAP servers: each is marked or moved there only once it is committed here.

A crash in between brings the same letter again, and its number in its folder tells that it is here.
"""

from __future__ import annotations

import logging
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from imaplib import IMAP4
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from requests_app import clock
from requests_app.models import Mailbox
from requests_app.notifications.trouble import kept

from . import secrets
from .reading import LIMITS
from .secrets import LOCAL_HOSTS, NoSecret
from .storing import Origin, store, store_oversized

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)

SECONDS = 30
# Of one mailbox in one pass; the rest has its turn in the next.
MOST_LETTERS = 200
# For as long nobody else begins with a mailbox that somebody is at.
TURN = timedelta(seconds=45)
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
WORDS: dict[type[Exception], StrOrPromise] = {
    MailboxLoginError: _("The server does not accept user name or secret."),
    MailboxFolderSelectError: _("There is no such folder."),
    ssl.SSLError: _("Encryption failed. Does the server expect TLS, or STARTTLS?"),
    socket.gaierror: _("The server's name is unknown."),
    ConnectionRefusedError: _("Nobody listens at the server's address. Is it running, and is the port right?"),
    TimeoutError: _("The server does not answer. A firewall may be in the way, or the port is wrong."),
}
TROUBLE = (OSError, IMAP4.error, ImapToolsError, NoSecret, ValueError)


def fetch_all() -> int:
    """From every mailbox in use that names a server; one that fails keeps the reason, and the others go on."""
    return sum(fetch(mailbox) for mailbox in Mailbox.objects.fetched().order_by("asked_at") if _take(mailbox))


def fetch(mailbox: Mailbox) -> int:
    """How many letters came that were not here before."""
    number, error = 0, ""
    try:
        with signed_in(mailbox) as box:
            for uid in waiting(box, mailbox):
                number += _bring(box, mailbox, uid)
    except TROUBLE as problem:
        error = kept(problem)
        logger.warning("The mailbox %s could not be read: %s", mailbox.address, error)
    Mailbox.objects.filter(pk=mailbox.pk).update(asked_at=clock.now(), error=error)
    return number


def _take(mailbox: Mailbox) -> bool:
    """Two at once would do no harm, only the same work."""
    now: datetime = clock.now()
    free = Q(asked_at=None) | Q(asked_at__lt=now - TURN)
    return bool(Mailbox.objects.filter(free, pk=mailbox.pk).update(asked_at=now))


def try_out(mailbox: Mailbox) -> int:
    """Sign in and count what waits, without touching it. Raises one of TROUBLE."""
    with signed_in(mailbox) as box:
        return len(list(waiting(box, mailbox)))


def in_words(problem: Exception) -> str:
    """For an admin; in the active language where more is known than its own text."""
    said = next((words for kind, words in WORDS.items() if isinstance(problem, kind)), None)
    return f"{said} ({kept(problem)[:200]})" if said else kept(problem)[:300]


@contextmanager
def signed_in(mailbox: Mailbox) -> Iterator[BaseMailBox]:
    """In the mailbox's folder. Raises one of TROUBLE."""
    box = _connected(mailbox)
    try:
        if mailbox.imap_login == Mailbox.Login.XOAUTH2:
            box.xoauth2(mailbox.imap_user, secrets.token(mailbox.secret_name), initial_folder=None)
        else:
            box.login(mailbox.imap_user, secrets.password(mailbox.secret_name), initial_folder=None)
        box.folder.set(mailbox.folder)
        yield box
    finally:
        _leave(box)


def _connected(mailbox: Mailbox) -> BaseMailBox:
    host, port = mailbox.imap_host, mailbox.imap_port
    if mailbox.imap_security == Mailbox.Security.NONE:
        if host not in LOCAL_HOSTS:
            raise ValueError("Without encryption only a server on this machine is asked.")
        return MailBoxUnencrypted(host, port, timeout=SECONDS)
    trusted = ssl.create_default_context()
    if mailbox.imap_security == Mailbox.Security.STARTTLS:
        return MailBoxStartTls(host, port, timeout=SECONDS, ssl_context=trusted)
    return MailBox(host, port, timeout=SECONDS, ssl_context=trusted)


def _leave(box: BaseMailBox) -> None:
    with suppress(OSError, IMAP4.error, ImapToolsError):  # it left before us
        box.logout()


def waiting(box: BaseMailBox, mailbox: Mailbox) -> list[str]:
    """Numbers of letters nobody took yet, oldest first: all of the folder, or what is not marked as read."""
    return list(box.uids("ALL" if mailbox.done_folder else "UNSEEN"))[:MOST_LETTERS]


def _bring(box: BaseMailBox, mailbox: Mailbox, uid: str) -> bool:
    validity = int(box.folder.status(mailbox.folder, ["UIDVALIDITY"])["UIDVALIDITY"])
    origin = Origin(mailbox, uid_validity=validity, uid=int(uid))
    size = _size(box, uid)
    if size > LIMITS.size:
        is_new = store_oversized(_literal(box, uid, "BODY.PEEK[HEADER]"), size, origin)
    else:
        is_new = store(_literal(box, uid, "BODY.PEEK[]"), origin)
    if mailbox.done_folder:
        box.move(uid, mailbox.done_folder)
    else:
        box.flag(uid, r"\Seen", value=True)
    return is_new


def _size(box: BaseMailBox, uid: str) -> int:
    _status, told = box.client.uid("FETCH", uid, "(RFC822.SIZE)")
    found = SIZE.search(b" ".join(part if isinstance(part, bytes) else part[0] for part in told if part))
    return int(found[1]) if found else 0


def _literal(box: BaseMailBox, uid: str, what: str) -> bytes:
    """The bytes themselves: a letter that was read and written again is another one."""
    status, told = box.client.uid("FETCH", uid, f"({what})")
    for part in told:
        if status == "OK" and isinstance(part, tuple):
            return bytes(part[1])
    raise ValueError(f"The server gave no letter {uid}.")
