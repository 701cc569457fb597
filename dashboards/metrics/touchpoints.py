"""The way of one request as people meet it, and how long a stage takes although some are still in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

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


def censored_quantile(*, finished: Sequence[float], running: Sequence[float], share: float) -> float | None:
    """The time within which `share` of all are done, where some still run (Kaplan-Meier).

    `running` are times so far of those not done. None where fewer than `share` can be seen to end, or without values.
    Leaving the running ones out would look best when the backlog is worst.
    """
    moments = sorted([*((time, 0) for time in finished), *((time, 1) for time in running)])
    at_risk, surviving = len(moments), 1.0
    for time, alike in groupby(moments, key=lambda moment: moment[0]):
        still_running = [is_running for _time, is_running in alike]
        done = still_running.count(0)
        surviving *= 1 - done / at_risk
        at_risk -= len(still_running)
        if done and surviving <= 1 - share + 1e-12:
            return float(time)
    return None
