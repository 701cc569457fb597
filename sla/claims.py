"""Taking rows off a queue in the database, in the order of its index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def by_index() -> Iterator[None]:
    """Within a transaction: ordered claims in this block follow their index.

    After many updates the planner takes a bitmap scan and a sort for cheaper. These never clear dead index entries, so
    that every later claim is slower than the one before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        yield
        cursor.execute("SET LOCAL enable_bitmapscan TO DEFAULT; SET LOCAL enable_sort TO DEFAULT")
