"""Asking a virus scanner that speaks clamd's protocol, over TCP or a local socket."""

from __future__ import annotations

import socket
import struct
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

from .reading import chunks

SECONDS = 60
DEFAULT_PORT = 3310
LONGEST_ANSWER = 4096


class ScannerUnavailable(Exception):
    """It did not say whether the file is clean. Nobody gets the file until it did."""


def scan(content: IO[bytes]) -> str | None:
    """The name of what was found, or None for a clean file. Raises ScannerUnavailable."""
    try:
        with _connection() as connection:
            connection.sendall(b"zINSTREAM\0")
            for piece in chunks(content):
                connection.sendall(struct.pack("!L", len(piece)) + piece)
            connection.sendall(struct.pack("!L", 0))
            return _verdict(_answer(connection))
    except OSError as problem:
        raise ScannerUnavailable(str(problem)) from problem


def _connection() -> socket.socket:
    url = urlsplit(settings.SCANNER_URL)
    if url.hostname:
        return socket.create_connection((url.hostname, url.port or DEFAULT_PORT), timeout=SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(SECONDS)
    try:
        connection.connect(url.path)
    except OSError:
        connection.close()
        raise
    return connection


def _answer(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.strip(b"\0\n ").decode("utf-8", "replace")


def _verdict(answer: str) -> str | None:
    """`stream: OK`, `stream: <name> FOUND`; anything else is no answer."""
    told = answer.removeprefix("stream:").strip()
    if told == "OK":
        return None
    if told.endswith(" FOUND"):
        return told.removesuffix(" FOUND")
    raise ScannerUnavailable(answer or "it hung up")
