"""Ctrl-C and its relatives. A signal only sets a flag; waiting loops look at it, so nothing is torn apart half-way."""

import os
import signal
from collections.abc import Callable
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(Exception):
    """Somebody asked the launcher to stop."""


class _State:
    received: list[int] = []
    leave: Callable[[], None] | None = None


def _note(number: int, frame: FrameType | None) -> None:
    _State.received.append(number)
    if len(_State.received) > 1 and _State.leave:
        _State.leave()
        os._exit(130)


def install() -> None:
    for number in SIGNALS:
        # nohup, and shells that start jobs in the background, ask for a signal to be ignored: that stays so.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _note)


def on_second(leave: Callable[[], None] | None) -> None:
    """What a second signal does before the launcher leaves at once."""
    _State.leave = leave


def received() -> int | None:
    return _State.received[0] if _State.received else None


def check() -> None:
    if _State.received:
        raise Interrupted


def forget() -> None:
    _State.received.clear()
