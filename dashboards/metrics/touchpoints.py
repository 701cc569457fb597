"""The way of one request as people meet it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TRIAGE, HANDOVER, WAITING, WORK, RESULT, ENDED = "triage", "handover", "waiting", "work", "result", "ended"
STAGE_OF_STATUS = {"in_progress": WORK, "waiting": WAITING, "on_hold": WAITING, "resolved": RESULT}
OPEN = frozenset({"new", "in_progress", "waiting", "on_hold"})


@dataclass(frozen=True, slots=True)
class Step:
    """After a journal line: the status, the department that holds it, and whether the line assigned it."""

    at: str  # ISO
    status: str
    holder: int
    assigned: bool = False


def stages_entered(steps: Sequence[Step], *, department: int) -> list[tuple[str, str]]:
    """(moment, stage) for `stage_durations`, oldest first: what `steps`, in order, meant for who asked.

    Triage ends when somebody is named. Whatever passes until work begins, and all time with another department than
    `department`, belongs to assignment and hand-overs. What is closed, declined or cancelled has `ended`.
    """
    entered, looked_at = [], False
    first = steps[0].holder if steps else None
    for step in steps:
        looked_at = looked_at or step.assigned or step.holder != first or step.status != "new"
        entered.append((step.at, _stage(step, department, looked_at=looked_at)))
    return entered


def _stage(step: Step, department: int, *, looked_at: bool) -> str:
    if step.status in OPEN and step.holder != department:
        return HANDOVER
    if step.status == "new":
        return HANDOVER if looked_at else TRIAGE
    return STAGE_OF_STATUS.get(step.status, ENDED)
