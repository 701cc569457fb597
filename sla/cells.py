"""One clock of each request for a list: what matters next, in two words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from requests_app import access
from requests_app.compiled import compiled
from requests_app.models import ServiceRequest, User
from requests_app.readings import Steps, reading
from sla import words
from sla.calendar.instants import SECOND, to_us
from sla.ledger import UNFINISHED, Account, State
from sla.models import INTERNAL, Clock, Metric
from sla.models.clocks import ClockQuerySet
from sla.records import read

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SOON_PER_CENT = 80  # used, where the target itself names no warning
SOON_US = 30 * 60 * SECOND  # left, however little of the target that is: somebody has to hurry

# In the end these say how it went: the result before the answer.
OUTCOMES = (Metric.RESOLUTION, Metric.PROMISED, Metric.FIRST_RESPONSE)
LABELS: dict[str, StrOrPromise] = {
    Metric.FIRST_RESPONSE: pgettext_lazy("clock", "answer"),
    Metric.NEXT_REPLY: pgettext_lazy("clock", "next answer"),
    Metric.PROMISE: pgettext_lazy("clock", "date"),
    Metric.RESOLUTION: pgettext_lazy("clock", "done"),
    Metric.PROMISED: pgettext_lazy("clock", "promised date"),
    Metric.APPROVAL: pgettext_lazy("clock", "approval"),
    Metric.OLA: pgettext_lazy("clock", "department's share"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """`state` and `tone` are those of components/clock_cell.html; “off” runs, but it is closed at the moment."""

    state: str
    tone: str
    text: str
    label: str
    due_at: datetime | None


@reading
def cells_of(requests: Iterable[ServiceRequest], now: datetime, reader: User | None = None) -> Steps[dict[int, Cell]]:
    """The cell of each request that has clocks, by its id.

    A department's own share matters only to `reader`s who work on the request there.
    """
    asked = {request.pk: request for request in requests}
    best: dict[int, Clock] = {}
    (clocks,) = yield (_telling.ready(tuple(asked)),)
    for clock in clocks:
        if clock.metric in INTERNAL and not _is_own_share(clock, asked[clock.request_id], reader):
            continue
        rival = best.get(clock.request_id)
        if rival is None or _rank(clock) < _rank(rival):
            best[clock.request_id] = clock
    return {request_id: cell_of(clock, now) for request_id, clock in best.items()}


@compiled
def _telling(requests: tuple[int, ...]) -> ClockQuerySet:
    """Clocks of which one may be shown: those that go on, and the outcomes."""
    ended = ~Q(metric__in=OUTCOMES) & ~Q(state__in=UNFINISHED)
    return Clock.objects.filter(request__in=requests).exclude(ended).exclude(state=State.CANCELLED)


def _is_own_share(clock: Clock, request: ServiceRequest, reader: User | None) -> bool:
    own = clock.metric == Metric.OLA and clock.department_id == request.department_id
    return own and clock.state in UNFINISHED and reader is not None and access.can_work(reader, request)


def _rank(clock: Clock) -> tuple[int, float]:
    """Running clocks first, the soonest due of them; then resting ones; then how it ended: done before answered."""
    if clock.state == State.RUNNING and clock.due_at is not None:
        return 0, clock.due_at.timestamp()
    place = 100 * OUTCOMES.index(clock.metric) if clock.metric in OUTCOMES else 0
    return (1 if clock.state == State.PAUSED else 2), place - clock.cycle


def cell_of(clock: Clock, now: datetime) -> Cell:
    account = read(clock)
    state, text = _verdict(clock, account, now)
    label = str(LABELS[clock.metric])
    if state == "running" and not account.calendar.is_open(now):
        state, label = "off", _("%(what)s, off hours") % {"what": label}
    return Cell(state, tone_of(account, to_us(now)), text, label, clock.due_at)


def _verdict(clock: Clock, account: Account, now: datetime) -> tuple[str, str]:
    if clock.state == State.PAUSED:
        return "paused", pgettext("clock", "resting")
    if clock.state == State.MET:
        return "kept", pgettext("clock", "kept")
    if clock.state == State.MISSED or clock.due_at is None:
        return "broken", pgettext("clock", "broken")
    if clock.due_at <= now:
        return "broken", overdue(account, to_us(now))
    return "running", _("%(time)s left") % {"time": words.span(account.left_at(to_us(now)) // SECOND)}


def overdue(account: Account, now: int) -> str:
    """“− 42 min” of working time since the due moment; in words while all of it was closed time."""
    late = account.calendar.elapsed_us(account.due or now, now) // SECOND
    return _("− %(time)s") % {"time": words.span(late)} if late else pgettext("clock", "overdue")


def tone_of(account: Account, now: int) -> str:
    """good, soon (past the last warning, or half an hour left), late, wait or neutral; no sweep needs to have come."""
    if account.state in (State.PAUSED, State.CANCELLED):
        return "wait" if account.state == State.PAUSED else "neutral"
    if account.state != State.RUNNING or account.due is None:
        return "good" if account.state == State.MET else "late"
    if account.due <= now:
        return "late"
    whole = account.target or account.calendar.elapsed_us(account.started, account.due)
    left = account.left_at(now)
    warned = (whole - left) * 100 >= whole * _last_warning(account)
    return "soon" if warned or left <= SOON_US else "good"


def _last_warning(account: Account) -> int:
    """Per cent of the time used at the last warning."""
    percents = (int(code[:-1]) for code in account.steps if code.endswith("%"))
    return max((percent for percent in percents if percent < 100), default=SOON_PER_CENT)
