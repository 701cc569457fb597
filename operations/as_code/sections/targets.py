"""Targets and ladders as a file says them: times in words, and each rung once for all clocks that have it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import override

from operations.as_code.fields import Known, Line, Many, OneOf, Plain, Record
from operations.as_code.reading import Node
from operations.as_code.section import Wanted
from requests_app.models import Priority
from requests_app.transitions import Refused
from sla import durations
from sla.ladders import EVERY_CLOCK, EVERY_PRIORITY, OTHERS, Goals, Rung, ladder, rungs_of
from sla.models import Metric
from sla.proposals import PROMISED_AHEAD, check_ladder
from sla.steps import Action, Condition, Step, Tell, check_code
from sla.terms import Target

CLOCKS = [metric.value for metric in Metric if metric in PROMISED_AHEAD]
PRIORITIES: dict[str, int] = {one.name.lower(): one.value for one in Priority}
LONGEST = 3650 * 24 * 3600
AROUND = re.compile(r"(.+?)\s+(before|after)")


class Duration:
    """Working time: “4 h”, “1 h 30 min”. Days are refused: they are as long as a calendar makes them."""

    def read(self, node: Node, known: Known) -> str:
        return written(seconds_of(node, Line(40).read(node, known)))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "examples": ["4 h", "1 h 30 min", "45 min"]}


def seconds_of(node: Node, said: str) -> int:
    if durations.names_days(said):
        raise node.wrong("Say it in hours: how long a working day is, only a calendar knows.")
    try:
        seconds = durations.parse(said, 1)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= LONGEST:
        raise node.wrong(f"“{said}” is no time such as 4 h, 1 h 30 min or 45 min.")
    return seconds


def written(seconds: int) -> str:
    with override("en"):
        return durations.written(seconds)


class Rise:
    """When a rung is reached: “80%”, “30 min before”, “2 h after”; “100%” is when the time is up."""

    def read(self, node: Node, known: Known) -> str:
        said = Line(40).read(node, known)
        match = AROUND.fullmatch(said)
        if match:
            return f"{written(seconds_of(node, match[1]))} {match[2]}"
        code = said.replace(" ", "")
        try:
            check_code(code if code.endswith("%") else "")
        except ValueError:
            raise node.wrong(f"“{said}” is no step: write 80%, 30 min before or 2 h after.") from None
        return code

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "examples": ["80%", "100%", "30 min before", "2 h after"]}


def _code(at: str) -> str:
    """The step of a rung, as `sla.steps` writes it."""
    match = AROUND.fullmatch(at)
    if match is None:
        return at
    return f"{'-' if match[2] == 'before' else '+'}{durations.parse(match[1], 1)}"


def _at(code: str) -> str:
    if code.endswith("%"):
        return code
    return f"{written(abs(int(code)))} {'before' if code[0] == '-' else 'after'}"


def _says_something(entry: Plain) -> str:
    return "" if entry.get("tell") or entry.get("do") else "Say who is told, or what is done: “tell”, “do”."


TARGETS = Many(
    Record(
        {"clock": OneOf(tuple(CLOCKS)), "priority": OneOf(tuple(PRIORITIES)), "within": Duration()},
        needed=("clock", "within"),
    ),
    most=60,
)
LADDER = Many(
    Record(
        {
            "at": Rise(),
            "clock": OneOf(tuple(CLOCKS)),
            "priority": OneOf((*PRIORITIES, OTHERS)),
            "tell": Many(OneOf(tuple(one.value for one in Tell)), most=4),
            "do": OneOf(tuple(one.value for one in Action if one)),
            "if": OneOf(tuple(one.value for one in Condition if one)),
        },
        needed=("at",),
        check=_says_something,
        brief=True,
    ),
    most=60,
)


def targets_as_entries(goals: Goals) -> list[Plain]:
    return [
        {"clock": metric, **({"priority": _word(priority)} if priority else {}), "within": written(target.seconds)}
        for (metric, priority), target in _sorted(goals).items()
    ]


def rungs_as_entries(goals: Goals) -> list[Plain]:
    return [_rung_as_entry(rung) for rung in rungs_of(_sorted(goals))]


def _rung_as_entry(rung: Rung) -> Plain:
    step = rung.step
    told: Plain = {
        "at": _at(step.code),
        "clock": rung.metric,
        "priority": rung.of if rung.of in (EVERY_PRIORITY, OTHERS) else _word(int(rung.of)),
        "tell": [one.value for one in step.tell],
        "do": step.action.value,
        "if": step.condition.value,
    }
    return {key: value for key, value in told.items() if value}


def goals_of(one: Wanted) -> dict[tuple[str, int | None], Target]:
    """The targets of an entry with their ladders. Raises CannotRead at the rung or the target that does not fit."""
    seen: set[tuple[str, int | None]] = set()
    for number, said in enumerate(one.full["targets"]):
        key = said["clock"], PRIORITIES.get(said.get("priority", ""))
        if key in seen:
            raise one.wrong("This clock has a target for this priority already.", "targets", number)
        seen.add(key)
    for number, said in enumerate(one.full["ladder"]):
        if not any(_rung(said).fits(*key) for key in seen):
            raise one.wrong("No target of this standard has such a clock and priority.", "ladder", number)
    goals = in_targets(one.full["targets"], one.full["ladder"])
    for target in goals.values():
        try:
            check_ladder(target)
        except Refused as refusal:
            raise one.wrong(str(refusal), "ladder") from None
    return goals


def in_targets(targets: list[Plain], ladder_said: list[Plain]) -> dict[tuple[str, int | None], Target]:
    rungs = [_rung(said) for said in ladder_said]
    seconds = {
        (said["clock"], PRIORITIES.get(said.get("priority", ""))): durations.parse(said["within"], 1)
        for said in targets
    }
    return _sorted({key: Target(long, ladder(rungs, key[0], long, key[1])) for key, long in seconds.items()})


def _rung(said: Plain) -> Rung:
    named = said.get("priority", EVERY_PRIORITY)
    of = str(PRIORITIES[named]) if named in PRIORITIES else named
    step = Step(
        _code(said["at"]),
        tuple(map(Tell, said.get("tell", []))),
        Action(said.get("do", "")),
        Condition(said.get("if", "")),
    )
    return Rung(said.get("clock", EVERY_CLOCK), step, of)


def _sorted(goals: Mapping[tuple[str, int | None], Target]) -> dict[tuple[str, int | None], Target]:
    return {key: goals[key] for key in sorted(goals, key=lambda key: (CLOCKS.index(key[0]), key[1] or 0))}


def _word(priority: int) -> str:
    return Priority(priority).name.lower()
