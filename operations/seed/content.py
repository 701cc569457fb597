"""The texts of the demo company, read from `data/*.toml`, with their placeholders filled."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from requests_app.models import User

DATA = Path(__file__).parent / "data"
DEPARTMENTS = ("it", "hr", "finance", "facilities", "legal", "logistics", "marketing", "analytics")
# The files say "zh", the portal says which Chinese.
LANGUAGES = {"en": "en", "zh": "zh-hans", "ru": "ru"}


@dataclass(frozen=True, slots=True)
class Told:
    """A service in one language. A story is a title and what the requester adds; an `ask` a question and its answer."""

    name: str
    description: str
    to_bring: str
    stories: list[list[str]]
    asks: list[list[str]]
    results: list[str]


@dataclass(frozen=True, slots=True)
class ServiceContent:
    code: str
    icon: str
    weight: float
    told: dict[str, Told]
    impact: int = 2
    urgency: int = 2
    # Whoever leads the department that asks has to agree before anything is done, and always does.
    asks_first: bool = False

    def texts(self, name: str) -> dict[str, str]:
        """One of name, description, to_bring, by portal language."""
        return {LANGUAGES[short]: getattr(told, name) for short, told in self.told.items()}


@dataclass(frozen=True, slots=True)
class DepartmentContent:
    """`share`: of all requests, in per cent. `pace`: the usual share of the promised time. `team`: how many serve."""

    code: str
    zone: str
    office: str
    share: float
    pace: float
    team: int
    name: dict[str, str]
    description: dict[str, str]
    services: list[ServiceContent] = field(default_factory=list)
    # Where its requests are handed over to.
    neighbours: list[str] = field(default_factory=list)
    month_end: float = 1.0


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache
def departments() -> tuple[DepartmentContent, ...]:
    return tuple(_department(load(code)) for code in DEPARTMENTS)


def _department(raw: dict[str, Any]) -> DepartmentContent:
    services = [_service(one) for one in raw.pop("services")]
    return DepartmentContent(**raw, services=services)


def _service(raw: dict[str, Any]) -> ServiceContent:
    told = {short: Told(**raw.pop(short)) for short in LANGUAGES}
    return ServiceContent(**raw, told=told)


@lru_cache
def phrases() -> dict[str, dict[str, list[Any]]]:
    """What people write in every department: by short language, then by occasion."""
    return load("phrases")


@lru_cache
def words() -> dict[str, dict[str, list[str]]]:
    return load("words")


def short(user: User) -> str:
    """The person's language as the files name it."""
    return user.language[:2]


class Filler:
    """Fills the placeholders of one request, each with the same word wherever it occurs."""

    def __init__(self, rng: Random, language: str, at: datetime, person: str) -> None:
        known = words()[language]
        # Work is about the month before it, except near its end.
        month = at.month - 1 if at.day > 20 else at.month - 2
        self.values = {
            "city": rng.choice(known["city"]),
            "partner": rng.choice(known["partner"]),
            "month": known["month"][month],
            "room": f"{rng.randint(1, 5)}.{rng.randint(1, 24):02}",
            "floor": str(rng.randint(1, 6)),
            "n": str(rng.randint(2, 12)),
            "doc": f"INV-{at.year}-{rng.randint(80, 2400):04}",
            "delivery": f"DN-{at.year}-{rng.randint(300, 3900):04}",
            "article": f"A-{rng.randint(1200, 9800)}",
            "year": str(at.year),
            "person": person,
        }

    def __call__(self, text: str, **more: str) -> str:
        return text.format_map(self.values | more)
