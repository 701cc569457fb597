"""One HTTP conversation with a number that was looked at, and an end to it however slowly the other side speaks."""

from __future__ import annotations

import io
import socket
import ssl
from http.client import HTTPS_PORT, HTTPConnection
from time import monotonic
from typing import IO

LONGEST = 10.0  # seconds, from the first sign to the last


class Conversation(HTTPConnection):
    """Connects to `address` and asks for the host by its name, which its certificate has to bear."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        self._address, self._secure = address, secure
        if secure:
            self.default_port = HTTPS_PORT
        self._line: socket.socket | None = None
        super().__init__(host, port)

    def connect(self) -> None:
        ends_at = monotonic() + LONGEST
        sock = socket.create_connection((self._address, self.port), LONGEST)
        try:
            if self._secure:
                sock.settimeout(left_until(ends_at))
                sock = trust().wrap_socket(sock, server_hostname=self.host)
        except BaseException:
            sock.close()
            raise
        self._line = sock
        # http.client asks no more of a socket than what _Ending offers.
        self.sock = _Ending(sock, ends_at)

    def hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self.close()


def trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def left_until(ends_at: float) -> float:
    """Seconds. Raises TimeoutError when there are none."""
    left = ends_at - monotonic()
    if left <= 0:
        raise TimeoutError("the conversation took too long")
    return left


class _Ending:
    """A socket on which every step may last until the common end, where a time limit of each would never run out."""

    def __init__(self, sock: socket.socket, ends_at: float) -> None:
        self._sock, self._ends_at = sock, ends_at

    def sendall(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            self._sock.settimeout(left_until(self._ends_at))
            rest = rest[self._sock.send(rest) :]

    def makefile(self, mode: str) -> IO[bytes]:
        return io.BufferedReader(_Reading(self._sock, self._ends_at))

    def close(self) -> None:
        """Not yet: http.client lets go of a socket before the answer is read. `hang_up` closes it."""


class _Reading(io.RawIOBase):
    def __init__(self, sock: socket.socket, ends_at: float) -> None:
        super().__init__()
        self._sock, self._ends_at = sock, ends_at

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._sock.settimeout(left_until(self._ends_at))
        return self._sock.recv_into(buffer)
