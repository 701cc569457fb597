"""The one way into the list of changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from requests_app import clock
from requests_app.models import ConfigurationChange, Translated, User

from .kinds import KINDS, Picture, kind_of

MOST_WORDS = 20_000  # characters that a search looks at


class Action:
    """What happened to the thing, as the row keeps it; `reading.ACTIONS` has the words."""

    CREATED = "created"
    CHANGED = "changed"
    REMOVED = "removed"
    PUBLISHED = "published"
    RETIRED = "retired"
    DEACTIVATED = "deactivated"
    ACTIVATED = "activated"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    CLOSED = "closed"
    REOPENED = "reopened"
    STARTED = "started"


@dataclass(frozen=True, slots=True)
class Difference:
    """`field` is a name the kind knows, or a label in every language where it knows none."""

    field: str | Mapping[str, str]
    before: Any
    after: Any

    def as_json(self) -> dict[str, Any]:
        field = self.field if isinstance(self.field, str) else dict(self.field)
        return {"field": field, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What became of a thing of a registered kind; `label` is its name, or its name in every language."""

    kind: str
    label: Any
    action: str
    thing: str = ""
    differences: Sequence[Difference] = ()


@contextmanager
def changing(thing: Model, *, by: User | None, action: str = "", at: datetime | None = None) -> Iterator[None]:
    """Whatever the block changes of the thing is written down with it, or neither is.

    Nothing changed, nothing is written. A thing without a key yet is created by the block; one that is gone after it
    was removed. `action` says it more precisely than created, changed or removed.
    """
    kind = kind_of(thing)
    with transaction.atomic():
        pk = thing.pk
        before = kind.look(pk) if pk is not None else None
        yield
        pk = pk if pk is not None else thing.pk
        after = kind.look(pk)
        if before is None and after is None:
            return
        found = compare(before[1] if before else {}, after[1] if after else {})
        if not found and before and after:
            return
        general = Action.CREATED if before is None else Action.REMOVED if after is None else Action.CHANGED
        name = (after or before or ("",))[0]
        done = Entry(kind=kind.code, thing=str(pk), label=name, action=action or general, differences=found)
        record(done, by=by, at=at)


def compare(before: Picture, after: Picture) -> list[Difference]:
    """What is not the same, in the order of the later picture; what is empty on both sides is the same."""
    names = [*after, *(name for name in before if name not in after)]
    pairs = ((name, before.get(name), after.get(name)) for name in names)
    return [Difference(name, old, new) for name, old, new in pairs if old != new and (old or new)]


def record(entry: Entry, *, by: User | None, at: datetime | None = None) -> ConfigurationChange:
    """Append a row, for changes that `changing` cannot see by itself."""
    told = entry.label
    label = Translated(told) if isinstance(told, Mapping) else Translated({settings.LANGUAGE_CODE: str(told)})
    changes = [one.as_json() for one in entry.differences]
    return ConfigurationChange.objects.create(
        at=at or clock.now(),
        by=by,
        kind=KINDS[entry.kind].code,
        thing=entry.thing,
        label=label,
        action=entry.action,
        changes=changes,
        words=_words([dict(label), *changes]),
    )


def _words(told: Any) -> str:
    return "\n".join(dict.fromkeys(_texts(told)))[:MOST_WORDS].lower()


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        for key, value in told.items():
            if key != "field":
                yield from _texts(value)
    elif isinstance(told, list | tuple):
        for one in told:
            yield from _texts(one)
