"""What people read when a clock runs short or out, and who they are. The words are made when they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from requests_app.models import Approval, Department, User
from requests_app.notifications import News, texts, topics
from sla import words
from sla.calendar.instants import SECOND, to_us
from sla.models import Clock, ClockEvent, Metric
from sla.models.calendars import compiled
from sla.steps import Tell, offset_us

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MINUTE = 60
WORKS_ON_IT = _("You get this because you work on it, or answer requests of this department.")
LEADS_THERE = _("You get this because you work on it, or lead the department.")
APPROVES_IT = _("You get this because you are to approve it, or the department waits for that.")

# The kinds of events that tell somebody, by the part that names them in kinds of notifications.
TOLD_KINDS = (ClockEvent.Kind.WARNING, ClockEvent.Kind.BREACH, ClockEvent.Kind.OVERDUE)


@dataclass(frozen=True, slots=True)
class Saying:
    """Subject and line before the due moment (`%(left)s`), at it, and after it (`%(over)s`)."""

    warning: tuple[StrOrPromise, StrOrPromise]
    breach: tuple[StrOrPromise, StrOrPromise]
    overdue: tuple[StrOrPromise, StrOrPromise]
    action: StrOrPromise = texts.OPEN_IT
    why: StrOrPromise | None = None


SAYINGS: dict[Metric, Saying] = {
    Metric.FIRST_RESPONSE: Saying(
        warning=(
            _("Answer by %(due_at)s: %(title)s"),
            _("“%(title)s” still needs a first answer by %(due_at)s: %(left)s left."),
        ),
        breach=(
            _("No answer in time: %(title)s"),
            _("“%(title)s” should have had a first answer by %(due_at)s."),
        ),
        overdue=(
            _("Still no answer: %(title)s"),
            _("“%(title)s” should have had a first answer by %(due_at)s. It is %(over)s late."),
        ),
        action=_("Answer"),
    ),
    Metric.NEXT_REPLY: Saying(
        warning=(
            _("Write back by %(due_at)s: %(title)s"),
            _("Whoever asked for “%(title)s” wrote, and expects an answer by %(due_at)s: %(left)s left."),
        ),
        breach=(
            _("Not answered in time: %(title)s"),
            _("Whoever asked for “%(title)s” wrote, and should have had an answer by %(due_at)s."),
        ),
        overdue=(
            _("Still not answered: %(title)s"),
            _("Whoever asked for “%(title)s” should have had an answer by %(due_at)s. It is %(over)s late."),
        ),
        action=_("Answer"),
    ),
    Metric.PROMISE: Saying(
        warning=(
            _("Name a date by %(due_at)s: %(title)s"),
            _("For “%(title)s” somebody has to say by %(due_at)s when it will be done: %(left)s left."),
        ),
        breach=(
            _("No date named in time: %(title)s"),
            _("For “%(title)s” somebody should have said by %(due_at)s when it will be done."),
        ),
        overdue=(
            _("Still no date named: %(title)s"),
            _("A date for “%(title)s” should have been named by %(due_at)s. It is %(over)s late."),
        ),
        action=_("Name a date"),
    ),
    Metric.RESOLUTION: Saying(
        warning=(
            _("Done by %(due_at)s? %(title)s"),
            _("“%(title)s” is to be done by %(due_at)s: %(left)s left."),
        ),
        breach=(
            _("Not done in time: %(title)s"),
            _("“%(title)s” should have been done by %(due_at)s."),
        ),
        overdue=(
            _("Still not done: %(title)s"),
            _("“%(title)s” should have been done by %(due_at)s. It is %(over)s late."),
        ),
    ),
    Metric.PROMISED: Saying(
        warning=(
            _("Promised for %(due_at)s: %(title)s"),
            _("“%(title)s” was promised for %(due_at)s: %(left)s left."),
        ),
        breach=(
            _("Promise not kept: %(title)s"),
            _("“%(title)s” was promised for %(due_at)s and is not done."),
        ),
        overdue=(
            _("Promise still not kept: %(title)s"),
            _("“%(title)s” was promised for %(due_at)s. It is %(over)s late."),
        ),
    ),
    Metric.APPROVAL: Saying(
        warning=(
            _("Please decide by %(due_at)s: %(title)s"),
            _("“%(title)s” waits for an approval until %(due_at)s: %(left)s left."),
        ),
        breach=(
            _("Not decided in time: %(title)s"),
            _("“%(title)s” should have been approved or rejected by %(due_at)s."),
        ),
        overdue=(
            _("Still not decided: %(title)s"),
            _("“%(title)s” should have been approved or rejected by %(due_at)s. It is %(over)s late."),
        ),
        action=_("Approve or reject"),
        why=APPROVES_IT,
    ),
    Metric.OLA: Saying(
        warning=(
            _("Your department's part by %(due_at)s: %(title)s"),
            _("Your department has until %(due_at)s for its part of “%(title)s”: %(left)s left."),
        ),
        breach=(
            _("Your department's part is late: %(title)s"),
            _("Your department should have done its part of “%(title)s” by %(due_at)s."),
        ),
        overdue=(
            _("Your department's part is still not done: %(title)s"),
            _("Your department should have done its part of “%(title)s” by %(due_at)s. It is %(over)s late."),
        ),
    ),
}


DEADLINES = topics.Topic(
    code="deadlines",
    name=_("Due times"),
    about=_("Clocks that run short or out, for requests that are mine or that I lead."),
    bell_because=_("A promise is about to break, or has broken."),
    place=62,
    kinds=tuple(f"clock.{metric}.{kind}" for metric in Metric.values for kind in ("warning", "breach", "overdue")),
)


def register_all() -> None:
    topics.register(DEADLINES)
    for metric, saying in SAYINGS.items():
        for kind in TOLD_KINDS:
            subject, line = getattr(saying, kind.value)
            why = saying.why or (WORKS_ON_IT if kind == ClockEvent.Kind.WARNING else LEADS_THERE)
            wording = texts.Wording(subject=subject, line=line, why=why, action=saying.action)
            texts.register(kind_of(metric, kind), wording)


def kind_of(metric: str, kind: str) -> str:
    """The kind of notification of what a clock set off."""
    return f"clock.{metric}.{kind}"


class Audience:
    """Who serves in a department and who leads it, asked once for all clocks of a batch."""

    def __init__(self) -> None:
        self._serving: dict[int, list[User]] = {}
        self._managing: dict[int, list[User]] = {}
        self._words: dict[Tell, Callable[[Clock], Iterable[User]]] = {
            Tell.OWNER: self.owner,
            Tell.TEAM: lambda clock: self.serving(_department(clock)),
            Tell.MANAGERS: lambda clock: self.managing(_department(clock)),
            Tell.HEAD: lambda clock: filter(None, [_department(clock).head]),
        }

    def of(self, clock: Clock, tell: Iterable[Tell]) -> set[User]:
        """Those who are to be told, without the requester, who is told of promises and never of clocks."""
        told = {person for one in tell for person in self._words[one](clock)}
        return {person for person in told if person.is_active and person.pk != clock.request.requester_id}

    def owner(self, clock: Clock) -> Iterable[User]:
        """Whoever has to act: who works on it, or is to approve it; while that is nobody, everybody who serves."""
        if clock.metric == Metric.APPROVAL:
            return _approver(clock)
        worker, department = clock.request.assignee, _department(clock)
        if worker is None or not worker.is_active or (clock.department_id and not worker.works_in(department.pk)):
            return self.serving(department)
        return [worker]

    def serving(self, department: Department) -> list[User]:
        if department.pk not in self._serving:
            self._serving[department.pk] = list(User.objects.active().working_in(department).with_roles())
        return self._serving[department.pk]

    def managing(self, department: Department) -> list[User]:
        if department.pk not in self._managing:
            self._managing[department.pk] = list(User.objects.active().managing(department).with_roles())
        return self._managing[department.pk]


def _department(clock: Clock) -> Department:
    """Whose business it is: the department whose share runs, else the one that holds the request."""
    return clock.department or clock.request.department


def _approver(clock: Clock) -> list[User]:
    """Everybody who can decide now; whoever was asked last where nobody can any more."""
    asked = Approval.objects.filter(request=clock.request_id).select_related("approver").order_by("-asked_at", "-pk")
    waiting = [one.approver for one in asked if one.is_open]
    return waiting or [one.approver for one in asked[:1]]


def news_of(event: ClockEvent, tell: Iterable[Tell], audience: Audience) -> News:
    """What an event tells these people; `event.clock.request` is read with its people and departments."""
    clock = event.clock
    return News(
        kind=kind_of(clock.metric, event.kind),
        recipients=audience.of(clock, tell),
        key=f"clock:{clock.pk}:{event.epoch}:{event.step}",
        at=event.detected_at,
        request=clock.request,
        params={"due_at": _due(event).isoformat(), **_distance(event)},
    )


def _due(event: ClockEvent) -> datetime:
    # By the time a verb finds a breach the clock may rest, with no due moment any more.
    if event.kind == ClockEvent.Kind.BREACH:
        return event.occurred_at
    return event.clock.due_at or event.clock.overran_at or event.occurred_at


def _distance(event: ClockEvent) -> dict[str, dict[str, str]]:
    """Working time left, or over, when the event was found: in whole minutes, in all languages."""
    if event.kind == ClockEvent.Kind.BREACH:
        return {}
    clock = event.clock
    calendar, due = compiled(clock.calendar_version_id), to_us(_due(event))
    whole = clock.target_us or calendar.elapsed_us(to_us(clock.started_at), due)
    found_late = calendar.elapsed_us(to_us(event.occurred_at), to_us(event.detected_at))
    left = (whole - offset_us(event.step, whole) - found_late) // SECOND
    if event.kind == ClockEvent.Kind.WARNING:
        # Found a second after its moment it must not say 29 minutes.
        return {"left": _spelled(max(-(-left // MINUTE), 1))}
    return {"over": _spelled(max(-left // MINUTE, 1))}


@lru_cache(maxsize=512)
def _spelled(minutes: int) -> dict[str, str]:
    """So many minutes in the words of every language, because the reader's is not known yet."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = words.span(minutes * MINUTE)
    return said
