"""Which days a change touches. Every function only adds marks, in the transaction of whatever changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from dashboards.models import DayFigures, StaleDay
from requests_app.models import Department, Promise, RequestEvent, ServiceRequest
from requests_app.states import Verb
from sla.models import Clock
from surveys.models import Rating

_NAMES = {
    "stale": StaleDay._meta.db_table,
    "figures": DayFigures._meta.db_table,
    "request": ServiceRequest._meta.db_table,
    "event": RequestEvent._meta.db_table,
    "department": Department._meta.db_table,
    "clock": Clock._meta.db_table,
    "rating": Rating._meta.db_table,
    "promise": Promise._meta.db_table,
}

# The days a request counts on in the department that holds it: filed, done, ended, what just happened. A journal line
# can change how earlier solutions are judged (first contact), so their days are counted again with it.
_TOUCHED = """
INSERT INTO {stale} (department_id, service_id, day)
SELECT DISTINCT d.id, %(service)s, (moment.at AT TIME ZONE d.time_zone)::date
FROM {department} d
CROSS JOIN (
    SELECT unnest(%(moments)s::timestamptz[]) AS at
    UNION SELECT e.at FROM {event} e WHERE e.request_id = %(request)s AND (e.verb = 'resolved' OR %(everything)s)
    UNION SELECT answered_at FROM {rating} WHERE request_id = %(request)s AND %(everything)s
) moment
WHERE d.id = %(department)s
   OR %(everything)s AND d.id IN (SELECT e.department_id FROM {event} e WHERE e.request_id = %(request)s)
""".format(**_NAMES)  # noqa: S608 - the names are our own tables

_FILED = """
INSERT INTO {stale} (department_id, service_id, day)
SELECT DISTINCT d.id, r.service_id, (r.filed_at AT TIME ZONE d.time_zone)::date
FROM {request} r
JOIN {department} d ON d.id = r.department_id
WHERE r.id = ANY(%(requests)s)
""".format(**_NAMES)

_ALL = """
INSERT INTO {stale} (department_id, service_id, day)
SELECT DISTINCT d.id, r.service_id, (moment.at AT TIME ZONE d.time_zone)::date
FROM {request} r
JOIN {department} d ON d.id = r.department_id
CROSS JOIN LATERAL (VALUES (r.filed_at), (r.resolved_at), (r.closed_at)) moment(at)
WHERE moment.at IS NOT NULL AND (%(department)s IS NULL OR d.id = %(department)s)
UNION
SELECT d.id, r.service_id, (e.at AT TIME ZONE d.time_zone)::date
FROM {event} e
JOIN {request} r ON r.id = e.request_id
JOIN {department} d ON d.id IN (
    e.department_id, r.department_id, CASE WHEN e.verb = 'handed_over' THEN (e.data ->> 'from')::bigint END
)
WHERE (e.verb IN ('resolved', 'handed_over') OR e.old_status <> e.new_status)
  AND (%(department)s IS NULL OR d.id = %(department)s)
UNION
SELECT d.id, r.service_id, (a.answered_at AT TIME ZONE d.time_zone)::date
FROM {rating} a JOIN {request} r ON r.id = a.request_id JOIN {department} d ON d.id = a.department_id
WHERE %(department)s IS NULL OR d.id = %(department)s
UNION
SELECT d.id, r.service_id, (r.filed_at AT TIME ZONE d.time_zone)::date
FROM {clock} c JOIN {request} r ON r.id = c.request_id JOIN {department} d ON d.id = c.department_id
WHERE %(department)s IS NULL OR d.id = %(department)s
UNION
SELECT f.department_id, f.service_id, f.day FROM {figures} f
WHERE %(department)s IS NULL OR f.department_id = %(department)s
""".format(**_NAMES)

# Nobody tells when the target of a clock passes that no sweep looks at (imports), or when a promised day is over: the
# day of its request was counted before that.
_LAPSED = """
INSERT INTO {stale} (department_id, service_id, day)
SELECT DISTINCT f.department_id, f.service_id, f.day
FROM {clock} c
JOIN {request} r ON r.id = c.request_id
JOIN {department} d ON d.id = r.department_id
JOIN {figures} f ON f.department_id = r.department_id AND f.service_id = r.service_id AND f.priority = r.priority
    AND f.channel = r.channel AND f.day = (r.filed_at AT TIME ZONE d.time_zone)::date
WHERE c.state IN ('running', 'paused') AND c.due_at <= %(now)s AND f.counted_at < c.due_at
UNION
SELECT f.department_id, f.service_id, f.day
FROM {promise} p
JOIN {request} r ON r.id = p.request_id
JOIN {department} d ON d.id = r.department_id
JOIN {figures} f ON f.department_id = r.department_id AND f.service_id = r.service_id AND f.priority = r.priority
    AND f.channel = r.channel AND f.day = (r.filed_at AT TIME ZONE d.time_zone)::date
CROSS JOIN LATERAL (
    SELECT ((p.done_by AT TIME ZONE d.time_zone)::date + 1)::timestamp AT TIME ZONE d.time_zone
) gone(at)
WHERE r.resolved_at IS NULL AND r.closed_at IS NULL AND gone.at <= %(now)s AND f.counted_at < gone.at
""".format(**_NAMES)


def mark_transition(request: ServiceRequest, event: RequestEvent) -> int:
    """Mark what one journal line touches; returns the number of marks."""
    # Another holder, service or priority moves everything the request ever added; a reopening takes back its end.
    moved = "priority" in event.data.get("changes", {}) or "from_service" in event.data
    everything = moved or event.verb in (Verb.HANDED_OVER, Verb.REOPENED)
    services = {request.service_id, event.data.get("from_service", request.service_id)}
    moments = [request.filed_at, event.at]
    return sum(_touch(request, service, moments=moments, everything=everything) for service in services)


def mark_filed(requests: Iterable[int]) -> int:
    """Mark the days these requests were filed on: their clocks count there."""
    return _run(_FILED, {"requests": sorted(requests)})


def mark_rating(rating: Rating, request: ServiceRequest) -> int:
    """Mark the day of the answer, for the department that was rated."""
    day = rating.answered_at.astimezone(rating.department.zone).date()
    StaleDay.objects.create(department_id=rating.department_id, service_id=request.service_id, day=day)
    return 1


def mark_all(department: Department | None = None) -> int:
    """Mark every day on which a department (None: all) has or had anything to count."""
    return _run(_ALL, {"department": department.pk if department else None})


def mark_lapsed(now: datetime) -> int:
    """Mark the days whose clocks ran out, or whose promised days passed, since they were counted."""
    return _run(_LAPSED, {"now": now})


def _touch(request: ServiceRequest, service: int, *, moments: list[datetime], everything: bool) -> int:
    values = {
        "service": service,
        "department": request.department_id,
        "request": request.pk,
        "moments": moments,
        "everything": everything,
    }
    return _run(_TOUCHED, values)


def _run(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
