"""What the figures need to know about each request: read in a few statements for a whole chunk of requests.

Everything a dashboard counts, from roll-ups or exactly, begins with these values, and so does the list behind a figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BigIntegerField, Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from dashboards.worktime import Worktime
from requests_app.models import Membership, Promise, RequestEvent, ServiceRequest
from requests_app.readings import together
from requests_app.states import Status, Verb
from sla.models import Clock

Ids = list[int] | QuerySet[Any, Any]
CHUNK = 5000  # requests read at once: bounds memory, not the result

# A person of the department says something the requester can read.
_SAID = Q(verb__in=[Verb.ASKED, Verb.PROPOSED, Verb.PROMISED]) | Q(verb=Verb.REPLIED, by_department=True)
_ENDED = Q(verb__in=[Verb.RESOLVED, Verb.DECLINED])
# A department that was merged or split hands nothing on: nobody had to find out where it belongs.
_HANDED_ON = Q(verb=Verb.HANDED_OVER) & ~Q(data__has_key="reorganised")


@dataclass(slots=True)
class ClockFact:
    """One promise of a request as it stands: `verdict` is kept, broken or undecided (docs/figures.md)."""

    metric: str
    verdict: str
    finished: bool
    met: bool


@dataclass(slots=True)
class Fact:
    """One request. Moments are aware; durations are seconds, `working` ones in opening hours (None: no calendar)."""

    id: int
    department: int
    service: int
    priority: int
    channel: str
    status: str
    filed_at: datetime
    resolved_at: datetime | None
    closed_at: datetime | None
    # The department it was asked from; None where nobody knows.
    asking: int | None = None
    answered_at: datetime | None = None
    # The first time it was called done, even if it came back.
    first_done_at: datetime | None = None
    reopened_at: datetime | None = None
    said_at: list[datetime] = field(default_factory=list)
    replies: int = 0
    chased_at: list[datetime] = field(default_factory=list)
    # Questions and their answers; a second question while the first is open belongs to the same round.
    rounds: int = 0
    # Asked back before anybody had begun to work on it.
    incomplete: int = 0
    # The moments from which it waited for the requester.
    waited_at: list[datetime] = field(default_factory=list)
    # The moments at which it waited no longer since the department went on without an answer.
    resumed_at: list[datetime] = field(default_factory=list)
    # Each hand-over: whose it was, whose it became.
    handed_from: list[int | None] = field(default_factory=list)
    handed_to: list[int] = field(default_factory=list)
    promised: list[datetime] = field(default_factory=list)
    clocks: list[ClockFact] = field(default_factory=list)
    working: dict[str, float] = field(default_factory=dict)
    # The moment at which all this was true.
    seen_at: datetime | None = None

    @property
    def handovers(self) -> int:
        return len(self.handed_to)

    @property
    def holders(self) -> list[str]:
        """The departments that held it, one after the other."""
        return [str(one) for one in [*self.handed_from[:1], *self.handed_to] if one is not None]

    def unanswered_wait(self) -> float | None:
        """Seconds in which it waited for answers that the department then did without; None where it never did."""
        if not self.resumed_at:
            return None
        began = [max((at for at in self.waited_at if at <= end), default=end) for end in self.resumed_at]
        return sum((end - at).total_seconds() for at, end in zip(began, self.resumed_at, strict=True))

    def longest_silence(self) -> float | None:
        """Seconds of the longest gap between filing, words of the department and the solution; None before that."""
        if self.resolved_at is None or self.resolved_at < self.filed_at:
            return None
        heard = [at for at in self.said_at if self.filed_at <= at <= self.resolved_at]
        moments = [self.filed_at, *heard, self.resolved_at]
        return max((later - earlier).total_seconds() for earlier, later in pairwise(moments))


def read(requests: Iterable[int], *, now: datetime, worktime: Worktime | None = None) -> Iterator[Fact]:
    """The facts of these requests (ids) as they stand at `now`; in chunks, in no particular order.

    Without `worktime` nothing is measured in opening hours.
    """
    ids = sorted(requests)
    for start in range(0, len(ids), CHUNK):
        yield from _chunk(ids[start : start + CHUNK], now=now, worktime=worktime)


def read_of(requests: QuerySet[ServiceRequest, Any], *, now: datetime) -> list[Fact]:
    """The facts of what a queryset finds, at most CHUNK; in one statement."""
    return list(_chunk(requests.values("pk"), now=now, worktime=None))


def _chunk(ids: Ids, *, now: datetime, worktime: Worktime | None) -> Iterator[Fact]:
    rows, journal, promises, clocks = together(
        ServiceRequest.objects.filter(pk__in=ids).values(*_FIELDS, asking=_ASKING),
        _journal(ids),
        Promise.objects.filter(request__in=ids).values_list("request", "done_by"),
        _clocks(ids),
    )
    facts = {row["id"]: Fact(**row, seen_at=now) for row in rows}
    for event in journal:
        fact = facts[event.pop("request")]
        for name, value in event.items():
            setattr(fact, name, value if value is not None else _EMPTY.get(name))
    for request, done_by in promises:
        facts[request].promised.append(done_by)
    calendars: dict[int, dict[str, int]] = defaultdict(dict)
    for clock in clocks:
        facts[clock["request"]].clocks.append(fact_of(clock, now=now))
        calendars[clock["request"]][clock["metric"]] = clock["calendar_version"]
    if worktime is not None:
        worktime.measure(facts.values(), calendars)
    yield from facts.values()


_FIELDS = ("id", "department", "service", "priority", "channel", "status", "filed_at", "resolved_at", "closed_at")
_ASKING = Coalesce("asking_department", "requester_department")
_EMPTY: dict[str, Any] = {
    name: [] for name in ("said_at", "chased_at", "waited_at", "resumed_at", "handed_from", "handed_to")
}


_FORMER = Cast(KeyTextTransform("from", "data"), BigIntegerField())


def _journal(ids: Ids) -> Any:
    """One row per request: what its journal adds up to."""
    serves = Membership.objects.filter(user=OuterRef("actor"), department=OuterRef("department"))
    # Without an actor the system did it; only an imported log may mean a person it does not name.
    somebody = Q(actor__isnull=False) | Q(request__is_live=False)
    other = ~Q(actor=F("request__requester")) & (~Q(actor=F("request__filed_by")) | Exists(serves))
    unnamed = Q(actor__isnull=True, request__is_live=False)
    return (
        RequestEvent.objects.filter(request__in=ids)
        .alias(by_department=unnamed | (Q(actor__isnull=False) & other))
        .values("request")
        .annotate(
            answered_at=Min("at", filter=somebody & (_SAID | _ENDED)),
            first_done_at=Min("at", filter=Q(verb=Verb.RESOLVED)),
            reopened_at=Min("at", filter=Q(verb=Verb.REOPENED)),
            said_at=ArrayAgg("at", filter=_SAID, order_by="at"),
            replies=Count("pk", filter=Q(verb__in=[Verb.REPLIED, Verb.ASKED, Verb.PROPOSED]) & _SAID),
            chased_at=ArrayAgg("at", filter=Q(verb=Verb.CHASED), order_by="at"),
            rounds=Count("pk", filter=Q(verb=Verb.ASKED) & ~Q(old_status=Status.WAITING)),
            incomplete=Count("pk", filter=Q(verb=Verb.ASKED, old_status=Status.NEW)),
            waited_at=ArrayAgg("at", filter=Q(new_status=Status.WAITING) & ~Q(old_status=Status.WAITING)),
            resumed_at=ArrayAgg("at", filter=Q(verb=Verb.RESUMED, old_status=Status.WAITING)),
            handed_from=ArrayAgg(_FORMER, filter=_HANDED_ON, order_by=("at", "id")),
            handed_to=ArrayAgg("department", filter=_HANDED_ON, order_by=("at", "id")),
        )
    )


def _clocks(ids: Ids) -> Any:
    """Rows of the clocks that belong to the request; a department's share belongs to that department (`counting`)."""
    wanted = Clock.objects.filter(request__in=ids, department=None).exclude(state=Clock.State.CANCELLED)
    return wanted.order_by("cycle").values("request", *CLOCK_FIELDS, "calendar_version")


CLOCK_FIELDS = ("metric", "state", "overran_at", "due_at")


def fact_of(clock: Mapping[str, Any], *, now: datetime) -> ClockFact:
    """From the CLOCK_FIELDS of a row. The portal's rule: what is unfinished past its target is broken already."""
    state = clock["state"]
    finished = state in (Clock.State.MET, Clock.State.MISSED)
    late = clock["overran_at"] is not None or (clock["due_at"] is not None and clock["due_at"] <= now)
    if state == Clock.State.MET:
        verdict = "kept"
    elif state == Clock.State.MISSED or late:
        verdict = "broken"
    else:
        verdict = "undecided"
    return ClockFact(clock["metric"], verdict, finished, state == Clock.State.MET)
