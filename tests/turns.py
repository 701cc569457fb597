"""Which tests run, and in which order: long ones when asked for, what drives one portal on one worker and first.

`--long=all` runs the long tests too; `--long=SECONDS` as many of them as are expected to take so long together, other
ones each day, so that in a few days all had their turn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

PORTAL = "tests/browser/"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", default="0", metavar="SECONDS|all", help="run long tests too: all, or for so long")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # What takes longest comes first; the other worker does the rest meanwhile.
    items.sort(key=lambda item: not item.nodeid.startswith(PORTAL))
    marks = {item: _long(item) for item in items}
    long_ones = dict.fromkeys(mark for mark in marks.values() if mark)
    # By day and not by chance: a run of today can be repeated.
    left_out = left_out_of(long_ones, config.getoption("--long"), day=datetime.now(UTC).toordinal())
    remaining = [item for item in items if marks[item] not in left_out]
    # Whoever names long tests and nothing else means them.
    if remaining and len(remaining) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if marks[item] in left_out])
        items[:] = remaining


@dataclass(frozen=True, slots=True)
class Long:
    """Marked as long, and expected to take so many seconds together: a test or a whole file."""

    node: str
    seconds: float


def _long(item: pytest.Item) -> Long | None:
    for node, marker in item.iter_markers_with_node("long"):
        return Long(node.nodeid, float(marker.kwargs["seconds"]))
    return None


def left_out_of(long_ones: Iterable[Long], wanted: str, *, day: int) -> set[Long]:
    """Those that do not fit into `wanted` seconds ("all": every one fits), beginning with another one each day."""
    marked = list(long_ones)
    if wanted == "all" or not marked:
        return set()
    first = day * 7 % len(marked)
    left_out, remaining = set(), float(wanted)
    for one in marked[first:] + marked[:first]:
        if one.seconds <= remaining:
            remaining -= one.seconds
        else:
            left_out.add(one)
    return left_out


class OnePortal(LoadFileScheduling):
    """A file's tests stay on one worker, and all that drive the portal do: starting it takes half a minute."""

    def _split_scope(self, nodeid: str) -> str:
        return PORTAL if nodeid.startswith(PORTAL) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OnePortal | None:
    if config.getvalue("dist") != "loadfile":
        return None
    # In the order they are found, browsers before all: what takes longest comes first, not last.
    config.option.loadscopereorder = False
    return OnePortal(config, log)
