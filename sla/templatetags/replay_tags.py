"""The last replay of a draft, for the pages about it."""

from __future__ import annotations

from typing import Any

from django import template

from sla.replay import report
from sla.replay.result import Result
from sla.replay.stored import Subject

register = template.Library()


@register.simple_tag
def replay_lines(subject: Subject) -> dict[str, Any]:
    """`lines`: a sentence per clock; `range`: over which days. Empty where nothing was replayed yet."""
    data: dict[str, Any] = subject.replay or {}
    if "at" not in data:
        return {}
    result = Result.from_json(data)
    return {"lines": [report.sentence(one) for one in result.comparisons], "range": report.range_words(result)}
