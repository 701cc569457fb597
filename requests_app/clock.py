"""The one clock that decides: the database's, so that a worker whose own clock is wrong does no harm."""

from datetime import datetime

from django.db import connection


def now() -> datetime:
    """The database's current moment, aware, in UTC. It moves on within a transaction. Tests replace this function."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
