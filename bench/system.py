"""What Linux tells of other processes."""

from __future__ import annotations

from pathlib import Path


def stat(process: int) -> list[str]:
    """What /proc says after the name: state, parent, … Raises OSError where it has ended."""
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def parent(process: int) -> int:
    return int(stat(process)[1])


def children(process: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if parent(int(path.name)) == process:
                found.append(int(path.name))
        except OSError:  # ended meanwhile
            continue
    return found
