"""Each clock of a request tells its story: a bar of its pieces, a sentence, and the exact moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from requests_app import access
from requests_app.models import ServiceRequest, User
from requests_app.moments import exact, phrase
from sla import words
from sla.calendar import NoWorkingTime
from sla.calendar.instants import SECOND, from_us, to_us
from sla.cells import overdue, tone_of
from sla.ledger import Account, Piece, PieceKind, State
from sla.models import Clock, ClockSegment, Metric, ServiceStandard
from sla.records import read

Reason = ClockSegment.Reason


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the bar, in per cent of its length."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Story:
    """What components/clock_bar.html draws, and `moments`: (what, exactly when)."""

    label: str
    tag: str
    tone: str
    bars: list[Bar]
    mark: float | None
    text: str
    moments: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Card:
    stories: list[Story]
    standard: ServiceStandard | None
    hours: str
    off_hours: str


def card_of(request: ServiceRequest, reader: User, now: datetime) -> Card | None:
    """The clocks of a request as this reader is told of them; None where there are none."""
    clocks = list(
        Clock.objects.of(request).select_related("standard").prefetch_related("segments").order_by("metric", "-cycle")
    )
    if not clocks:
        return None
    told = [_Teller(clock, access.is_requester(reader, request), now) for clock in clocks]
    first = told[0]
    return Card(
        stories=[one.story() for one in told],
        standard=clocks[0].standard,
        hours=words.hours(first.account.calendar),
        off_hours=_off_hours([one.account for one in told], now),
    )


def _off_hours(accounts: list[Account], now: datetime) -> str:
    """Closed time is not a rest: the clock runs, but nothing is counted until the next opening."""
    running = next((one for one in accounts if one.state == State.RUNNING), None)
    if running is None or running.calendar.is_open(now):
        return ""
    try:
        opens = running.calendar.next_open(now)
    except NoWorkingTime:
        return ""
    return _("Off hours until %(when)s: they do not count.") % {"when": phrase(opens, now)}


class _Teller:
    """Tells the story of one clock, from the rows of its pieces, up to `now`."""

    def __init__(self, clock: Clock, to_requester: bool, now: datetime) -> None:
        self.clock, self.to_requester, self.now = clock, to_requester, now
        self.account = read(clock)
        self.until = to_us(clock.stopped_at or now)
        self.pieces = [
            Piece(PieceKind(one.kind), to_us(one.from_at), to_us(one.to_at) if one.to_at else self.until, one.reason)
            for one in clock.segments.all()
        ]

    def story(self) -> Story:
        bars, mark = self._bars()
        return Story(
            label=self.clock.get_metric_display(),
            tag=self._tag(),
            tone=tone_of(self.account, to_us(self.now)),
            bars=bars,
            mark=mark,
            text=" ".join(filter(None, [self._sentence(), self._rested()])),
            moments=self._moments(),
        )

    # The bar: working time from the start, with the target as a mark

    def _bars(self) -> tuple[list[Bar], float | None]:
        end, mark = self._x(self.until), self._mark()
        length = max(end, mark, 1)
        bars = []
        for piece in self.pieces:
            left, right = self._x(piece.since), self._x(piece.until or self.until)
            if piece.kind == PieceKind.PAUSE:
                bars.append(("pause", left, right))
            else:
                bars += [("run", left, min(right, mark)), ("over", max(left, mark), right)]
        drawn = [
            Bar(kind, round(100 * left / length, 2), round(100 * (right - left) / length, 2))
            for kind, left, right in bars
            if right > left
        ]
        return drawn, round(100 * mark / length, 2) if mark < length else None

    def _x(self, instant: int) -> int:
        return self.account.calendar.elapsed_us(self.account.started, instant)

    def _mark(self) -> int:
        due = self.account.due if self.account.due is not None else self.account.overran
        if due is not None:
            return self._x(due)
        return self._x(self.until) + max(self.account.left_at(self.until), 0)

    # The words

    def _tag(self) -> str:
        state, now = self.clock.state, to_us(self.now)
        if state == State.RUNNING:
            if self.account.due is not None and self.account.due <= now:
                return overdue(self.account, now)
            return _("%(time)s left") % {"time": words.span(self.account.left_at(now) // SECOND)}
        return {
            State.PAUSED.value: pgettext("clock", "resting"),
            State.MET.value: pgettext("clock", "kept"),
            State.MISSED.value: pgettext("clock", "broken"),
        }.get(state, pgettext("clock", "cancelled"))

    def _sentence(self) -> str:
        facts = self._facts()
        state = self.clock.state
        if state == State.RUNNING and self.clock.due_at and self.clock.due_at <= self.now:
            return _("Was due %(due)s; %(used)s used.") % facts
        if state == State.RUNNING:
            return _("%(used)s used. Due %(due)s.") % facts
        if state == State.PAUSED:
            return self._resting(facts)
        if state == State.CANCELLED:
            return _("Cancelled %(stopped)s: nothing is promised any more.") % facts
        if self.clock.metric == Metric.FIRST_RESPONSE:
            kept, broken = _("Answered %(stopped)s, after %(used)s."), _("Answered only %(stopped)s; was due %(due)s.")
        else:
            kept, broken = _("Done %(stopped)s, after %(used)s."), _("Ended only %(stopped)s; was due %(due)s.")
        return (kept if state == State.MET else broken) % facts

    def _resting(self, facts: dict[str, str]) -> str:
        last = self.pieces[-1]
        facts = facts | {"since": phrase(from_us(last.since), self.now), "reason": self._reason(last.reason)}
        if self.account.overran is not None:
            return _("Rests since %(since)s: %(reason)s. %(used)s used; the due moment had passed.") % facts
        if self.clock.is_pinned:
            return _("Rests since %(since)s: %(reason)s. %(used)s used; due %(due)s all the same.") % facts
        return _("Rests since %(since)s: %(reason)s. %(used)s used, %(left)s left.") % facts

    def _rested(self) -> str:
        """Rests that are over, in the working time they took."""
        over = [one for one in self.pieces if one.kind == PieceKind.PAUSE and one.until is not None]
        if self.clock.state == State.PAUSED:
            over = over[:-1]
        took: dict[str, int] = {}
        for one in over:
            took[one.reason] = took.get(one.reason, 0) + self._x(one.until or one.since) - self._x(one.since)
        return " ".join(
            _("Rested %(time)s: %(reason)s.") % {"time": words.span(us // SECOND), "reason": self._reason(reason)}
            for reason, us in took.items()
            if us >= SECOND
        )

    def _facts(self) -> dict[str, str]:
        used = words.span(self.account.consumed_at(self.until) // SECOND)
        if self.account.target is not None:
            target = words.amount(self.account.target // SECOND, self.account.calendar, in_days=False)
            used = _("%(time)s of %(target)s") % {"time": used, "target": target}
        left = "" if self.account.target is None else words.span(self.account.left_at(self.until) // SECOND)
        return {
            "used": used,
            "left": left,
            "due": phrase(self.clock.due_at, self.now) if self.clock.due_at else "",
            "stopped": phrase(self.clock.stopped_at, self.now) if self.clock.stopped_at else "",
        }

    def _reason(self, reason: str) -> str:
        if reason == Reason.WAITING and self.to_requester:
            return pgettext("clock piece", "waiting for your answer")
        return str(Reason(reason).label) if reason in Reason.values else reason

    def _moments(self) -> list[tuple[str, str]]:
        found = [(_("Began"), self.clock.started_at)]
        for piece in self.pieces:
            if piece.kind == PieceKind.PAUSE:
                found.append((_("Rested from"), from_us(piece.since)))
                if piece.until is not None and piece.until != self.until:
                    found.append((_("until"), from_us(piece.until)))
        if self.clock.due_at:
            found.append((_("Due"), self.clock.due_at))
        if self.clock.stopped_at:
            found.append((_("Stopped"), self.clock.stopped_at))
        return [(label, exact(at)) for label, at in found]
