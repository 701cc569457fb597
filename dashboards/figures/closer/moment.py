"""How everything stood at a moment of the past, by the journal: who held what, in which state, how urgent it was."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from dashboards.figures.question import Question
from requests_app.models import Priority, RequestEvent
from requests_app.states import OPEN, Status, Verb


def stood(question: Question, at: datetime) -> dict[str, Any]:
    """Requests filed up to `at` that the question's departments held then; of open ones priority and holder of then."""
    codes = {department.pk: department.code for department in question.departments}
    last = RequestEvent.objects.filter(at__lte=at, request__filed_at__lte=at).order_by("request", "-pk")
    if question.services is not None:
        last = last.filter(request__service__in=question.services)
    rows = last.distinct("request").values_list("request", "new_status", "department", "request__priority")
    found = [row for row in rows if row[2] in codes]
    still_open = [(request, holder, priority) for request, status, holder, priority in found if status in OPEN]
    was = _priorities_of_then([request for request, _holder, _priority in still_open], at)
    urgent = Counter(was.get(request, priority) for request, _holder, priority in still_open)
    holders = Counter(codes[holder] for _request, holder, _priority in still_open)
    states = Counter(status for _request, status, _holder, _priority in found)
    return {
        "moment": at.isoformat(),
        "filed": len(found),
        "by_state": {status.value: states[status] for status in Status if states[status]},
        "open": len(still_open),
        "not_ended": len(still_open) + states[Status.RESOLVED],
        "open_by_priority": {one.name.lower(): urgent[one] for one in Priority if urgent[one]},
        "open_by_department": dict(sorted(holders.items())),
    }


def _priorities_of_then(requests: list[int], at: datetime) -> dict[int, int]:
    """Of those whose priority was changed later: the one it was changed from first."""
    was: dict[int, int] = {}
    later = RequestEvent.objects.filter(request__in=requests, verb=Verb.AMENDED, at__gt=at).order_by("pk")
    for request, data in later.values_list("request", "data"):
        changed = data.get("changes", {}).get("priority")
        if changed:
            was.setdefault(request, changed[0])
    return was
