"""The requests behind a figure: exactly those that were counted, since the same code counts them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from dashboards.counting import Scope, held, open_at, shares_of, touched
from dashboards.days import Days
from dashboards.facts import Fact, read
from dashboards.tally import counted, judged
from dashboards.titles import TITLES
from requests_app.models import ServiceRequest
from requests_app.models.requests import ServiceRequestQuerySet
from sla.models import Clock, Metric


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
    if (too_young := judged(now).get(figure)) is not None:
        days = Days(days.start, min(days.end or too_young, too_young))
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
