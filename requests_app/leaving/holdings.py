"""Kinds of things that can be in a person's name. Other apps register theirs in `ready()`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from requests_app.models import User
from requests_app.undertakings import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the preview. `code` is the holding's, and where there are several the id of what it is about."""

    code: str
    title: str
    count: int = 1
    # Who can take it; None: any colleague.
    takers: QuerySet[User] | None = None
    # What becomes of it where nobody is chosen; empty: somebody has to be.
    otherwise: str = ""
    # Who is offered first.
    proposed: User | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """Whose things go to whom, decided by whom. `about` is the id behind the item's code, 0 where it has none."""

    person: User
    taker: User | None
    by: User
    about: int = 0


@dataclass(frozen=True, slots=True)
class Holding:
    """`items` is the preview; `steps` reads what is still in the person's name, and hands each of it on."""

    code: str
    items: Callable[[User], list[Item]]
    steps: Callable[[Moved], Iterator[Step]]


HOLDINGS: dict[str, Holding] = {}


def register(*holdings: Holding) -> None:
    HOLDINGS.update({one.code: one for one in holdings})
