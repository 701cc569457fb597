"""Rows of a form that may be any number: `step-0-amount`, `step-1-amount` …, with empty ones to spare.

They are fields of the form itself, so that errors, the summary and the browser's own memory treat them as any other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.forms import BoundField, Form
from django.http import QueryDict

MOST = 40  # of one kind; whoever needs more needs another standard


def count(data: Mapping[str, Any], prefix: str) -> int:
    """How many rows were sent, or stand in initial values."""
    numbers = [int(match[1]) for name in data if (match := re.match(rf"{prefix}-(\d{{1,3}})-", name))]
    return min(max(numbers, default=-1) + 1, MOST)


def bound(form: Form, prefix: str) -> list[dict[str, BoundField]]:
    """The rows for the template: field by short name."""
    rows: dict[int, dict[str, BoundField]] = {}
    for name in form.fields:
        if match := re.fullmatch(rf"{prefix}-(\d+)-(\w+)", name):
            rows.setdefault(int(match[1]), {})[match[2]] = form[name]
    return [rows[number] for number in sorted(rows)]


def rearranged(data: QueryDict, order: str) -> QueryDict:
    """What was sent with its rows changed: `step:more`, `step:drop:2`, `point:up:1`. Nonsense changes nothing."""
    match = re.fullmatch(r"([a-z]+):(more|drop|up)(?::(\d{1,3}))?", order, re.ASCII)
    if match is None:
        return data
    prefix, act, at = match[1], match[2], int(match[3] or 0)
    rows = [_row(data, prefix, number) for number in range(count(data, prefix))]
    if act == "more":
        rows.append({"": []})
    elif act == "drop" and at < len(rows):
        del rows[at]
    elif act == "up" and 0 < at < len(rows):
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    changed = data.copy()
    for name in [name for name in changed if re.match(rf"{prefix}-\d+-", name)]:
        del changed[name]
    for new, row in enumerate(rows):
        for field, values in row.items():
            changed.setlist(f"{prefix}-{new}-{field}", values)
    return changed


def _row(data: QueryDict, prefix: str, at: int) -> dict[str, list[Any]]:
    start = f"{prefix}-{at}-"
    return {name.removeprefix(start): data.getlist(name) for name in data if name.startswith(start)}
