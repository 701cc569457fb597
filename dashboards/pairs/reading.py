"""Adding up pairs: one statement for a whole company, and only numbers; times for one side of one department.

Confidential services stay out: that somebody of a small department turned to one of them is too much to know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboards.models import PairFigures
from dashboards.replica import alias
from dashboards.tally import PAIR_COLUMNS, Tally
from requests_app.models import Service
from requests_app.readings import Raw, Steps, reading

from .pair import Pair

Key = tuple[int | None, int]

_WANTED = """
SELECT * FROM {table} WHERE (%(start)s::date IS NULL OR day >= %(start)s) AND (%(end)s::date IS NULL OR day < %(end)s)
    AND (%(departments)s::bigint[] IS NULL OR department_id = ANY(%(departments)s))
    AND (%(asking)s::bigint[] IS NULL OR asking_id = ANY(%(asking)s))
    AND (%(services)s::bigint[] IS NULL OR service_id = ANY(%(services)s))
    AND service_id NOT IN (SELECT id FROM {service} WHERE is_confidential)
"""
# Columns only: a distribution for each of thousands of pairs would cost more than anybody reads.
_COUNTS = """
SELECT asking_id, department_id, {sums} FROM ({wanted}) wanted GROUP BY asking_id, department_id
"""
_TIMES = """
SELECT asking_id, department_id, d.key, b.key, sum(b.value::bigint)
FROM ({wanted}) wanted, LATERAL jsonb_each(durations) d,
    LATERAL jsonb_each_text(d.value -> 'buckets' || jsonb_build_object('zeros', d.value -> 'zeros')) b
GROUP BY asking_id, department_id, d.key, b.key
"""


@reading
def pairs(
    start: date | None,
    end: date | None,
    *,
    departments: Sequence[int] | None = None,
    asking: Sequence[int] | None = None,
    services: Sequence[int] | None = None,
    with_times: bool = False,
) -> Steps[list[Pair]]:
    """Every pair with anything filed on days from `start` on and before `end`, most requests first.

    None: all departments that serve, that ask, all services.
    """
    values = {"start": start, "end": end, "departments": _listed(departments), "asking": _listed(asking)}
    values["services"] = _listed(services)
    found: dict[Key, Tally] = defaultdict(Tally)
    sums = ", ".join(f'sum("{column}")' for column in PAIR_COLUMNS)
    columns = ("asking", "department", *PAIR_COLUMNS)
    times = _statement(_TIMES, values, ("asking", "department", "name", "bucket", "number")) if with_times else None
    summed, timed = yield _statement(_COUNTS, values, columns, sums=sums), times
    for asked, department, *numbers in summed:
        found[asked, department].counts.update(dict(zip(PAIR_COLUMNS, map(int, numbers), strict=True)))
    for asked, department, name, bucket, number in timed:
        found[asked, department].put(f"{name}:{bucket}", int(number))
    made = [Pair(asked, department, tally) for (asked, department), tally in found.items()]
    return sorted(made, key=lambda pair: (-pair["filed"], pair.department, pair.asking or 0))


def taken_from(asking: int, start: date | None, end: date | None) -> list[Pair]:
    """What this department asked for, by the department that serves it; with times."""
    return pairs(start, end, asking=[asking], with_times=True)


def given_to(department: int, start: date | None, end: date | None) -> list[Pair]:
    """What this department was asked for, by the department that asked; with times."""
    return pairs(start, end, departments=[department], with_times=True)


@reading
def pair_of(asking: int, department: int, start: date | None, end: date | None) -> Steps[Pair]:
    """One direction of one pair, with times; one with nothing in it where nothing was filed."""
    found = yield from pairs.part(start, end, asking=[asking], departments=[department], with_times=True)
    return found[0] if found else Pair(asking, department, Tally())


def _listed(ids: Sequence[int] | None) -> list[int] | None:
    return None if ids is None else list(ids)


def _statement(statement: str, values: dict[str, Any], columns: Sequence[str], **parts: str) -> Raw:
    wanted = _WANTED.format(table=PairFigures._meta.db_table, service=Service._meta.db_table)
    return Raw(statement.format(wanted=wanted, **parts), values, columns, db=alias())
