"""Steps of a target: the moments at which a clock says something, and what is done then.

A step is written as a short code, because events, clocks and forms all name it:
`50%` of the target, `-1800` working seconds before it, `+3600` after it. `100%` is the breach, which every clock has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self

from sla.calendar.instants import SECOND

BREACH = "100%"
REVOKED = "revoked"  # no step: the event that takes the breach of the epoch before back
MOST_PERCENT = 1000


class Tell(StrEnum):
    """Who hears of it. `OWNER` falls to the whole team while nobody works on it."""

    OWNER = "owner"
    TEAM = "team"
    MANAGERS = "managers"
    HEAD = "head"


class Action(StrEnum):
    NOTHING = ""
    PUT_BACK = "put_back"  # take it from its owner, for anybody to take
    GIVE_TO_MANAGER = "give_to_manager"
    RAISE_PRIORITY = "raise_priority"


class Condition(StrEnum):
    """Asked again when the step fires, and again before anything is done."""

    ALWAYS = ""
    UNASSIGNED = "unassigned"
    NOT_STARTED = "not_started"
    URGENT = "urgent"  # critical or high
    NO_PROMISE = "no_promise"  # nobody has named a date


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the ladder: when, who is told, what is done, and on which condition."""

    code: str
    tell: tuple[Tell, ...] = (Tell.OWNER,)
    action: Action = Action.NOTHING
    condition: Condition = Condition.ALWAYS

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Raises ValueError for a code, a person or an action that does not exist."""
        check_code(data["at"])
        return cls(
            code=data["at"],
            tell=tuple(Tell(one) for one in data.get("tell", [Tell.OWNER])),
            action=Action(data.get("do", "")),
            condition=Condition(data.get("if", "")),
        )

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {"at": self.code, "tell": [one.value for one in self.tell]}
        return (
            said
            | ({"do": self.action.value} if self.action else {})
            | ({"if": self.condition.value} if self.condition else {})
        )


WARN = (Tell.OWNER,)
ALARM = (Tell.OWNER, Tell.MANAGERS, Tell.HEAD)
BREACH_STEP = Step(BREACH, ALARM)  # where the ladder has no rung of its own for it


def warnings(percents: Iterable[int]) -> tuple[Step, ...]:
    """Plain warnings to whoever works on it, at so many per cent of the target."""
    return tuple(Step(f"{percent}%") for percent in sorted(percents))


def check_code(code: str) -> None:
    """Raise ValueError unless it is `1%`..`1000%`, `-seconds` or `+seconds`."""
    match = re.fullmatch(r"([1-9]\d{0,3})%|[-+]([1-9]\d{0,8})", code, re.ASCII)
    if match is None or (match[1] and int(match[1]) > MOST_PERCENT):
        raise ValueError(f"{code!r} is no step: write 50%, -1800 or +3600.")


def comes_after_the_target(code: str) -> bool:
    return code.startswith("+") or (code.endswith("%") and int(code[:-1]) > 100)


@lru_cache(maxsize=4096)
def offset_us(code: str, target_us: int) -> int:
    """Working microseconds from the start to a step. A share of the target is rounded up to the whole second."""
    if code.endswith("%"):
        return target_us if code == BREACH else -(-target_us * int(code[:-1]) // (100 * SECOND)) * SECOND
    return target_us + int(code) * SECOND


@lru_cache(maxsize=4096)
def in_order(codes: tuple[str, ...], target_us: int) -> tuple[tuple[int, str], ...]:
    """(offset, code) of all steps and the breach, soonest first; those that would lie before the start are left out.

    Of a warning that falls together with the breach only the breach is kept.
    """
    found = {BREACH: target_us} | {code: offset_us(code, target_us) for code in codes}
    ahead = {code: offset for code, offset in found.items() if offset > 0 and (code == BREACH or offset != target_us)}
    return tuple(sorted((offset, code) for code, offset in ahead.items()))
