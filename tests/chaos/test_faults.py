"""Which faults `./portal chaos` inflicts, and in which order."""

from __future__ import annotations

import random

from bench.chaos import faults


def test_every_fault_has_its_turn_before_one_comes_again() -> None:
    kinds = len(faults.FAULTS)
    planned = faults.plan(2 * kinds + 6, random.Random(1))
    names = [fault.name for fault in planned]
    assert sorted(names[:kinds]) == sorted(names[kinds : 2 * kinds]) == sorted({fault.name for fault in faults.FAULTS})
    assert set(names[2 * kinds :]) == {fault.name for fault in faults.FAULTS[:6]}
