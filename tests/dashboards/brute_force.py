"""The definitions of docs/figures.md once more, as plainly and slowly as possible: one request after the other.

Shares no line with the product's counting; only models and the verbs' names.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from requests_app.models import Department, Membership, RequestEvent, ServiceRequest
from sla.models import Clock
from surveys.models import Rating

OPEN = {"new", "in_progress", "waiting", "on_hold"}


class BruteForce:
    """One department's figures for days from `start` on and before `end`, in one zone."""

    def __init__(self, department: Department, start: date, end: date, zone: ZoneInfo, now: datetime) -> None:
        self.department, self.start, self.end, self.zone, self.now = department, start, end, zone, now
        self.all = list(ServiceRequest.objects.filter(department=department))
        self.filed = [request for request in self.all if self.inside(request.filed_at)]

    def inside(self, moment: datetime | None) -> bool:
        return moment is not None and self.start <= moment.astimezone(self.zone).date() < self.end

    def counts(self) -> dict[str, int]:
        return {
            "filed": len(self.filed),
            "resolved": sum(self.inside(request.resolved_at) for request in self.all),
            "closed": sum(self.inside(request.closed_at) for request in self.all),
            "declined": sum(request.status == "declined" for request in self.filed),
            "cancelled": sum(request.status == "cancelled" for request in self.filed),
            "answered": sum(answered_at(request) is not None for request in self.filed),
            "chased": sum(any(e.verb == "chased" for e in journal(request)) for request in self.filed),
            "handed_over": sum(any(e.verb == "handed_over" for e in journal(request)) for request in self.filed),
            "reopened": sum(any(e.verb == "reopened" for e in journal(request)) for request in self.filed),
            "open": self.standing(self.end, OPEN),
            "not_ended": self.standing(self.end, OPEN | {"resolved"}),
        }

    def standing(self, before: date, statuses: set[str]) -> int:
        """How many requests, of whoever holds them today, this department held in these states at that midnight."""
        midnight = datetime.combine(before, datetime.min.time(), self.zone)
        count = 0
        for request in ServiceRequest.objects.all():
            past = [event for event in journal(request) if event.at < midnight]
            count += bool(past) and past[-1].department_id == self.department.pk and past[-1].new_status in statuses
        return count

    def clock(self, metric: str) -> dict[str, int]:
        verdicts = {"kept": 0, "broken": 0, "undecided": 0, "kept_finished": 0, "finished": 0}
        for clocks in self.clocks_of_each(metric):
            met = all(clock.state == "met" for clock in clocks)
            ended = all(clock.state in ("met", "missed") for clock in clocks)
            broken = any(self.broke(clock) for clock in clocks)
            verdicts["kept"] += met
            verdicts["broken"] += broken
            verdicts["undecided"] += not met and not broken
            verdicts["kept_finished"] += met
            verdicts["finished"] += ended
        return verdicts

    def clocks_of_each(self, metric: str) -> list[list[Clock]]:
        """The clocks of this kind that count, request by request; a share belongs to the department that had it."""
        if metric == "ola":
            filed = [request for request in ServiceRequest.objects.all() if self.inside(request.filed_at)]
            mine = {"department": self.department}
        else:
            filed, mine = self.filed, {}
        found = [list(one.clocks.filter(metric=metric, **mine).exclude(state="cancelled")) for one in filed]
        return [clocks for clocks in found if clocks]

    def broke(self, clock: Clock) -> bool:
        late = clock.overran_at is not None or (clock.due_at is not None and clock.due_at <= self.now)
        return clock.state != "met" and (clock.state == "missed" or late)

    def hours(self, end_of: Callable[[ServiceRequest], datetime | None]) -> dict[str, Any]:
        ends = [(request.filed_at, end_of(request)) for request in self.filed]
        values = [(end - begin).total_seconds() / 3600 for begin, end in ends if end is not None]
        if not values:
            return {"n": 0, "median": None, "p85": None}
        return {"n": len(values), "median": median(values), "p85": float(np.percentile(values, 85))}

    def first_contact(self, *, judged_before: date) -> dict[str, int]:
        n = at_once = came_back = 0
        for request in self.all:
            done = [event.at for event in journal(request) if event.verb == "resolved"]
            if not done or not self.inside(done[0]) or done[0].astimezone(self.zone).date() >= judged_before:
                continue
            back = [event.at for event in journal(request) if event.verb == "reopened"]
            replies = [e for e in journal(request) if said(e) and e.verb in ("replied", "asked", "proposed")]
            returned = bool(back) and back[0] - done[0] <= timedelta(days=14)
            moved = any(event.verb == "handed_over" for event in journal(request))
            n += 1
            came_back += returned
            at_once += not returned and not moved and len(replies) <= 1
        return {"n": n, "solved_at_once": at_once, "came_back": came_back}

    def promises(self) -> dict[str, int]:
        figures = {"promised": 0, "done": 0, "kept_first_date": 0, "kept_last_date": 0}
        for request in self.filed:
            days = [promise.done_by.astimezone(self.zone).date() for promise in request.promises.all()]
            figures["promised"] += bool(days)
            if days and request.resolved_at:
                done = request.resolved_at.astimezone(self.zone).date()
                figures["done"] += 1
                figures["kept_first_date"] += done <= days[0]
                figures["kept_last_date"] += done <= days[-1]
        return figures

    def dates(self, which: int) -> dict[str, int]:
        """Of the first (0) or the last (-1) day that was named."""
        verdicts = {"kept": 0, "broken": 0, "undecided": 0}
        for request in self.filed:
            days = [promise.done_by.astimezone(self.zone).date() for promise in request.promises.all()]
            if not days:
                continue
            over = request.resolved_at or request.closed_at
            late = (over or self.now).astimezone(self.zone).date() > days[which]
            if request.resolved_at:
                verdicts["broken" if late else "kept"] += 1
            elif late:
                verdicts["broken"] += 1
            elif not over:
                verdicts["undecided"] += 1
        return verdicts

    def ratings(self) -> list[int]:
        given = [r for r in Rating.objects.filter(department=self.department) if self.inside(r.answered_at)]
        return [sum(rating.csat == score for rating in given) for score in range(1, 6)]


def journal(request: ServiceRequest) -> list[RequestEvent]:
    return sorted(request.events.all(), key=lambda event: (event.at, event.pk))


def said(event: RequestEvent) -> bool:
    """Did somebody of the department say something the requester can read?"""
    if event.verb in ("asked", "proposed", "promised"):
        return True
    if event.verb != "replied" or event.actor_id is None or event.actor_id == event.request.requester_id:
        return False
    proxy = event.actor_id == event.request.filed_by_id
    return not proxy or Membership.objects.filter(user=event.actor_id, department=event.department_id).exists()


def answered_at(request: ServiceRequest) -> datetime | None:
    words = [e.at for e in journal(request) if (said(e) or e.verb in ("resolved", "declined")) and e.actor_id]
    return min(words, default=None)


def quiet_until(request: ServiceRequest) -> datetime | None:
    """The moment of filing moved on by the longest silence, so that it is measured as the other durations are."""
    if request.resolved_at is None:
        return None
    heard = [e.at for e in journal(request) if said(e) and e.at <= request.resolved_at]
    moments = sorted([request.filed_at, *heard, request.resolved_at])
    return request.filed_at + max(later - earlier for earlier, later in pairwise(moments))
