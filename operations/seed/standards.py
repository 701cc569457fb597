"""What each department promises: its working hours, targets by priority, and the promise in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from requests_app.models import Department, Priority, User
from requests_app.states import Status
from sla import calendars, proposals, standards, terms
from sla.calendar import WorkingCalendar
from sla.days import Day, Kind, to_spec
from sla.models import BusinessCalendar, Metric, Scope, ServiceStandard
from sla.models.calendars import compiled
from sla.steps import Step, warnings
from sla.terms import Offer as ClockOffer
from sla.terms import Target, Terms

from . import content
from .catalogue import Offer
from .offices import OFFICES, WEEKDAYS, Hours, days_of

HOUR = 3600
QUARTER = 900
FRIDAY = 4
# A more urgent request is answered and done sooner, a less urgent one later.
FACTORS = {Priority.CRITICAL: 0.25, Priority.HIGH: 0.5, Priority.NORMAL: 1.0, Priority.LOW: 2.0}


@dataclass(frozen=True, slots=True)
class Plan:
    """A standard, in working hours at normal priority; in force `since_days` before today, 0 for a draft."""

    department: str
    week: str
    answer: float
    done: float
    name: dict[str, str]
    service: str = ""
    pauses: tuple[str, ...] = (Status.WAITING.value,)
    # Beside the two: the next answer, a date, an approval, and the department's own share where others pass it on.
    next: float = 0
    date: float = 0
    approval: float = 0
    share: float = 0
    percents: tuple[int, ...] = (50, 80)
    # Rungs beyond the warnings, as `steps.Step.from_json` reads them.
    ladder: tuple[dict[str, Any], ...] = ()
    checklist: tuple[dict[str, Any], ...] = ()
    # A colleague looks at the checklist before anything is marked as done.
    checked_by_another: bool = False
    # Only for requests from this department, or of this priority.
    asks: str = ""
    priority: int | None = None
    since_days: int = 400

    def targets(self) -> dict[tuple[str, int | None], Target]:
        wanted = {Metric.FIRST_RESPONSE: self.answer, Metric.RESOLUTION: self.done, Metric.NEXT_REPLY: self.next}
        by_priority: dict[tuple[str, int | None], Target] = {
            (metric, priority): Target(_seconds(hours * factor), self._steps(metric))
            for metric, hours in wanted.items()
            for priority, factor in ({None: 1.0} if self.priority else FACTORS).items()
            if hours
        }
        others = {Metric.PROMISE: self.date, Metric.APPROVAL: self.approval, Metric.OLA: self.share}
        return by_priority | {
            (metric, None): Target(_seconds(hours), warnings([80])) for metric, hours in others.items() if hours
        }

    def _steps(self, metric: str) -> tuple[Step, ...]:
        escalation = map(Step.from_json, self.ladder) if metric == Metric.RESOLUTION else ()
        return (*warnings(self.percents), *escalation)

    def proposal(self, calendar: BusinessCalendar) -> proposals.Proposal:
        return proposals.Proposal(
            name=self.name,
            pledge=content.load("standards")["pledge"],
            calendar=calendar,
            targets=self.targets(),
            pause_statuses=tuple(self.pauses),
            checklist=self.checklist,
            checked_by_another=self.checked_by_another,
        )


def _seconds(hours: float) -> int:
    return max(QUARTER, round(hours * HOUR / QUARTER) * QUARTER)


def make_calendars(years: Iterable[int], *, now: datetime) -> dict[str, BusinessCalendar]:
    """The working hours of every department, with the holidays of these years."""
    wanted = list(years)
    made = {}
    for raw in content.load("standards")["weeks"]:
        office, weekly = OFFICES[raw["office"]], _week(raw)
        days = {} if raw.get("every_day") else days_of(office, weekly, wanted)
        spec = to_spec(office.zone, weekly, days)
        made[raw["code"]] = calendars.ensure(raw["code"], raw["name"], spec, days=days, now=now).calendar
    return made


def plan_closed_day(week: BusinessCalendar, *, by: User, now: datetime) -> None:
    """Somebody has begun the next version of a calendar: closed for stocktaking on the last Friday of next month."""
    closed = content.load("standards")["closed_day"]
    last = _first_of_month(now, ZoneInfo("UTC")).date() + timedelta(days=62)
    last = last.replace(day=1) - timedelta(days=1)
    friday = last - timedelta(days=(last.weekday() - FRIDAY) % 7)
    draft = calendars.open_draft(week, by=by, now=now)
    calendars.set_day(draft, friday, Day(Kind.CLOSED, name=closed["name"]), by=by, now=now)


def _week(raw: dict[str, Any]) -> dict[str, Hours]:
    hours = tuple((opens, closes) for opens, closes in raw["hours"])
    weekly = dict.fromkeys(WEEKDAYS if raw.get("every_day") else WEEKDAYS[:5], hours)
    for day, key in (("fri", "friday"), ("sat", "saturday")):
        if key in raw:
            weekly[day] = tuple((opens, closes) for opens, closes in raw[key])
    return weekly


def publish(
    departments: dict[str, Department],
    offers: list[Offer],
    weeks: dict[str, BusinessCalendar],
    *,
    by: User,
    now: datetime,
) -> None:
    """Draft every standard, and put into force what is not to stay a draft."""
    services = {(offer.provider.code, offer.content.code): offer.service for offer in offers}
    for raw in content.load("standards")["standards"]:
        plan = Plan(**raw)
        service = services[plan.department, plan.service].pk if plan.service else None
        asks = departments[plan.asks].pk if plan.asks else None
        scope = Scope(departments[plan.department].pk, service, asks, plan.priority)
        draft = standards.draft(scope, plan.proposal(weeks[plan.week]), by=by)
        if plan.since_days:
            since = _first_of_month(now - timedelta(days=plan.since_days), departments[plan.department].zone)
            standards.publish(draft, by=by, now=since - timedelta(days=3), since=since)


def _first_of_month(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Promised:
    """What is promised for one request: which version, its terms, and the working hours it counts in."""

    standard: ServiceStandard
    version: int
    terms: Terms

    @property
    def offer(self) -> ClockOffer:
        return ClockOffer(self.standard.pk, self.version, self.terms)

    @property
    def hours(self) -> WorkingCalendar:
        return compiled(self.version)

    def seconds(self, metric: str, priority: int) -> int:
        target = self.terms.target(metric, priority)
        assert target is not None  # noqa: S101 - every standard here has both targets for every priority
        return target.seconds


class Book:
    """`sla.standards.standard_for` for thousands of requests, without a query each."""

    def __init__(self) -> None:
        self.chains: dict[tuple[int, int | None], list[Promised]] = {}
        for standard in ServiceStandard.objects.announced().order_by("-number"):
            version = calendars.newest_version(standard.calendar_id).pk
            scope = (standard.department_id, standard.service_id)
            promised = Promised(standard, version, terms.of_published(standard.pk))
            self.chains.setdefault(scope, []).append(promised)

    def find(self, department: int, service: int | None, at: datetime) -> Promised:
        own = self.chains.get((department, service), []) if service else []
        return next(
            one for one in (*own, *self.chains[department, None]) if one.standard.valid and at in one.standard.valid
        )
