"""A host's numbers, with an end to the asking: the system's resolver may wait for a dead name server for minutes."""

from __future__ import annotations

import socket
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread

LONGEST = 5.0  # seconds
# A look-up cannot be ended, only left alone: so many may be left before no other is begun.
MOST = 32
_free = BoundedSemaphore(MOST)


class NameServerSilent(TimeoutError):
    """No answer in time, from whoever knows names."""


def look_up(host: str, port: int) -> list[str]:
    """Raises NameServerSilent, and gaierror where the name leads nowhere."""
    free = _free
    if not free.acquire(timeout=LONGEST):
        raise NameServerSilent("too many names are being looked up")
    told: SimpleQueue[list[str] | Exception] = SimpleQueue()
    Thread(target=_ask, args=(host, port, told, free), name="webhook-name", daemon=True).start()
    try:
        answer = told.get(timeout=LONGEST)
    except Empty:
        raise NameServerSilent("the name server does not answer") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _ask(host: str, port: int, told: SimpleQueue[list[str] | Exception], free: BoundedSemaphore) -> None:
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        told.put([str(info[4][0]) for info in infos])
    except UnicodeError:  # a name that no name server could be asked for
        told.put(socket.gaierror(socket.EAI_NONAME, "no such name"))
    except Exception as problem:  # noqa: BLE001 - whoever asked is told, whatever it is
        told.put(problem)
    finally:
        free.release()
