"""The past, packed: most of it changes no more, so a large replay need not gather it from millions of rows each time.

Requests with neighbouring numbers lie in one row of `PackedHistory`, with a stamp of everything a replay reads of them:
a verb changes the version of its request, a recalculation changes clocks. A replay adds up the rows of today, takes the
packs whose stamp is still true, and reads the rest as it lies. So nobody who changes a request has to think of packs,
and an old one is never believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection
from django.db.backends.utils import CursorWrapper

from requests_app import clock
from requests_app.models import ServiceRequest
from sla.models import Clock, PackedHistory
from sla.replay import packed, rows
from sla.replay.packed import Lines
from sla.replay.rows import Past

SIZE_BITS = 14
SIZE = 1 << SIZE_BITS  # requests
_ALL = 0, 2**62

# The journal needs no stamp of its own: whatever of it a replay reads comes with a new version of the request. Two
# statements, since joining them makes PostgreSQL sort every row.
_STAMPS = [
    f"SELECT {number} >> {SIZE_BITS}, bit_xor(hash_record_extended(ROW({columns}), 0))"  # noqa: S608 - our own names
    f" FROM {table} WHERE {number} BETWEEN %(first)s AND %(last)s GROUP BY 1"
    for table, number, columns in (
        (
            ServiceRequest._meta.db_table,
            "id",
            "id, version, service_id, priority, is_live, filed_at, requester_id, filed_by_id",
        ),
        (
            Clock._meta.db_table,
            "request_id",
            "id, request_id, metric, department_id, state, stopped_at, due_at, overran_at, is_pinned",
        ),
    )
]

_PACKS = f"""
SELECT kept.number::text, kept.requests, kept.journal, kept.clocks
FROM {PackedHistory._meta.db_table} kept JOIN unnest(%(numbers)s::bigint[], %(stamps)s::text[]) AS today (number, stamp)
    ON kept.number = today.number AND kept.stamp = today.stamp
WHERE kept.packed_at IS NOT NULL ORDER BY kept.number
"""  # noqa: S608


def between(first: int, last: int) -> Past:
    """At least all requests with a number in [first, last], with some of their neighbours."""
    stamps = _stamps(first >> SIZE_BITS, last >> SIZE_BITS)
    found = {int(number): kept for number, *kept in packed.copy(_PACKS, _as_arrays(stamps))}
    parts = [Past(*(Lines.from_bytes(one) for one in kept)) for kept in found.values()]
    for begin, end in _runs([number for number in stamps if number not in found]):
        parts.append(rows.between(begin * SIZE, (end + 1) * SIZE - 1))
    return Past.joined(parts or [rows.between(1, 0)])


def are_there() -> bool:
    return PackedHistory.objects.exclude(packed_at=None).exists()


def pack() -> int:
    """Pack what has not changed since the last turn; how many packs were made.

    What still changes is only stamped, so that the requests of today are not packed again and again.
    """
    stamps = _stamps(*_ALL)
    PackedHistory.objects.exclude(number__in=stamps).delete()
    known = {
        number: (stamp, at) for number, stamp, at in PackedHistory.objects.values_list("number", "stamp", "packed_at")
    }
    made = 0
    for number, stamp in stamps.items():
        before, packed_at = known.get(number, ("", None))
        if before != stamp:
            PackedHistory.objects.update_or_create(number=number, defaults=_stamped(stamp))
        elif packed_at is None:
            made += _fill(number, stamp)
    return made


def _stamped(stamp: str) -> dict[str, object]:
    return {"stamp": stamp, "packed_at": None, "requests": b"", "journal": b"", "clocks": b""}


def _fill(number: int, stamp: str) -> int:
    """After the stamp was made, never before: what changes in between makes the pack wrong for the stamp of then."""
    past = rows.between(number * SIZE, (number + 1) * SIZE - 1)
    return PackedHistory.objects.filter(number=number, stamp=stamp).update(
        packed_at=clock.now(),
        requests=past.requests.to_bytes(),
        journal=past.journal.to_bytes(),
        clocks=past.clocks.to_bytes(),
    )


def _stamps(first: int, last: int) -> dict[int, str]:
    """By number of the pack, what the rows of today add up to; first and last are packs."""
    ends = {"first": first * SIZE, "last": last * SIZE + SIZE - 1}
    with packed.one_reading(), connection.cursor() as cursor:
        requests, clocks = (_found(cursor, statement, ends) for statement in _STAMPS)
    return {number: _hex(requests[number]) + _hex(clocks.get(number, 0)) for number in sorted(requests)}


def _found(cursor: CursorWrapper, statement: str, ends: dict[str, int]) -> dict[int, int]:
    cursor.execute(statement, ends)
    return dict(cursor.fetchall())


def _hex(number: int) -> str:
    return f"{number % 2**64:016x}"


def _as_arrays(stamps: dict[int, str]) -> dict[str, list[object]]:
    return {"numbers": list(stamps), "stamps": list(stamps.values())}


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each row of neighbours; `numbers` rise."""
    begin: int | None = None
    for place, number in enumerate(numbers):
        begin = number if begin is None else begin
        if place + 1 == len(numbers) or numbers[place + 1] != number + 1:
            yield begin, number
            begin = None
