"""No regular expression of the portal can be made to take forever by what somebody sends it."""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator
from types import FrameType

import pytest

APPS = ("config", "requests_app", "sla", "surveys", "dashboards", "operations")
# What backtracks exponentially takes years from 40 letters on. For megabytes the mail reader has tests of its own.
SECONDS = 5
PIECES = (
    "a",
    "1",
    " ",
    "\n",
    "-",
    ".",
    ",",
    ":",
    "/",
    "@",
    "#",
    '"',
    "'",
    "<",
    "[",
    "(",
    "&",
    "=",
    "_",
    "a.",
    "a ",
    "1,",
)
PIECES_LONG = ("> ", "\\", "\t", "а", "中", "*", "a@", "a-", "://", "--", "\r\n", "<a ", "[a](", "=?")
ENDS = ("", "!", "\0", "\n!")


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for app in APPS:
        package = importlib.import_module(app)
        for found in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".migrations" in found.name or ".management" in found.name or found.name == "config.wsgi":
                continue
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    yield f"{found.name}.{name}", value


def hostile() -> Iterator[str]:
    for piece in (*PIECES, *PIECES_LONG):
        for times in (40, 2_000):
            yield from (piece * times + end for end in ENDS)


class TooSlow(Exception):
    pass


def _ring(number: int, frame: FrameType | None) -> None:
    raise TooSlow


def is_quick(pattern: re.Pattern[str], text: str) -> bool:
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        pattern.fullmatch(text)
        pattern.search(text)
    except TooSlow:
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return True


def test_the_watch_sees_one_that_takes_forever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.SECONDS", 0.2)
    assert not is_quick(re.compile(r"(a+)+="), "a" * 40)


@pytest.mark.long(seconds=60)
def test_none_takes_forever() -> None:
    found = dict(patterns())
    assert len(found) > 50
    texts = list(hostile())
    slow = {name: ascii(text[:20]) for name, pattern in found.items() for text in texts if not is_quick(pattern, text)}
    assert not slow
