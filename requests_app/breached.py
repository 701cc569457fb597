"""A list of stolen passwords: a service asked by the first five of forty digits, or a file on this machine.

`BREACHED_PASSWORDS` names it; without it nobody is asked. A list that does not answer stops nobody: the other rules
still hold, and the log says so.
"""

from __future__ import annotations

import hashlib
import logging
import os
from http.client import HTTPException
from typing import Any, BinaryIO
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

SENT = 5  # digits of the SHA-1: some hundred thousand passwords begin with the same ones
TIMEOUT_SECONDS = 3
MOST_BYTES = 2_000_000
LINE_BYTES = 80


class NotBreachedValidator:
    def __init__(self, source: str) -> None:
        self.source = source

    def validate(self, password: str, user: Any = None) -> None:
        try:
            found = is_listed(password, self.source)
        except (OSError, HTTPException, ValueError) as problem:
            logger.warning("The list of stolen passwords does not answer: %s", type(problem).__name__)
            return
        if found:
            raise ValidationError(_("This password is in a list of stolen ones. Choose another."), "password_breached")

    def get_help_text(self) -> str:
        return _("It is not in lists of stolen passwords.")


def is_listed(password: str, source: str) -> bool:
    """`source`: https://…/range/, or a file of `SHA1:COUNT` lines in order. OSError, ValueError: it cannot be asked."""
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    if source.startswith("https://"):
        return _is_in_answer(_asked(source + digest[:SENT]), digest[SENT:])
    with open(source, "rb") as file:  # noqa: PTH123 - an operator's path, opened as it is
        return _is_in_file(file, digest.encode())


class _NowhereElse(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _asked(url: str) -> str:
    # Padded, so that the length of the answer does not tell which digits were asked for.
    request = Request(url, headers={"Add-Padding": "true", "User-Agent": "Counterpart"})  # noqa: S310  # nosec B310
    with build_opener(_NowhereElse).open(request, timeout=TIMEOUT_SECONDS) as answer:
        text: bytes = answer.read(MOST_BYTES)
    return text.decode("ascii")


def _is_in_answer(text: str, rest: str) -> bool:
    """Lines `REST:COUNT`; a count of nought is padding."""
    for line in text.splitlines():
        name, _colon, count = line.strip().partition(":")
        if name.upper() == rest:
            return int(count) > 0
    return False


def _is_in_file(file: BinaryIO, digest: bytes) -> bool:
    """By halves: the whole list has a thousand million lines."""
    low, high = 0, file.seek(0, os.SEEK_END)
    while high - low > LINE_BYTES:
        middle = (low + high) // 2
        file.seek(middle)
        file.readline()
        line = file.readline(LINE_BYTES)
        if not line or line[: len(digest)].upper() > digest:
            high = middle
        else:
            low = middle
    file.seek(max(0, low - LINE_BYTES))
    return any(line[: len(digest)].upper() == digest for line in file.read(4 * LINE_BYTES).splitlines())
