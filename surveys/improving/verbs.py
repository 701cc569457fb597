"""Every write of an improvement: begin, write, plan, put in place, review, drop. Each refuses in words what is missing.

What it is measured by - figure, days before, target, smallest change, day of the review - is fixed once it is in place:
who looked at the figures first could choose what they say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.models import Department, Service, User
from requests_app.phrases import sentences
from requests_app.transitions import Refused, StaleForm
from surveys.models import Campaign, Improvement, StudyNeed, Suggestion

from . import metrics, series, telling
from .judging import Judgement, as_json, judge
from .metrics import Sample, Window

State, Verdict = Improvement.State, Improvement.Verdict
SHORTEST_WINDOW = timedelta(days=14)
FIXED = ("metric", "service", "baseline_from", "baseline_until", "target", "least", "review_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What somebody writes of an improvement. Shares in percent, times in hours, days in the department's zone."""

    title: Mapping[str, str]
    kind: str
    finding: str
    indicator: str = ""
    stage: str = ""
    campaign: Campaign | None = None
    cause: str = ""
    action: str = ""
    owner: User | None = None
    metric: str = ""
    service: Service | None = None
    baseline_from: date | None = None
    baseline_until: date | None = None
    target: float | None = None
    least: float | None = None
    review_on: date | None = None


@transaction.atomic
def begin(
    department: Department,
    plan: Plan,
    *,
    by: User,
    suggestion: Suggestion | None = None,
    need: StudyNeed | None = None,
    now: datetime | None = None,
) -> Improvement:
    """A new idea, of a suggestion or a need where one is given. Raises Refused where what is written does not fit."""
    at = now or clock.now()
    begun = Improvement(department=department, created_by=by, created_at=at, suggestion=suggestion, need=need)
    return _write(begun, plan, at)


@transaction.atomic
def write(improvement: Improvement, plan: Plan, *, edition: int, now: datetime | None = None) -> Improvement:
    """Change what it says. Raises StaleForm where it is not as `edition` showed, and Refused."""
    current = _locked(improvement)
    if current.edition != edition:
        raise StaleForm
    if not current.is_open:
        raise Refused(_("It is finished. Begin a new one."))
    if current.is_in_place and any(getattr(current, name) != getattr(plan, name) for name in FIXED):
        raise Refused(_("It is in place: what it is measured by stays as it was."))
    return _write(current, plan, now or clock.now())


def _write(improvement: Improvement, plan: Plan, at: datetime) -> Improvement:
    _check(improvement, plan, today_of(improvement.department, at))
    for one in fields(plan):
        setattr(improvement, one.name, getattr(plan, one.name))
    if not improvement.is_in_place:
        _take_last_figure(improvement, today_of(improvement.department, at))
        improvement.baseline = _baseline(improvement)
    return _saved(improvement)


def _check(improvement: Improvement, plan: Plan, today: date) -> None:
    if plan.metric and metrics.named(plan.metric) is None:
        raise Refused(_("Nobody measures this any more. Choose another figure."))
    if plan.owner and not plan.owner.works_in(improvement.department_id):
        raise Refused(_("%(person)s does not work in this department.") % {"person": plan.owner})
    if plan.service and plan.service.provider_id != improvement.department_id:
        raise Refused(_("Choose a service of this department."))
    _check_survey(plan)
    if plan.baseline_from and plan.baseline_until:
        if plan.baseline_until - plan.baseline_from < SHORTEST_WINDOW - timedelta(days=1):
            raise Refused(_("Measure at least 14 days before."))
        if plan.baseline_until >= today:
            raise Refused(_("The days before have to be over."))


def _check_survey(plan: Plan) -> None:
    metric = metrics.named(plan.metric)
    if metric is not None and metric.newest is not None and plan.service is not None:
        raise Refused(_("A survey asks about the whole department. Leave the service open."))


def _take_last_figure(improvement: Improvement, today: date) -> None:
    """Where a figure exists on few days only and nobody named any, the last one counts as before."""
    metric = metrics.named(improvement.metric)
    if metric is None or metric.newest is None or improvement.baseline_from or improvement.baseline_until:
        return
    days = metric.newest(improvement.department, today)
    if days is not None:
        improvement.baseline_from, improvement.baseline_until = days


def _baseline(improvement: Improvement) -> dict[str, float] | None:
    sample = before_of(improvement)
    return None if sample is None else metrics.as_json(sample)


def before_of(improvement: Improvement) -> Sample | None:
    """The sample of the days before; None where they are not named or nothing may be shown of them."""
    start, until = improvement.baseline_from, improvement.baseline_until
    return _read(improvement, start, until) if start and until else None


def after_of(improvement: Improvement) -> Sample | None:
    """The sample from the day after it was put in place to the day before its review."""
    begun, looked = improvement.implemented_on, improvement.review_on
    if begun is None or looked is None:
        return None
    return _read(improvement, begun + timedelta(days=1), looked - timedelta(days=1))


def _read(improvement: Improvement, start: date, until: date) -> Sample | None:
    metric = metrics.named(improvement.metric)
    if metric is None or until < start:
        return None
    sample = metric.read(Window(improvement.department, improvement.service, start, until))
    return sample if sample is not None and sample.n else None


@transaction.atomic
def plan_it(improvement: Improvement, *, by: User, now: datetime | None = None) -> Improvement:
    """From an idea to a plan: somebody does something. Raises Refused with what is missing."""
    current = _locked(improvement)
    _expect(current, State.IDEA)
    missing = [_("Say what is done.")] if not current.action else []
    if current.owner is None:
        missing.append(_("Name an owner."))
    _refuse(missing)
    current.state = State.PLANNED
    telling.tell_owner(current, by=by, at=now or clock.now())
    return _saved(current)


@transaction.atomic
def implement(improvement: Improvement, on: date, *, now: datetime | None = None) -> Improvement:
    """It is in place since a day. Raises Refused unless it can be measured: figure, days before, target, review."""
    current = _locked(improvement)
    _expect(current, State.PLANNED)
    today = today_of(current.department, now or clock.now())
    _refuse(missing_for_measuring(current, on, today))
    current.state, current.implemented_on = State.IMPLEMENTED, on
    current.baseline = _baseline(current)
    current.series = series.of(current, until=on)
    return _saved(current)


def missing_for_measuring(improvement: Improvement, on: date, today: date) -> list[str]:
    """What has to be known before something is in place, in words; empty: nothing is missing."""
    missing = []
    if not improvement.metric:
        missing.append(_("Choose by what it is measured."))
    if improvement.baseline_from is None or improvement.baseline_until is None:
        missing.append(_("Say which days before count."))
    elif improvement.metric and before_of(improvement) is None:
        missing.append(_("Of the days before nothing may be shown: too few requests or answers. Take more days."))
    elif improvement.baseline_until > on:
        missing.append(_("The days before have to end before it is in place."))
    if improvement.target is None or improvement.least is None:
        missing.append(_("Set a target and the smallest change that counts."))
    if improvement.review_on is None:
        missing.append(_("Set the day on which you look again."))
    elif improvement.review_on - on <= SHORTEST_WINDOW:
        missing.append(_("Look again at least 15 days after it is in place."))
    if on > today:
        missing.append(_("That day is still to come."))
    return missing


def judged(improvement: Improvement) -> tuple[Sample, Sample, Judgement] | None:
    """Before, after, and what they carry; None as long as one of the two cannot be shown."""
    metric, before, after = metrics.named(improvement.metric), before_of(improvement), after_of(improvement)
    if metric is None or before is None or after is None:
        return None
    found = judge(before, after, more_is_better=metric.more_is_better, least=improvement.least or 0)
    return before, after, found


@transaction.atomic
def review(
    improvement: Improvement, verdict: str, message: Mapping[str, str], *, by: User, now: datetime | None = None
) -> Improvement:
    """Say what became of it, and tell those who were asked.

    Raises Refused before the day of the review, for a word that the figures do not carry, and without a message.
    """
    at, current = now or clock.now(), _locked(improvement)
    _expect(current, State.IMPLEMENTED)
    today = today_of(current.department, at)
    if current.review_on is None or today < current.review_on:
        raise Refused(_("It is too early: the day that was set for the review is still to come."))
    if not any(message.values()):
        raise Refused(_("Write to those who were asked what you did."))
    found = judged(current)
    _refuse_unproven(verdict, found)
    if found is not None:
        current.after, current.test = metrics.as_json(found[1]), as_json(found[2])
    # Until now nobody saw what came after; from now on everybody may.
    current.series = series.of(current, until=current.review_on)
    current.state, current.verdict, current.message = State.REVIEWED, verdict, message
    current.reviewed_on = current.told_on = today
    saved = _saved(current)
    telling.tell_those_asked(saved, by=by, at=at)
    return saved


def _refuse_unproven(verdict: str, found: tuple[Sample, Sample, Judgement] | None) -> None:
    carried = Verdict.UNCLEAR if found is None else found[2].verdict
    if verdict == Verdict.BETTER and carried != Verdict.BETTER:
        raise Refused(_("The figures do not carry “better”. Say “no evidence yet”; that is no shame."))
    if verdict != carried and carried == Verdict.WORSE:
        raise Refused(_("The figures say “worse”. Say so, and begin with what was learned."))
    if verdict == Verdict.WORSE and carried != Verdict.WORSE:
        raise Refused(_("The figures do not carry “worse” either. Say “no evidence yet”."))


@transaction.atomic
def drop(improvement: Improvement) -> Improvement:
    """It is not done after all."""
    current = _locked(improvement)
    if current.state not in (State.IDEA, State.PLANNED):
        raise Refused(_("What is in place is reviewed, not dropped."))
    current.state = State.DROPPED
    return _saved(current)


def today_of(department: Department, at: datetime) -> date:
    return at.astimezone(department.zone).date()


def _expect(improvement: Improvement, state: str) -> None:
    if improvement.state != state:
        raise Refused(_("Somebody has moved it on already."))


def _refuse(missing: list[str]) -> None:
    if missing:
        raise Refused(sentences(missing))


def _locked(improvement: Improvement) -> Improvement:
    return (
        Improvement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("department")
        .get(pk=improvement.pk)
    )


def _saved(improvement: Improvement) -> Improvement:
    improvement.edition += 1
    improvement.save()
    return improvement
