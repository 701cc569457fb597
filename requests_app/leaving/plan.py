"""The plan of a hand-over: by item whoever takes it; and the undertaking that carries it out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from requests_app.models import Undertaking, User
from requests_app.undertakings import Kind, Step

from .holdings import HOLDINGS, Item, Moved

KIND = "leaving"


def items_of(person: User) -> list[Item]:
    """Everything that is in this person's name and has to go on without them."""
    return [item for holding in HOLDINGS.values() for item in holding.items(person)]


def plan_of(items: Collection[Item], takers: Mapping[str, User | None]) -> dict[str, object]:
    """Every item with its taker's id; what nobody was named for goes where the item says."""
    chosen = {item.code: takers.get(item.code) for item in items}
    return {
        "takers": {code: taker.pk if taker else None for code, taker in chosen.items()},
        "total": sum(item.count for item in items),
    }


def _count(undertaking: Undertaking) -> int:
    return int(undertaking.plan["total"])


def _steps(undertaking: Undertaking, passed_over: Collection[str]) -> Iterator[Step]:
    person = User.objects.get(pk=undertaking.thing)
    takers: dict[str, int | None] = undertaking.plan["takers"]
    people = User.objects.in_bulk([pk for pk in takers.values() if pk])
    for code, taker in takers.items():
        name, _colon, about = code.partition(":")
        moved = Moved(person, people.get(taker or 0), undertaking.asked_by, int(about or 0))
        yield from (step for step in HOLDINGS[name].steps(moved) if step.key not in passed_over)


UNDERTAKING = Kind(_count, _steps)
