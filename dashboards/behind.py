"""The requests behind a figure: exactly those that were counted, since the same code counts them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards.counting import Scope, held, open_at, shares_of, touched
from dashboards.days import Days
from dashboards.facts import Fact, read
from dashboards.tally import JUDGED_LATER, counted, judged_before
from requests_app.models import ServiceRequest
from requests_app.models.requests import ServiceRequestQuerySet
from sla.models import Clock, Metric

# What a list behind a figure is called. Ratings have none: they lead to nobody.
TITLES: dict[str, LazyText] = {
    "filed": pgettext_lazy("requests", "Filed"),
    "resolved": pgettext_lazy("requests", "Done"),
    "closed": pgettext_lazy("requests", "Closed"),
    "open": pgettext_lazy("requests", "Open at the end of the period"),
    "ageing": pgettext_lazy("requests", "Open for longer than most took"),
    "answered": pgettext_lazy("requests", "Answered"),
    "measured": pgettext_lazy("requests", "Filed and done"),
    "clock.first_response.kept": _("First answer in time"),
    "clock.first_response.broken": _("First answer late or missing"),
    "clock.first_response.undecided": _("First answer not due yet"),
    "clock.next_reply.kept": _("Every next answer in time"),
    "clock.next_reply.broken": _("A next answer late or missing"),
    "clock.next_reply.undecided": _("Next answer not due yet"),
    "clock.promise.kept": _("Date named in time"),
    "clock.promise.broken": _("Date named late, or not at all"),
    "clock.promise.undecided": _("Date not named yet, and not due"),
    "clock.resolution.kept": _("Done in time"),
    "clock.resolution.broken": _("Done late or overdue"),
    "clock.resolution.undecided": _("Not due yet"),
    "clock.promised.kept": _("Done by the promised moment"),
    "clock.promised.broken": _("Not done by the promised moment"),
    "clock.promised.undecided": _("Promised moment still ahead"),
    "clock.approval.kept": _("Decided in time"),
    "clock.approval.broken": _("Decided late, or not at all"),
    "clock.approval.undecided": _("Approval not due yet"),
    "clock.ola.kept": _("The department's share done in time"),
    "clock.ola.broken": _("The department's share late or overdue"),
    "clock.ola.undecided": _("The department's share not due yet"),
    "first_done": _("Done for the first time, long enough ago to judge"),
    "first_contact": _("Solved at first contact"),
    "came_back": _("Came back within 14 days"),
    "reopened": _("Reopened"),
    "handed_over": _("Handed over"),
    "chased": _("Chased by the requester"),
    "promised": _("With a promised date"),
    "promised_done": _("With a promised date, done"),
    "kept_first_date": _("Done by the first date promised"),
    "broken_first_date": _("Not done by the first date promised"),
    "undecided_first_date": _("First date promised still ahead"),
    "kept_last_date": _("Done by the last date promised"),
    "broken_last_date": _("Not done by the last date promised"),
    "undecided_last_date": _("Last date promised still ahead"),
}


def requests_behind(
    figure: str, scope: Scope, days: Days, *, now: datetime, older_than: date | None = None
) -> ServiceRequestQuerySet:
    """The requests that the figure counts; `older_than` is for ageing: filed before that day. KeyError if unknown."""
    if figure not in TITLES:
        raise KeyError(figure)
    plain = _PLAIN.get(figure)
    if plain is not None:
        return plain(scope, days)
    if figure == "ageing":
        return held(scope).open().filter(Days(end=older_than).hold("filed_at", scope.zone))
    if figure in JUDGED_LATER:
        days = Days(days.start, min(days.end or judged_before(now), judged_before(now)))
    if figure.startswith("clock."):
        return _by_verdict(figure, scope, days, now=now)
    facts = read(touched(scope, days).values_list("pk", flat=True), now=now)
    return ServiceRequest.objects.filter(pk__in=[fact.id for fact in facts if _counts(fact, figure, scope, days)])


def ageing_since(p85_hours: float, *, now: datetime, scope: Scope) -> date:
    """Requests filed before this day are open for longer than 85 of 100 took."""
    return (now - timedelta(hours=p85_hours)).astimezone(scope.zone).date()


def _by_verdict(figure: str, scope: Scope, days: Days, *, now: datetime) -> ServiceRequestQuerySet:
    """The worst verdict of a request's clocks decides, as in tally.py; in SQL, since these lists are long."""
    _clock, metric, verdict = figure.split(".")
    if metric == Metric.OLA:
        clocks, requests = shares_of(scope).filter(request=OuterRef("pk")), ServiceRequest.objects.all()
    else:
        clocks, requests = Clock.objects.filter(request=OuterRef("pk"), metric=metric, department=None), held(scope)
    broken, unfinished = Exists(clocks.broken(now)), Exists(clocks.unfinished())
    condition = {
        "broken": Q(broken),
        "undecided": Q(unfinished) & ~Q(broken),
        "kept": Q(Exists(clocks.kept())) & ~Q(unfinished) & ~Q(broken),
    }[verdict]
    return requests.filter(days.hold("filed_at", scope.zone)).filter(condition)


def _counts(fact: Fact, figure: str, scope: Scope, days: Days) -> bool:
    if figure == "measured":
        filed = fact.filed_at.astimezone(scope.zone).date()
        return filed in days and fact.longest_silence() is not None
    return any(name == figure and day in days for day, name in counted(fact, scope.zone))


def _open(scope: Scope, days: Days) -> ServiceRequestQuerySet:
    return open_at(scope, days.end) if days.end else held(scope).open()


_PLAIN: dict[str, Callable[[Scope, Days], ServiceRequestQuerySet]] = {
    "filed": lambda scope, days: held(scope).filter(days.hold("filed_at", scope.zone)),
    "resolved": lambda scope, days: held(scope).filter(days.hold("resolved_at", scope.zone)),
    "closed": lambda scope, days: held(scope).filter(days.hold("closed_at", scope.zone)),
    "open": _open,
}
