"""What may be removed when it is old. An app registers its own data in its `ready()`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Rows = Callable[[datetime], QuerySet[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """Data of one kind. `rows` are those older than a moment; `remove` takes ids of some of them.

    `remove` runs in a transaction, may be called twice for the same ids, and leaves `rows` without them: that is how
    the next chunk is found. `about` says what goes and what stays, `older_than` is the label of its days, of which
    `least` cannot be undercut. `most` rows go in one transaction.
    """

    code: str
    label: StrOrPromise
    about: StrOrPromise
    older_than: StrOrPromise
    least: int
    rows: Rows
    remove: Callable[[Sequence[int]], object]
    most: int = 500


KINDS: dict[str, Data] = {}


def register(*kinds: Data) -> None:
    for kind in kinds:
        KINDS[kind.code] = kind
