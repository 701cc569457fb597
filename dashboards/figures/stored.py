"""Adding up roll-ups, in one statement however long the period is."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from dashboards.models import DayFigures
from dashboards.replica import alias
from dashboards.tally import COLUMNS, Tally, judged
from requests_app.readings import Raw, Steps, reading

from .question import TOTAL, Group, Grouped, Question

# Every number of every row under a name; buckets of a distribution are named "<duration>:<bucket>", what still runs
# "<name>@<minute>". Unless a series is wanted only the columns have a place in time: charts and months show nothing
# else, and a distribution per week would cost more than it says.
_NUMBERS = """
WITH held AS (
    SELECT * FROM {table} WHERE department_id = ANY(%(departments)s)
        AND (%(services)s::bigint[] IS NULL OR service_id = ANY(%(services)s))
        AND (%(end)s::date IS NULL OR day < %(end)s)
), inside AS (
    SELECT *, date_trunc(%(bucket)s, day)::date AS bucket FROM held WHERE %(start)s::date IS NULL OR day >= %(start)s
), number AS (
    SELECT {dimensions}, bucket, n.name, n.value
    FROM inside, LATERAL (VALUES {columns}) AS n(name, value) WHERE n.value <> 0
    UNION ALL
    SELECT {dimensions}, {piece}, n.key, n.value::bigint
    FROM inside CROSS JOIN LATERAL jsonb_each_text(counts) n
    LEFT JOIN unnest(%(judged_later)s::text[], %(judged_before)s::date[]) too_young(name, since)
        ON too_young.name = n.key
    WHERE too_young.since IS NULL OR day < too_young.since
    UNION ALL
    SELECT {dimensions}, {piece}, d.key || ':' || b.key, b.value::bigint
    FROM inside, LATERAL jsonb_each(durations) d,
        LATERAL jsonb_each_text(d.value -> 'buckets' || jsonb_build_object('zeros', d.value -> 'zeros')) b
    UNION ALL
    SELECT {dimensions}, {piece}, r.key || '@' || b.key, b.value::bigint
    FROM inside, LATERAL jsonb_each(running) r, LATERAL jsonb_each_text(r.value) b
    UNION ALL
    SELECT {dimensions}, NULL, n.name, n.value
    FROM held, LATERAL (VALUES ('open_before', (entered - "left")::bigint), ('unended_before', unended::bigint))
        AS n(name, value) WHERE day < %(start)s
)
"""
_ADDED = (
    _NUMBERS
    + """
SELECT GROUPING({used}), {selected}, bucket, name, sum(value)::bigint
FROM number GROUP BY GROUPING SETS ({sets})
"""
)
# What a department's page needs besides: the age of all open work, the ratings of every service of the period (to see
# whether those of one may be shown), and when anything was counted last.
_FOR_PAGE = (
    _ADDED
    + """
UNION ALL
SELECT -1, NULL, NULL, NULL, NULL, day, 'still_open', sum(still_open)
FROM {table} WHERE department_id = ANY(%(departments)s) AND still_open > 0
    AND (%(services)s::bigint[] IS NULL OR service_id = ANY(%(services)s))
GROUP BY day
UNION ALL
SELECT -2, NULL, service_id, NULL, NULL, NULL, n.key, sum(n.value::bigint)
FROM {table}, LATERAL jsonb_each_text(counts) n
WHERE department_id = ANY(%(departments)s) AND (n.key ~ '^(csat|solved|ces)[.]')
    AND (%(start)s::date IS NULL OR day >= %(start)s) AND (%(end)s::date IS NULL OR day < %(end)s)
GROUP BY service_id, n.key
UNION ALL
SELECT -3, NULL, NULL, NULL, NULL, NULL, 'counted_at', (extract(epoch FROM max(counted_at)) * 1000000)::bigint
FROM {table} WHERE department_id = ANY(%(departments)s) HAVING count(*) > 0
"""
)
# Ten thousand numbers fall to some fifty groups: those of each come as one object.
_BY_GROUP = """
SELECT {columns}, json_object_agg(name, number) FROM ({numbers}) AS numbers({columns}, name, number) GROUP BY {columns}
"""
# Dimension -> column, in the order of the result.
_FIELDS = {
    "department": "department_id",
    "service": "service_id",
    "priority": "priority",
    "channel": "channel",
    "bucket": "bucket",
}


@reading
def grouped(question: Question, *, now: datetime, for_page: bool = False) -> Steps[Grouped]:
    """Counts and distributions.

    With `for_page` also ("filed", day): how many of all that were filed on it are still open; ("rated", service):
    ratings of the period whatever services are asked for; ("seen", None): when anything was counted last.
    """
    if question.zone and any(department.zone != question.zone for department in question.departments):
        raise ValueError("roll-ups are kept in the department's own zone; another one needs exact counting")
    heaps: Grouped = defaultdict(Tally)
    columns = ["grouped_by", *_FIELDS.values()]
    numbers = _statement(question, for_page=for_page)
    statement = _BY_GROUP.format(columns=", ".join(columns), numbers=numbers)
    (rows,) = yield (
        Raw(statement, _values(question, now), [*columns, "numbers"], {"bucket": date.fromisoformat}, alias()),
    )
    for grouping, *group, found in rows:
        heap = heaps[_group(question, grouping, group)]
        for name, number in found.items():
            heap.put(name, int(number))
    return heaps


def _statement(question: Question, *, for_page: bool) -> str:
    used = [_FIELDS[dimension] for dimension in _used(question)]
    return (_FOR_PAGE if for_page else _ADDED).format(
        table=DayFigures._meta.db_table,
        dimensions=", ".join(field for dimension, field in _FIELDS.items() if dimension != "bucket"),
        piece="bucket" if question.series else "NULL::date",
        columns=", ".join(f"('{name}', \"{name}\"::bigint)" for name in COLUMNS),
        used=", ".join(used),
        # A column that nothing is grouped by has no value to show.
        selected=", ".join(field if field in used else "NULL::bigint" for field in list(_FIELDS.values())[:-1]),
        sets=", ".join(f"({field}, name)" if field else "(name)" for field in ["", *used]),
    )


def _used(question: Question) -> list[str]:
    return [dimension for dimension in _FIELDS if dimension in question.by or dimension == "bucket"]


def _values(question: Question, now: datetime) -> dict[str, Any]:
    too_young = judged(now)
    return {
        "departments": [department.pk for department in question.departments],
        "services": None if question.services is None else list(question.services),
        "start": question.start,
        "end": question.end,
        "bucket": question.bucket,
        "judged_later": list(too_young),
        "judged_before": list(too_young.values()),
    }


def _group(question: Question, grouping: int, values: list[Any]) -> Group:
    """GROUPING() has a 0 bit for what a row was grouped by; the last of what is used is the lowest."""
    if grouping < 0:
        return {-1: ("filed", values[4]), -2: ("rated", values[1]), -3: ("seen", None)}[grouping]
    for bit, dimension in enumerate(reversed(_used(question))):
        if not grouping >> bit & 1:
            return (dimension, values[list(_FIELDS).index(dimension)])
    return TOTAL
