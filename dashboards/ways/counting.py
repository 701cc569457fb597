"""What the ways add up to. Every figure is a set of requests."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, pairwise

from dashboards.metrics import handover_metrics
from dashboards.metrics.holding import unanswered_waits, unasked_waits
from requests_app.states import Verb

from .reading import Walk, Walks

QUESTIONS = (Verb.ASKED, Verb.PROPOSED, Verb.APPROVAL_ASKED)
# Variants that so many of all requests took are shown; the others are rare ones, one by one.
COVER = 0.8
SEPARATOR = "-"


@dataclass(slots=True)
class Ways:
    """Requests by what happened on their way. `variants` and `handed` have the requests of each."""

    requests: set[int] = field(default_factory=set)
    of: int = 0
    ping_pong: set[int] = field(default_factory=set)
    handed: dict[tuple[int, int], set[int]] = field(default_factory=lambda: defaultdict(set))
    variants: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    # Hours of each that waited for the requester without a question, or whose question nobody answered.
    unasked: dict[int, float] = field(default_factory=dict)
    unanswered: dict[int, float] = field(default_factory=dict)

    @property
    def unasked_hours(self) -> float:
        return sum(self.unasked.values())

    @property
    def unanswered_hours(self) -> float:
        return sum(self.unanswered.values())


def ways_of(read: Walks, *, now: datetime) -> Ways:
    found = Ways(of=read.of)
    for walk in read.walks:
        _add(found, walk, now)
    return found


def _add(found: Ways, walk: Walk, now: datetime) -> None:
    found.requests.add(walk.request)
    found.variants[variant(walk)].add(walk.request)
    if handover_metrics(holders=[str(holder) for holder in walk.holders])["ping_pong"]:
        found.ping_pong.add(walk.request)
    for before, after in pairwise(walk.holders):
        if before != after:
            found.handed[before, after].add(walk.request)
    hours = unasked_waits(walk.lines, questions=QUESTIONS, until=walk.until(now))
    if hours > 0:
        found.unasked[walk.request] = hours
    hours = unanswered_waits(walk.lines, resumed=Verb.RESUMED)
    if hours > 0:
        found.unanswered[walk.request] = hours


def variant(walk: Walk) -> str:
    """The states a request went through, each counted once in a row: “new-in_progress-resolved-closed”."""
    return SEPARATOR.join(status for status, _ in groupby(line.status for line in walk.lines))


def usual_variants(found: Ways) -> list[tuple[str, set[int]]]:
    """The most frequent ones that together cover COVER of the requests, most frequent first."""
    ordered = sorted(found.variants.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    wanted, covered, shown = COVER * len(found.requests), 0, []
    for name, requests in ordered:
        if covered >= wanted:
            break
        shown.append((name, requests))
        covered += len(requests)
    return shown
