"""One message to another program: a POST of JSON, signed, without redirects, over within ten seconds."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import SplitResult, quote

from django.conf import settings
from django.utils.translation import gettext as _

from .addresses import NotAllowed, address_of, check_url, is_named
from .conversation import Conversation
from .signing import signatures

READ = 1024  # bytes of the answer
VERSION = 1  # of what is sent; see docs/webhooks.md for what may change within one
SAFE = "/%:@!$&'()*+,;=~-._"  # in a path, besides letters and digits


class NotTaken(OSError):
    """The receiver did not say that it took the message; later it may. `answer` is what it said, if it did."""

    def __init__(self, words: str, answer: Answer | None = None) -> None:
        super().__init__(words)
        self.answer = answer

    @property
    def status(self) -> int | None:
        return self.answer.status if self.answer else None


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
    """`key` is the same whenever the same message is sent again; it is signed with each of the `secrets`."""

    url: str
    secrets: tuple[str, ...] = field(repr=False)
    key: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said. `beginning` stays empty where it is in a network of the company's own."""

    status: int
    beginning: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message whose address may be called, as far as names tell: the database is not asked any more."""

    message: Message
    parts: SplitResult

    def send(self, now: Callable[[], datetime]) -> Answer:
        """Raises NotAllowed, NotTaken or another OSError."""
        host, secure = self.parts.hostname or "", self.parts.scheme == "https"
        port = self.parts.port or (443 if secure else 80)
        address = address_of(host, port)
        if not secure and not is_named(address):
            raise NotAllowed(_("The address has to begin with https://."))
        body = json.dumps(self.message.content, ensure_ascii=False, separators=(",", ":")).encode()
        conversation = Conversation(host, port, str(address), secure=secure)
        try:
            conversation.request("POST", _path(self.parts), body, _headers(self.message, body, now()))
            response = conversation.getresponse()
            begins = response.read(READ)
        except OSError:
            raise  # some of them are a ValueError or an HTTPException as well
        except (HTTPException, ValueError) as problem:
            # No more than its kind: a service inside may introduce itself in what it says.
            raise NotTaken(f"no proper answer: {type(problem).__name__}") from problem
        finally:
            conversation.hang_up()
        answer = Answer(response.status, "" if is_named(address) else _readable(begins))
        if answer.status == 410:
            raise Gone("the receiver answers 410, gone for good", answer)
        if not 200 <= answer.status < 300:
            raise NotTaken(f"the receiver answers {answer.status}", answer)
        return answer


def prepare(message: Message) -> Prepared:
    """Raises NotAllowed."""
    return Prepared(message, check_url(message.url))


def post(message: Message, *, at: datetime) -> Answer:
    """Send it now. Raises NotAllowed, NotTaken or another OSError."""
    return prepare(message).send(lambda: at)


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=SAFE)
    return path + (f"?{quote(parts.query, safe=SAFE + '?[]')}" if parts.query else "")


def _readable(beginning: bytes) -> str:
    text = beginning.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else " " for sign in text)[:500].strip()


def _headers(message: Message, body: bytes, at: datetime) -> dict[str, str]:
    timestamp = int(at.timestamp())
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": f"Counterpart/{settings.VERSION}",
        "X-Counterpart-Version": str(VERSION),
        "X-Counterpart-Delivery": message.key,
        "X-Counterpart-Timestamp": str(timestamp),
        "X-Counterpart-Signature": signatures(message.secrets, timestamp, body),
    }
