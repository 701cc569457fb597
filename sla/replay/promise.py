"""The promise that is tried, and which requests it would have been for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from requests_app.models import Priority
from sla.calendar import WorkingCalendar
from sla.models import Scope
from sla.replay.facts import NEVER, Ints, Mask, Requests
from sla.terms import Offer, Terms

PRIORITIES = tuple(Priority.values)


@dataclass(frozen=True, slots=True)
class Promise:
    """One version of a standard: for whom, from when until when, what, and in which working hours.

    `standard` is its id; 0 for a draft, whose terms nobody may remember. `is_tried`: it is what the replay is about;
    the others only take the requests for which they are more specific.
    """

    standard: int
    scope: Scope
    terms: Terms
    calendar: WorkingCalendar
    since: int = -NEVER
    until: int = NEVER
    version: int = 0  # id of the calendar version; 0: these hours are tried
    is_tried: bool = True

    @property
    def specific_first(self) -> tuple[bool, bool, bool]:
        """In the order of `standards.candidates`."""
        _department, service, asker, priority = self.scope
        return service is None, asker is None, priority is None

    def targets(self, metric: str) -> Ints:
        """Working microseconds by priority (1..4; element 0 is not used); 0 where nothing is promised."""
        found = np.zeros(max(PRIORITIES) + 1, np.int64)
        for priority in PRIORITIES:
            target = self.terms.target(metric, priority)
            found[priority] = target.us if target else 0
        return found

    def offer(self) -> Offer:
        return _Tried(self.standard, self.version, self.terms, self.calendar)

    def is_for(self, department: int, service: int, asker: int, priority: int, filed: int) -> bool:
        """The same question as `fits`, of one request."""
        asked = (department, service, asker, priority)
        return (
            all(wanted in (None, given) for wanted, given in zip(self.scope, asked, strict=True))
            and self.since <= filed < self.until
            and self.terms.promise_anything(priority)
        )

    def fits(self, requests: Requests) -> Mask:
        """Which requests could have got it: filed while it was in force, in its scope, with anything promised."""
        department, service, asker, priority = self.scope
        found: Mask = (requests.filed >= self.since) & (requests.filed < self.until)
        found &= requests.department == department
        for wanted, given in ((service, requests.service), (asker, requests.asker), (priority, requests.priority)):
            if wanted is not None:
                found &= given == wanted
        promised = np.array([False, *(self.terms.promise_anything(one) for one in PRIORITIES)])
        found &= promised[requests.priority]
        return found


@dataclass(frozen=True, slots=True)
class _Tried(Offer):
    """An offer whose working hours need not be a version."""

    hours: WorkingCalendar

    @property
    def calendar(self) -> WorkingCalendar:
        return self.hours


def winners(promises: Sequence[Promise], requests: Requests) -> Ints:
    """The place of the promise each request would have got; -1: none. The most specific one wins."""
    won = np.full(len(requests), -1, np.int64)
    for place in sorted(range(len(promises)), key=lambda one: promises[one].specific_first):
        won[(won < 0) & promises[place].fits(requests)] = place
    return won
