"""Where requests waited in a period, and for what: from the journals of the newest requests that were open in it.

Each spell of waiting counts for the department that had the request then, with the part of it that lies in the period,
in real hours. Imported requests count as far as their log goes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from dashboards.company.waiting import APPROVAL, OF_THE_COMPANY, UNTOUCHED, labels_of
from dashboards.replica import alias
from dashboards.words import share
from requests_app.models import Department, RequestEvent, ServiceRequest, WaitingReason, WaitKind
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.phrases import listed
from requests_app.readings import Raw, Steps, reading

# Of a company with more in its period the newest are looked at, and the page says so.
MOST = 10_000
NAMED = 3  # reasons in the sentence

_SPELLS = """
WITH looked_at AS (
    SELECT id, is_live FROM {request} WHERE filed_at < %(end)s AND (closed_at IS NULL OR closed_at >= %(start)s)
    ORDER BY id DESC LIMIT %(most)s
), lines AS (
    SELECT e.request_id, e.department_id, e.new_status, e.at, e.id,
        LEAD(e.at, 1, CASE WHEN looked_at.is_live THEN %(now)s ELSE e.at END) OVER journal AS until,
        count(*) FILTER (WHERE e.old_status <> e.new_status OR e.verb = 'held') OVER journal AS spell,
        CASE WHEN e.new_status = 'new' THEN %(untouched)s
            WHEN e.new_status = 'waiting' THEN %(requester)s
            WHEN reason.id IS NOT NULL THEN %(own)s || reason.id
            WHEN e.verb = 'held' AND jsonb_exists(e.data, 'until') THEN %(date)s
            WHEN e.verb = 'held' THEN %(other)s
            WHEN e.verb = 'asked_department' THEN %(department)s
            ELSE %(approval)s END AS why
    FROM looked_at JOIN {event} e ON e.request_id = looked_at.id
    LEFT JOIN {reason} reason ON e.verb = 'held' AND reason.code = e.data -> 'because' ->> 'code'
    WINDOW journal AS (PARTITION BY e.request_id ORDER BY e.at, e.id)
), spells AS (
    SELECT request_id, department_id, greatest(at, %(start)s) AS began, least(until, %(end)s) AS ended,
        first_value(why) OVER (PARTITION BY request_id, spell ORDER BY at, id) AS why
    FROM lines WHERE new_status IN ('new', 'waiting', 'on_hold')
)
"""
_SUMS = """
{spells}
SELECT department_id, why, count(DISTINCT request_id), sum(extract(epoch FROM ended - began))::float8,
    (SELECT count(*) FROM looked_at)
FROM spells WHERE ended > began GROUP BY department_id, why
"""
_REQUESTS = """
{spells}
SELECT request_id FROM spells WHERE ended > began AND (%(of)s::bigint IS NULL OR department_id = %(of)s)
    AND (%(for)s::text IS NULL OR why = %(for)s)
"""


@dataclass(frozen=True, slots=True)
class Between:
    """From `start` on and before `end`, as it is known at `now`."""

    start: datetime
    end: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Waited:
    """`n` requests of one department that waited `hours` for one thing, all together."""

    department: Department
    why: str
    label: str
    n: int
    hours: float

    @property
    def each(self) -> float:
        """Hours of one of them, on average."""
        return self.hours / self.n


@dataclass(frozen=True, slots=True)
class Waits:
    """Most hours first. `is_cut` where there were more requests than MOST."""

    rows: Sequence[Waited]
    is_cut: bool

    def said(self) -> str:
        """What most of the waiting was for; empty where nothing waited."""
        whole = sum(row.hours for row in self.rows)
        by_label: dict[str, float] = defaultdict(float)
        for row in self.rows:
            by_label[row.label] += row.hours
        most = sorted(by_label.items(), key=lambda pair: (-pair[1], pair[0]))[:NAMED]
        parts = [f"{label} ({share(hours / whole)})" for label, hours in most]
        return _("Most of the waiting was for: %(reasons)s.") % {"reasons": listed(parts)} if parts else ""


@reading
def waited_in(between: Between, departments: Mapping[int, Department]) -> Steps[Waits]:
    """Of these departments."""
    columns = ("department", "why", "n", "seconds", "looked_at")
    sums = Raw(_SUMS.format(spells=_spells()), _values(between), columns, db=alias())
    found, reasons = yield sums, WaitingReason.objects.all()
    labels = labels_of({why for _department, why, *_numbers in found}, reasons)
    hour = timedelta(hours=1).total_seconds()
    rows = [
        Waited(departments[department], why, labels[why], n, seconds / hour)
        for department, why, n, seconds, _looked_at in found
        if department in departments and why in labels
    ]
    rows.sort(key=lambda row: (-row.hours, str(row.department), row.label))
    return Waits(rows, any(looked_at == MOST for *_row, looked_at in found))


def requests_that_waited(between: Between, department: Department | None, why: str) -> ServiceRequestQuerySet:
    """What `waited_in` counts; `why` empty: whatever for."""
    values = _values(between) | {"of": department.pk if department else None, "for": why or None}
    # RawSQL takes values by place only.
    statement, ordered = _by_place(_REQUESTS.format(spells=_spells()), values)
    return ServiceRequest.objects.filter(pk__in=RawSQL(statement, ordered))  # noqa: S611 # nosec B611 - no part of it is typed


def _by_place(statement: str, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
    pieces = statement.split("%(")
    ordered = [values[piece.partition(")")[0]] for piece in pieces[1:]]
    return "%".join([pieces[0], *(piece.partition(")")[2] for piece in pieces[1:])]), ordered


def _spells() -> str:
    models = {"request": ServiceRequest, "event": RequestEvent, "reason": WaitingReason}
    return _SPELLS.format(**{name: model._meta.db_table for name, model in models.items()})


def _values(between: Between) -> dict[str, Any]:
    return {
        "start": between.start,
        "end": min(between.end, between.now),
        "now": between.now,
        "most": MOST,
        "untouched": UNTOUCHED,
        "approval": APPROVAL,
        "own": OF_THE_COMPANY,
        "requester": WaitKind.REQUESTER.value,
        "department": WaitKind.DEPARTMENT.value,
        "date": WaitKind.DATE.value,
        "other": WaitKind.OTHER.value,
    }
