"""What happened to the clocks of a request, read once for everything that is told of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from requests_app import access
from requests_app.compiled import compiled as compiled_statement
from requests_app.models import RequestEvent, ServiceRequest, User
from requests_app.request_page import hold
from requests_app.states import Verb
from sla.calendar import WorkingCalendar
from sla.calendar.instants import from_us, to_us
from sla.ledger import Account, PieceKind, State
from sla.models import INTERNAL, CalendarVersion, Clock, ClockEvent, ClockSegment, Metric
from sla.models.calendars import compiled
from sla.records import read
from sla.story.changes import Change, Promised, changes_of, history_of
from sla.story.voice import Voice

VERDICTS = (ClockEvent.Kind.BREACH, ClockEvent.Kind.REVOKED)
# What a clock promises may change by these, and only the journal knows what it was before.
UNREAD = ("spec", "days", "replay")  # of working hours: large, and compiled in the process already
CHANGING = (Verb.AMENDED, Verb.STANDARD_APPLIED, Verb.PROMISED)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a clock's life; `worked` is the working time in it by its own calendar, in microseconds.

    `until` of the piece a clock is in is the moment at which it is told.
    """

    kind: PieceKind
    since: int
    until: int
    is_open: bool
    reason: str
    version: CalendarVersion

    @property
    def calendar(self) -> WorkingCalendar:
        return compiled(self.version.pk)

    @property
    def worked(self) -> int:
        return self.calendar.elapsed_us(self.since, self.until)

    @property
    def counted(self) -> int:
        return self.worked if self.kind == PieceKind.RUN else 0

    def off_hours(self) -> list[tuple[int, int]]:
        """The closed stretches in it."""
        return closed_between(self.calendar, self.since, self.until)


class Life:
    """One clock with all its pieces, what it set off, and how its promise changed, as it stands at `now`."""

    def __init__(self, clock: Clock, changes: list[Change], now: datetime) -> None:
        self.clock, self.changes, self.now = clock, changes, now
        self.account: Account = read(clock)
        self.until = to_us(clock.stopped_at or now)
        self.events: list[ClockEvent] = list(clock.events.all())

    @cached_property
    def parts(self) -> list[Part]:
        return [self._part(one) for one in self.clock.segments.all()]

    def _part(self, row: ClockSegment) -> Part:
        since, is_open = to_us(row.from_at), row.to_at is None
        until = max(self.until, since) if row.to_at is None else to_us(row.to_at)
        return Part(PieceKind(row.kind), since, until, is_open, row.reason, row.calendar_version)

    @property
    def due(self) -> int | None:
        """The moment it is or was due, also while it rests after that; None where it rests before it."""
        return self.account.overran if self.account.due is None else self.account.due

    @property
    def is_off_hours(self) -> bool:
        """It runs, but it is closed at the moment: nothing counts, and nothing rests."""
        return self.account.state == State.RUNNING and not self.account.calendar.is_open(self.now)

    @property
    def consumed(self) -> int:
        """Working microseconds that count towards the target."""
        return self.account.consumed_at(self.until)

    @property
    def left(self) -> int | None:
        """Working microseconds until it is due, negative past that; None once it has stopped."""
        return self.account.left_at(self.until) if self.account.is_unfinished else None

    def events_for(self, voice: Voice) -> list[ClockEvent]:
        """Who asked hears whether the promise broke, not who was warned of it."""
        return [event for event in self.events if voice.serves or event.kind in VERDICTS]


def lives_of(request: ServiceRequest, reader: User, voice: Voice) -> list[Life]:
    """The clocks this reader may know of, in the order in which what they promise happens; four statements.

    Agreements between departments are for those who serve; approvals for the approver as well.
    """
    clocks = _clocks_of(request)
    told = clocks if voice.serves else _of_others(clocks, request, reader)
    journal = _journal(request) if told else []
    history = history_of(request, journal)
    lives = [Life(clock, changes_of(clock, _own(clock, history, request), journal), voice.now) for clock in told]
    return sorted(lives, key=lambda life: _place(life.clock))


def _clocks_of(request: ServiceRequest) -> list[Clock]:
    """With their pieces and events."""
    clocks: list[Clock] = _clocks(request.pk)
    hold(request, "clocks", clocks)
    if not clocks:
        return []
    pieces, events = _by_clock(_segments(request.pk)), _by_clock(_events(request.pk))
    for clock in clocks:
        hold(clock, "segments", pieces.get(clock.pk, ()))
        hold(clock, "events", events.get(clock.pk, ()))
    return clocks


def _by_clock(rows: list[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.clock_id].append(row)
    return found


@compiled_statement
def _clocks(request: int) -> QuerySet[Clock]:
    rows = Clock.objects.filter(request=request)
    known = rows.select_related("standard", "department", "calendar_version__calendar")
    return known.defer(*(f"calendar_version__{name}" for name in UNREAD))


@compiled_statement
def _segments(request: int) -> QuerySet[ClockSegment]:
    rows = ClockSegment.objects.filter(clock__request=request).select_related("calendar_version__calendar")
    return rows.defer(*(f"calendar_version__{name}" for name in UNREAD))


@compiled_statement
def _events(request: int) -> QuerySet[ClockEvent]:
    return ClockEvent.objects.filter(clock__request=request)


def _own(clock: Clock, history: list[Promised], request: ServiceRequest) -> list[Promised]:
    """What a clock was promised by; the share of another department follows what that one says, for each priority."""
    if clock.department_id in (None, request.service.provider_id):
        return history
    return [replace(one, standard=clock.standard_id, applied=None) for one in history]


def _of_others(clocks: list[Clock], request: ServiceRequest, reader: User) -> list[Clock]:
    """What who does not serve there may know."""
    hidden = set(INTERNAL)
    if any(clock.metric == Metric.APPROVAL for clock in clocks) and access.is_approver(reader, request):
        hidden.discard(Metric.APPROVAL)
    return [clock for clock in clocks if clock.metric not in hidden]


def _journal(request: ServiceRequest) -> list[RequestEvent]:
    if not request.version:
        return []  # nothing has happened since it was filed
    if request.journal_read is not None:  # nothing of it is internal
        return [line for line in request.journal_read if line.verb in CHANGING]
    return list(request.events.filter(verb__in=CHANGING).order_by("at", "id"))


def _place(clock: Clock) -> tuple[int, int, datetime]:
    return Metric.values.index(clock.metric), clock.cycle, clock.started_at


def closed_between(calendar: WorkingCalendar, since: int, until: int) -> list[tuple[int, int]]:
    """What of [since, until) is closed, in microseconds."""
    openings = calendar.openings_between(from_us(since), from_us(until))
    edges = [since, *(to_us(edge) for opening in openings for edge in opening), until]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(begin, end) for begin, end in pairs if begin < end]
