"""Test vectors of the contracts, one JSON object a line: id, op, input, expected, tolerance."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def load(name: str) -> list[dict[str, Any]]:
    """All lines of `name`.jsonl in file order."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines() if line.strip()]


def differences(actual: Any, expected: Any, tolerance: float, where: str = "result") -> list[str]:
    """Where two JSON values differ: numbers by more than `tolerance`, everything else at all; key order is free."""
    if isinstance(expected, dict) and isinstance(actual, dict) and actual.keys() == expected.keys():
        pairs = [(actual[key], expected[key], f"{where}.{key}") for key in expected]
    elif isinstance(expected, list) and isinstance(actual, list) and len(actual) == len(expected):
        pairs = [(a, e, f"{where}[{i}]") for i, (a, e) in enumerate(zip(actual, expected, strict=True))]
    elif _is_number(expected) and _is_number(actual):
        # A hair more than the tolerance, so that an exact answer passes at tolerance 0.
        pairs, same = [], abs(actual - expected) <= tolerance + 1e-12
        return [] if same else [f"{where}: {actual} is not {expected} within {tolerance}"]
    else:
        return (
            []
            if type(actual) is type(expected) and actual == expected
            else [f"{where}: {actual!r} is not {expected!r}"]
        )
    return [line for a, e, place in pairs for line in differences(a, e, tolerance, place)]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
