"""One message to another program: a POST of JSON, signed, without redirects, with an end."""

from __future__ import annotations

import json
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from .addresses import address_of, check_url
from .signing import signature

TIMEOUT = 10  # seconds, of each step
READ = 1024  # bytes of the answer


class NotTaken(OSError):
    """The receiver did not say that it took the message; later it may. `status` is what it answered, if it did."""

    def __init__(self, words: str, status: int | None = None) -> None:
        super().__init__(words)
        self.status = status


class Gone(NotTaken):
    """The receiver says that it will never take one again (410)."""


def test_failed(problem: OSError) -> str:
    """What to say of a test message that was not taken.

    What a host inside answers is nobody's to find out this way: the words say no more than that it failed.
    """
    status = problem.status if isinstance(problem, NotTaken) else None
    said = _("the receiver answers %(status)s") % {"status": status} if status else _("nobody answers there")
    return _("The test message was not taken: %(problem)s.") % {"problem": said}


@dataclass(frozen=True, slots=True)
class Message:
    """`key` is the same whenever the same message is sent again."""

    url: str
    secret: str
    key: str
    content: dict[str, Any]


class _Pinned(HTTPConnection):
    """Connects to the number that was looked at, and asks for the host by its name."""

    def __init__(self, host: str, port: int, address: str, tls: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address, self._tls = address, tls

    def connect(self) -> None:
        sock = socket.create_connection((self._address, self.port), TIMEOUT)
        self.sock = self._tls.wrap_socket(sock, server_hostname=self.host) if self._tls else sock


def post(message: Message, *, at: datetime) -> None:
    """Send it now. Raises NotAllowed, NotTaken or another OSError."""
    parts = check_url(message.url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    body = json.dumps(message.content, ensure_ascii=False, separators=(",", ":")).encode()
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _Pinned(host, port, str(address_of(host, port)), ssl.create_default_context() if secure else None)
    try:
        connection.request("POST", path, body, _headers(message, body, at))
        answer = connection.getresponse()
        answer.read(READ)
    except HTTPException as problem:
        raise NotTaken(f"no proper answer: {problem!r}") from problem
    finally:
        connection.close()
    if answer.status == 410:
        raise Gone("the receiver answers 410, gone for good", 410)
    if not 200 <= answer.status < 300:
        raise NotTaken(f"the receiver answers {answer.status}", answer.status)


def _headers(message: Message, body: bytes, at: datetime) -> dict[str, str]:
    timestamp = int(at.timestamp())
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": f"Counterpart/{settings.VERSION}",
        "X-Counterpart-Delivery": message.key,
        "X-Counterpart-Timestamp": str(timestamp),
        "X-Counterpart-Signature": f"v1={signature(message.secret, timestamp, body)}",
    }
