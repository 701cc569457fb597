"""The web server's port. The launcher binds and hands the socket on: nobody can take the port between look and use."""

import errno
import socket

from .messages import Problem, say

DEFAULT = 8000
EPHEMERAL = 32768  # from here on the system hands ports out itself, so a free one may be gone the next moment


def parse(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise Problem(f"{text!r} is not a port.", f"Write a number from 1024 to {EPHEMERAL - 1}, such as {DEFAULT}.")
    return int(text)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on `port`, or on the next free one, said aloud."""
    after = range(port + 1, EPHEMERAL) if port < EPHEMERAL - 1 else range(DEFAULT, EPHEMERAL)
    for candidate in (port, *after):
        if listener := _try(host, candidate):
            if candidate != port:
                say(f"  Port {port} is in use; taking {candidate} instead (--port chooses another).")
            return listener
    raise Problem(f"No port from {port} to {EPHEMERAL - 1} is free on {host}.", "Choose another with --port or PORT.")


def _try(host: str, port: int) -> socket.socket | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            return None
        raise _refusal(host, port, error) from None
    return listener


def _refusal(host: str, port: int, error: OSError) -> Problem:
    if error.errno in (errno.EACCES, errno.EPERM):
        return Problem(f"Port {port} is kept for the system.", f"Choose one above 1023, for example --port {DEFAULT}.")
    return Problem(
        f"Nothing can listen on {host}: {error.strerror or error}.", "Give an address of this machine with --host."
    )
