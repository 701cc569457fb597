"""What one person has on the desk, and how their work of half a year compares with nobody's but their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q

from dashboards.days import Days
from dashboards.facts import Fact, read
from dashboards.metrics import POINTS_FOR_A_SIGNAL, quantile, run_chart
from requests_app.models import RequestEvent, ServiceRequest, User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.states import Status, Verb
from sla.models import Metric

WEEKS, LATELY = 26, 4
HOUR = timedelta(hours=1)
SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Load:
    """Open requests one works on; `soon` are due within a day, `paused` wait for somebody else."""

    open: int
    overdue: int
    soon: int
    paused: int


@dataclass(slots=True)
class Week:
    """What was done in a week from Monday. Hours from filing, and from when it was theirs the last time."""

    begins: date
    done: int = 0
    kept: int = 0
    broken: int = 0
    hours: list[float] = field(default_factory=list)
    own_hours: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of one's own: of the last weeks, of those before, and what can be said of its course.

    `moved` None: too few weeks with anything in them.
    """

    lately: float | None
    before: float | None
    moved: bool | None


def load_of(user: User, now: datetime) -> Load:
    """One statement over the open requests of one person."""
    late, soon = Q(due_at__lt=now), Q(due_at__gte=now, due_at__lte=now + SOON)
    found = _open(user).aggregate(
        open=Count("pk"),
        overdue=Count("pk", filter=late),
        soon=Count("pk", filter=soon),
        paused=Count("pk", filter=Q(status__in=[Status.WAITING, Status.ON_HOLD])),
    )
    return Load(**found)


def weeks_of(user: User, now: datetime) -> list[Week]:
    """The last WEEKS whole weeks, oldest first, in the person's zone."""
    first, monday = window(user, now)
    weeks = {first + timedelta(weeks=number): Week(first + timedelta(weeks=number)) for number in range(WEEKS)}
    done = list(_done(user, Days(first, monday)).values_list("pk", flat=True))
    since = _taken(user, done)
    for fact in read(done, now=now):
        if fact.resolved_at is not None:
            day = fact.resolved_at.astimezone(user.zone).date()
            _add(weeks[day - timedelta(days=day.weekday())], fact, since.get(fact.id))
    return list(weeks.values())


def window(user: User, now: datetime) -> tuple[date, date]:
    """The Monday on which the weeks begin, and the one after the last of them."""
    today = now.astimezone(user.zone).date()
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(weeks=WEEKS), monday


def _add(week: Week, fact: Fact, taken: datetime | None) -> None:
    done_at = fact.resolved_at or fact.filed_at
    week.done += 1
    verdicts = {clock.verdict for clock in fact.clocks if clock.metric == Metric.RESOLUTION}
    week.broken += "broken" in verdicts
    week.kept += verdicts == {"kept"}
    week.hours.append(max(0.0, (done_at - fact.filed_at) / HOUR))
    if taken is not None and taken <= done_at:
        week.own_hours.append((done_at - taken) / HOUR)


def _taken(user: User, requests: Sequence[int]) -> dict[int, datetime]:
    """When each of these came to this person the last time."""
    given = RequestEvent.objects.filter(request__in=requests, verb=Verb.ASSIGNED, data__to=user.pk)
    return dict(given.order_by().values("request").annotate(taken=Max("at")).values_list("request", "taken"))


# Figures of weeks


def done_a_week(weeks: Sequence[Week]) -> float | None:
    return sum(week.done for week in weeks) / len(weeks) if weeks else None


def kept(weeks: Sequence[Week]) -> float | None:
    decided = sum(week.kept + week.broken for week in weeks)
    return sum(week.kept for week in weeks) / decided if decided else None


def half_within(weeks: Sequence[Week]) -> float | None:
    return quantile(values=[hours for week in weeks for hours in week.hours], q=0.5)


def half_of_own_within(weeks: Sequence[Week]) -> float | None:
    return quantile(values=[hours for week in weeks for hours in week.own_hours], q=0.5)


FIGURES = (done_a_week, kept, half_within, half_of_own_within)


def changes(weeks: Sequence[Week]) -> list[Change]:
    """Each of FIGURES: the last weeks against those before, never against anybody else."""
    found = []
    for figure in FIGURES:
        points = [value for week in weeks if (value := figure([week])) is not None]
        enough = len(points) >= POINTS_FOR_A_SIGNAL
        moved = run_chart(values=points)["signal"] if enough else None
        found.append(Change(figure(weeks[-LATELY:]), figure(weeks[:-LATELY]), moved))
    return found


# The requests behind them


def requests_behind(figure: str, user: User, days: Days, now: datetime) -> ServiceRequestQuerySet | None:
    """Of this person's own work only; None for a figure that is none."""
    standing = _open(user)
    plain = {
        "open": standing,
        "overdue": standing.filter(due_at__lt=now),
        "soon": standing.filter(due_at__gte=now, due_at__lte=now + SOON),
        "paused": standing.paused(),
        "done": _done(user, days),
    }
    if figure in plain:
        return plain[figure]
    if figure not in ("kept", "broken"):
        return None
    facts = read(_done(user, days).values_list("pk", flat=True), now=now)
    return ServiceRequest.objects.filter(pk__in=list(_judged(facts, figure)))


def _judged(facts: Iterable[Fact], wanted: str) -> Iterable[int]:
    for fact in facts:
        week = Week(fact.filed_at.date())
        _add(week, fact, None)
        if getattr(week, wanted):
            yield fact.id


def _open(user: User) -> ServiceRequestQuerySet:
    return ServiceRequest.objects.assigned_to(user).open()


def _done(user: User, days: Days) -> ServiceRequestQuerySet:
    return ServiceRequest.objects.assigned_to(user).filter(days.hold("resolved_at", user.zone))
