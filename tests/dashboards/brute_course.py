"""Hand-overs, questions, words, waits and open requests of docs/figures.md once more, as plainly as possible."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from statistics import median
from typing import Any

from requests_app.models import RequestEvent, ServiceRequest
from tests.dashboards.brute_force import BruteForce, journal, said

DAY = timedelta(days=1)


def course(plain: BruteForce) -> dict[str, Any]:
    """The keys of `figures.course`, over the requests the department holds and that were filed in the period."""
    journals = [journal(request) for request in plain.filed]
    rounds = [questions(events) for events in journals]
    of_done = [number for number, events in zip(rounds, journals, strict=True) if has(events, "resolved")]
    words = [word for events in journals for word in words_of(events)]
    incomplete = sum(any(e.verb == "asked" and e.old_status == "new" for e in events) for events in journals)
    waits = [(events, e) for events in journals for e in events if e.new_status == "waiting" != e.old_status]
    return {
        "hand_overs": {
            "n": sum(e.verb == "handed_over" for events in journals for e in events),
            "ping_pong": sum(any(a == c for a, _b, c in in_threes(events)) for events in journals),
            "revisited": sum(len(way(events)) > len(set(way(events))) for events in journals),
        },
        "clarification": {
            "rounds": sum(rounds),
            "clarified": sum(number > 0 for number in rounds),
            "incomplete": incomplete,
            "incomplete_rate": incomplete / len(journals) if journals else None,
            "n": len(of_done),
            "median": median(of_done) if of_done else None,
        },
        "updates": {
            "n": len(words),
            "after_a_chase": sum(words),
            "chases": sum(e.verb == "chased" for events in journals for e in events),
            "proactive_share": words.count(False) / len(words) if words else None,
        },
        "waits": {"n": len(waits), "unasked": sum(not explained(events, wait) for events, wait in waits)},
        "unanswered_waits": unanswered(journals),
        "solved_within": {str(days): solved_within(plain, days) for days in (1, 3, 7, 14, 30)},
    }


def has(events: list[RequestEvent], verb: str) -> bool:
    return any(event.verb == verb for event in events)


def questions(events: list[RequestEvent]) -> int:
    return sum(event.verb == "asked" and event.old_status != "waiting" for event in events)


def words_of(events: list[RequestEvent]) -> list[bool]:
    """Each time the department spoke: had somebody to ask for news since it spoke last?"""
    found, asked_for_news = [], False
    for event in events:
        if event.verb == "chased":
            asked_for_news = True
        elif said(event):
            found.append(asked_for_news)
            asked_for_news = False
    return found


def unanswered(journals: list[list[RequestEvent]]) -> dict[str, Any]:
    """Who waited for an answer that the department then did without, and for how many hours."""
    hours = []
    for events in journals:
        spent, began = [], None
        for event in events:
            if event.new_status == "waiting":
                began = began or event.at
            elif began:
                spent += [(event.at - began) / timedelta(hours=1)] if event.verb == "resumed" else []
                began = None
        hours += [sum(spent)] if spent else []
    return {"n": len(hours), "rate": len(hours) / len(journals) if journals else None, "hours": sum(hours)}


def explained(events: list[RequestEvent], wait: RequestEvent) -> bool:
    return any(said(event) and timedelta() <= wait.at - event.at <= timedelta(minutes=15) for event in events)


def way(events: list[RequestEvent]) -> list[int]:
    return [holder for holder, _ in groupby(event.department_id for event in events)]


def in_threes(events: list[RequestEvent]) -> list[tuple[int, int, int]]:
    holders = way(events)
    return list(zip(holders, holders[1:], holders[2:], strict=False))


def solved_within(plain: BruteForce, days: int) -> dict[str, Any]:
    """A day counts as old enough when it was over everywhere that long ago."""
    border = (plain.now - (days + 1) * DAY).date()
    wanted = [
        request
        for request in plain.filed
        if request.status not in ("declined", "cancelled") and request.filed_at.astimezone(plain.zone).date() < border
    ]
    solved = sum(took is not None and took <= days * DAY for took in map(took_of, wanted))
    return {"n": len(wanted), "solved": solved, "share": solved / len(wanted) if wanted else None}


def took_of(request: ServiceRequest) -> timedelta | None:
    return request.resolved_at - request.filed_at if request.resolved_at else None
