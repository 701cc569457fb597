"""The one clock that decides: the database's, so that a worker whose own clock is wrong does no harm."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Func


class ReadAt(Func):
    """The same moment as a column of whatever is read anyway."""

    function = "clock_timestamp"
    output_field = DateTimeField()


def now() -> datetime:
    """The database's current moment, aware, in UTC. It moves on within a transaction. Tests replace this function."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def came_along(read_at: datetime | None) -> datetime:
    """The moment that was read with a row, asked for anew where none was. Tests replace this function, too."""
    return now() if read_at is None else read_at
