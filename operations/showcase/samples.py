"""What a sample is, and the words it speaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import get_language

LANGUAGES = ("en", "zh-hans", "ru")
# The moment all samples tell: pictures of two days can be compared.
MOMENT = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sample:
    """A component called with these arguments. `note` names the state, in the words of its arguments."""

    note: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


Samples = Mapping[str, list[Sample]]


def say(english: str, chinese: str, russian: str) -> str:
    """In the language that is active. Samples are no part of the portal: their words are in no catalogue."""
    return (english, chinese, russian)[LANGUAGES.index(get_language() or "en")]


def each(name: str, values: Iterable[Any], /, **common: Any) -> list[Sample]:
    """One sample for each value of an argument."""
    return [Sample(f"{name}={value}", {**common, name: value}) for value in values]


def person() -> dict[str, str]:
    """Somebody whose name is of the language."""
    return {
        "name": say("Grace Ashworth", "胡文静", "Екатерина Волкова"),
        "initials": say("GA", "文静", "ЕВ"),
    }


def links(*labels: str, counts: Iterable[int | None] = ()) -> list[dict[str, Any]]:
    """Items of a menu or a row of links; the first is where one is."""
    numbers = [*counts, *(None for _ in labels)]
    return [{"label": label, "url": "#main", "here": at == 0, "count": numbers[at]} for at, label in enumerate(labels)]
