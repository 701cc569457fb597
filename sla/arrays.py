"""Arrays as PostgreSQL writes them, for statements about thousands of rows.

psycopg would quote every element by itself, and moments as text: that costs more than all the arithmetic about them.
"""

from __future__ import annotations

from collections.abc import Iterable


def integers(values: Iterable[int | None]) -> str:
    """For `%s::bigint[]`; instants cross as microseconds since 1970, to be read by `moment`."""
    return "{" + ",".join(["NULL" if one is None else str(one) for one in values]) + "}"


def codes(values: Iterable[str]) -> str:
    """For `%s::text[]`: words of our own, which hold neither quotes nor backslashes."""
    return "{" + ",".join([f'"{one}"' for one in values]) + "}"


def flags(values: Iterable[bool]) -> str:
    """For `%s::boolean[]`."""
    return "{" + ",".join(["t" if one else "f" for one in values]) + "}"


def moment(column: str) -> str:
    """SQL that reads a column of microseconds since 1970 as a moment; exact, and NULL stays NULL."""
    return f"timestamptz 'epoch' + {column} * interval '1 microsecond'"
