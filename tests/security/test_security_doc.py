"""What docs/security.md names is there, and each line of the standard stands in it once."""

from __future__ import annotations

import re
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
TEXT = (TOP / "docs" / "security.md").read_text(encoding="utf-8")
STATES = {"holds", "partly", "gap", "operator", "none"}


def rows() -> list[list[str]]:
    cells = (
        [cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line.startswith("| ")
    )
    return [row for row in cells if row[0][0].isdigit()]


def test_every_file_it_names_is_there() -> None:
    named = set(re.findall(r"`((?:tests|docs|deploy)/[\w/.-]+)`", TEXT))
    assert len(named) > 40
    assert [name for name in sorted(named) if not (TOP / name).exists()] == []


def test_every_line_has_a_state_and_stands_once() -> None:
    assert {row[1] for row in rows()} <= STATES
    lines = [one for row in rows() for one in row[0].split(", ")]
    assert len(lines) == len(set(lines))


def test_what_holds_says_by_what() -> None:
    assert [row[0] for row in rows() if row[1] in {"holds", "partly", "gap"} and not row[2]] == []
