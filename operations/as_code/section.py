"""A section of the file: what its entries look like, what the portal says of them now, and how one is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from requests_app.models import User

from .fields import Known, Plain, Record
from .reading import CannotRead, Node, Problem, Where


@dataclass(frozen=True, slots=True)
class Author:
    """Who applies a file, and why; `corrects_past`: days that have passed may change as well."""

    by: User
    why: str = ""
    corrects_past: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """One entry of the files: what they say of it, and that together with what they leave as it is."""

    key: str
    node: Node
    said: Plain
    full: Plain

    @property
    def where(self) -> Where:
        return self.node.where

    def wrong(self, text: str, *path: str | int) -> CannotRead:
        """At the place that this path of keys and numbers leads to, as far as the file has it."""
        node = self.node
        for step in path:
            inside = node.value if isinstance(node.value, dict) else dict(enumerate(node.value or ()))
            if step not in inside:
                break
            node = inside[step]
        return node.wrong(text)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that is not as the file wants it. `before` is None for a new one."""

    section: str
    key: str
    before: Plain | None
    after: Plain
    where: Where

    def touches(self, *keys: str) -> bool:
        """Does any of these say something else now? Of a new one: anything but nothing."""
        if self.before is None:
            return any(self.after[key] not in (None, [], {}) for key in keys)
        return any(self.before[key] != self.after[key] for key in keys)

    def wrong(self, text: str) -> CannotRead:
        return CannotRead([Problem(self.where, text)])


def nothing_else(wanted: dict[str, Wanted], known: Known) -> None:
    """Entries do not depend on each other."""


def as_they_stand(changes: list[Change]) -> list[Change]:
    return changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """`fresh` is what a new entry says where the file does not. `drop` takes away what a pruned file does not name;
    without it nothing of the section is ever taken away, and `lasting` says why."""

    name: str
    word: str
    entry: Record
    fresh: Plain
    key_of: Callable[[Plain], str]
    said: Callable[[], dict[str, Plain]]
    write: Callable[[Change, Author], None]
    drop: Callable[[str, User], None] | None = None
    dropped: str = ""  # “retired”
    is_gone: Callable[[Plain], bool] = field(default=lambda _entry: False)
    # The portal does not speak of what is gone; a new entry that is gone is none then.
    forgets: bool = False
    lasting: str = ""
    # The keys stand right below the section: there is one of it.
    is_single: bool = False
    # What the entries that are wanted mean for each other.
    settle: Callable[[dict[str, Wanted], Known], None] = nothing_else
    arrange: Callable[[list[Change]], list[Change]] = as_they_stand
