"""`Account.rebase` of thousands of clocks at once, for the plain ones; whatever is special is left to the ledger.

Arrays are int64; instants are microseconds since 1970, amounts microseconds of working time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sla.calendar.instants import Instants
from sla.steps import in_order

from .routes import Route

Flags = NDArray[np.bool_]

NEVER = np.iinfo(np.int64).max
NO_STEP = -1  # less than anything consumed: such clocks are not plain


@dataclass(frozen=True, slots=True)
class Running:
    """Clocks that run towards a target and have not broken, all by the hours of one route."""

    since: Instants  # when the open piece began
    consumed: Instants  # before that
    target: Instants
    step: Instants  # working time from the start to the step that fires next

    def take(self, which: Instants) -> Running:
        return Running(self.since[which], self.consumed[which], self.target[which], self.step[which])


@dataclass(frozen=True, slots=True)
class Rebased:
    """`begins[k]` is when stage k of the route begins to count for each clock; `consumed` is what was used up by then.

    `plain` marks the clocks for which the rest holds. The others had a step to fire before the change, or cannot be
    due within ten years.
    """

    plain: Flags
    begins: tuple[Instants, ...]
    consumed: Instants
    due: Instants
    fires: Instants

    def take(self, which: Instants) -> Rebased:
        begins = tuple(begin[which] for begin in self.begins)
        return Rebased(self.plain[which], begins, self.consumed[which], self.due[which], self.fires[which])


def rebase_many(running: Running, route: Route) -> Rebased:
    calendar, begin, consumed = route.calendar, running.since, running.consumed
    plain = np.ones(begin.shape, np.bool_)
    begins = []
    for stage in route.stages:
        changed = np.maximum(stage.since, begin)
        consumed = consumed + calendar.elapsed_many(begin, changed)
        plain &= running.step > consumed  # else it fired before, or is to be fired by the hours before
        begins.append(changed)
        calendar, begin = stage.calendar, changed
    left = np.maximum(running.target - consumed, 0)
    ahead = np.maximum(running.step - consumed, 0)
    due = calendar.add_many(begin, left, never=NEVER)
    fires = np.minimum(due, calendar.add_many(begin, ahead, never=NEVER))
    return Rebased(plain & (due < NEVER), tuple(begins), consumed, due, fires)


@lru_cache(maxsize=4096)
def step_offset(steps: tuple[str, ...], target: int, code: str) -> int:
    """Working time from the start to a step that lies at or before the target; else NO_STEP."""
    offset = next((offset for offset, one in in_order(steps, target) if one == code), NO_STEP)
    return offset if offset <= target else NO_STEP
