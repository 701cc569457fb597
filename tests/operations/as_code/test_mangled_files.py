"""Files as accidents make them: every one of them is read, or refused with a sentence; none ends in a traceback."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from operations.as_code.planning import Files, plan, take
from operations.as_code.reading import CannotRead, Hindered, parse
from tests.operations.as_code.conftest import EXAMPLE, plain

ODD: list[Any] = [None, 5, -1, 10**15, 1.5, True, "", "x", "\u0000", "й", "a" * 400, [], {}, [{}], {"a": 1}, [[1]]]
ODD += [
    "2026-13-40",
    "12:30",
    "09:00-09:00",
    "0 h",
    "9999999 h",
    "1001%",
    "9999-12-31T23:59+00:00",
    "retired",
    "it",
    "*",
]
FILES = 20


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in inside for place in places(one, (*path, key)))]


def mangled(dice: random.Random) -> str:
    """The example with one value gone, repeated or made odd."""
    told = plain(parse(EXAMPLE.read_text(), "example.yaml"))
    *way, last = dice.choice(places(told)[1:])
    holder = told
    for key in way:
        holder = holder[key]
    if dice.random() < 0.2:
        del holder[last]
    elif isinstance(holder, list) and dice.random() < 0.3:
        holder.append(dice.choice(holder))
    else:
        holder[last] = dice.choice(ODD)
    return json.dumps(told, ensure_ascii=False, indent=1)


@pytest.mark.usefixtures("people")
def test_a_value_that_is_odd_is_refused_in_words_or_does_no_harm() -> None:
    dice, refused = random.Random(8), set[str]()
    for _file in range(FILES):
        files = Files()
        try:
            take(files, parse(mangled(dice), "mangled.json"))
            plan(files).lines()
        except (CannotRead, Hindered) as told:
            refused.add(str(told))
    assert len(refused) > FILES / 4
    assert not any("Node(" in one or "<" in one for one in refused)


@pytest.mark.django_db
def test_signs_that_are_lost_or_strange() -> None:
    dice, text = random.Random(9), EXAMPLE.read_text()
    for _file in range(FILES):
        at = dice.randrange(len(text))
        spoiled = (
            text[:at] + dice.choice(["", "{", "]", ":", "\t", "'", "&a ", "*a", "!x ", "- ", "\u0000"]) + text[at + 1 :]
        )
        files = Files()
        try:
            take(files, parse(spoiled, "spoiled.yaml"))
            plan(files)
        except (CannotRead, Hindered) as told:
            assert str(told).startswith("spoiled.yaml:")  # noqa: PT017 - both are fine, a traceback is not
