"""Every line of vectors/sla.jsonl: cases of other products' own tests and of counting minute by minute."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sla.calendar import NoWorkingTime, WorkingCalendar

Vector = dict[str, Any]

PATH = Path(__file__).parent.parent / "vectors" / "sla.jsonl"
VECTORS: list[Vector] = [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]


def answer(vector: Vector) -> object:
    """What our calendar says to a vector, in the words of `expected`."""
    calendar = WorkingCalendar.from_spec(vector["calendar"])
    start = datetime.fromisoformat(vector["start"])
    pauses = [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in vector.get("pauses", [])]
    if vector["op"] == "elapsed":
        return calendar.elapsed(start, datetime.fromisoformat(vector["end"]), pauses)
    try:
        return calendar.add(start, vector["seconds"], pauses).isoformat().replace("+00:00", "Z")
    except NoWorkingTime as error:
        return {"error": error.code}


def test_the_file_is_whole() -> None:
    assert len(VECTORS) == len({vector["id"] for vector in VECTORS}) == 337


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_vector(vector: Vector) -> None:
    assert answer(vector) == vector["expected"], f"{vector['source']}: {vector['note']}"
