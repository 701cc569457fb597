"""Who is told that a clock runs out, or ran out. Rows in the outbox only; the words are made when they are read."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from requests_app.models import Department, ServiceRequest, User
from requests_app.notifications import News, notify_all, texts
from sla.calendar.instants import from_us
from sla.ledger import EventKind, Happening
from sla.models import Clock, Metric
from sla.signals import clocks_changed

WORKS_ON_IT = _("You get this because you work on it, or answer requests of this department.")
LEADS_THERE = _("You get this because you work on it, or lead the department.")


def register_all() -> None:
    texts.register(
        "clock.first_response.warning",
        subject=_("Answer by %(due_at)s: %(title)s"),
        line=_("“%(title)s” still needs a first answer by %(due_at)s; %(percent)s %% of the time is used."),
        why=WORKS_ON_IT,
        action=_("Answer"),
    )
    texts.register(
        "clock.resolution.warning",
        subject=_("Done by %(due_at)s? %(title)s"),
        line=_("“%(title)s” is promised for %(due_at)s; %(percent)s %% of the time is used."),
        why=WORKS_ON_IT,
    )
    texts.register(
        "clock.first_response.breach",
        subject=_("No answer in time: %(title)s"),
        line=_("“%(title)s” should have had a first answer by %(due_at)s."),
        why=LEADS_THERE,
        action=_("Answer"),
    )
    texts.register(
        "clock.resolution.breach",
        subject=_("Not done in time: %(title)s"),
        line=_("“%(title)s” should have been done by %(due_at)s."),
        why=LEADS_THERE,
    )


class Audience:
    """Who serves in a department and who leads it, asked once for all clocks of a batch."""

    def __init__(self) -> None:
        self._serving: dict[int, list[User]] = {}
        self._leading: dict[int, list[User]] = {}

    def serving(self, department: Department) -> list[User]:
        if department.pk not in self._serving:
            self._serving[department.pk] = list(User.objects.active().working_in(department).with_roles())
        return self._serving[department.pk]

    def leading(self, department: Department) -> list[User]:
        if department.pk not in self._leading:
            managers = list(User.objects.active().managing(department).with_roles())
            self._leading[department.pk] = [*managers, department.head] if department.head else managers
        return self._leading[department.pk]


def tell(happened: Sequence[tuple[Clock, Happening]]) -> None:
    """Tell the people and the other apps what clocks set off. Inside the transaction that writes the events."""
    changed = [clock for clock, happening in happened if happening.kind in (EventKind.BREACH, EventKind.REVOKED)]
    if changed:
        clocks_changed.send(sender=Clock, clocks=changed)
    audience = Audience()
    notify_all(news_of(clock, happening, audience) for clock, happening in happened if is_news(clock, happening))


def is_news(clock: Clock, happening: Happening) -> bool:
    """What a later step superseded tells nobody, and what was revoked is none of theirs."""
    return happening.kind in (EventKind.WARNING, EventKind.BREACH) and clock.metric in Metric.values


def news_of(clock: Clock, happening: Happening, audience: Audience) -> News:
    return News(
        kind=f"clock.{clock.metric}.{happening.kind}",
        recipients=recipients(clock.request, happening.kind, audience),
        key=f"clock:{clock.pk}:{happening.epoch}:{happening.step}",
        at=from_us(happening.detected),
        request=clock.request,
        params={"due_at": _due(clock, happening), "percent": happening.step},
    )


def recipients(request: ServiceRequest, kind: EventKind, audience: Audience) -> set[User]:
    """Whoever works on it, else everybody who serves in the department; of a breach also those who lead it."""
    worker = request.assignee if request.assignee and request.assignee.is_active else None
    told = {worker} if worker else set(audience.serving(request.department))
    if kind == EventKind.BREACH:
        told |= set(audience.leading(request.department))
    return {person for person in told if person.pk != request.requester_id}


def _due(clock: Clock, happening: Happening) -> str:
    # By the time a verb finds a breach the clock may rest, with no due moment any more.
    return (clock.due_at or from_us(happening.occurred)).isoformat()
