"""Lists behind the figures of a page's parts: the part counts again, so a list holds exactly its requests."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.http import Http404
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from dashboards.counting import held
from dashboards.days import Days
from dashboards.demand import unsure
from dashboards.needless.approvals import decided_rounds
from dashboards.needless.questions import unused_questions
from dashboards.ways.breaches import breaches_of
from dashboards.ways.counting import Ways, ways_of
from dashboards.ways.reading import walks
from requests_app.models import ServiceRequest
from requests_app.models.requests import ServiceRequestQuerySet

if TYPE_CHECKING:
    from dashboards.asked import Asked

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """`title` heads the list; `find` may raise Http404 for what the address says wrongly."""

    title: LazyText
    find: Callable[[Asked, Query], ServiceRequestQuerySet]


def _filed_at_hour(asked: Asked, query: Query) -> ServiceRequestQuerySet:
    weekday, hour = _number(query, "weekday", 1, 7), _number(query, "hour", 0, 23)
    zone = asked.scope.zone
    filed = held(asked.scope).filter(asked.question.days.hold("filed_at", zone))
    return filed.alias(
        weekday=ExtractIsoWeekDay("filed_at", tzinfo=zone), hour=ExtractHour("filed_at", tzinfo=zone)
    ).filter(weekday=weekday, hour=hour)


def _broke_at_hour(asked: Asked, query: Query) -> ServiceRequestQuerySet:
    weekday, hour = _number(query, "weekday", 1, 7), _number(query, "hour", 0, 23)
    found = breaches_of(asked.scope, asked.question.days, now=asked.now).broken
    local = ((one.request, one.at.astimezone(asked.scope.zone)) for one in found)
    return _these(pk for pk, at in local if (at.isoweekday(), at.hour) == (weekday, hour))


def _broke_because(asked: Asked, query: Query) -> ServiceRequestQuerySet:
    found = breaches_of(asked.scope, asked.question.days, now=asked.now)
    return _these(found.by_reason.get(query.get("reason", ""), ()))


def _broke(asked: Asked, query: Query) -> ServiceRequestQuerySet:
    return _these(one.request for one in breaches_of(asked.scope, asked.question.days, now=asked.now).broken)


def _open_since(asked: Asked, query: Query) -> ServiceRequestQuerySet:
    """Filed between two ages in days, and open now."""
    young, old = _number(query, "from_age", 0, 9999), _number(query, "to_age", 0, 9999)
    today = asked.now.astimezone(asked.scope.zone).date()
    days = Days(None if old == OLDEST else _back(today, old - 1), _back(today, young - 1))
    return held(asked.scope).open().filter(days.hold("filed_at", asked.scope.zone))


OLDEST = 9999


def _of_ways(pick: Callable[[Ways, Query], Collection[int]]) -> Callable[[Asked, Query], ServiceRequestQuerySet]:
    def find(asked: Asked, query: Query) -> ServiceRequestQuerySet:
        return _these(pick(ways_of(walks(asked.scope, asked.question.days), now=asked.now), query))

    return find


def _handed(found: Ways, query: Query) -> Collection[int]:
    return found.handed.get((_number(query, "giver", 1), _number(query, "taker", 1)), ())


def _formality(asked: Asked, query: Query) -> ServiceRequestQuerySet:
    rounds = decided_rounds(asked).filter(request__service=_number(query, "of", 1))
    return ServiceRequest.objects.filter(pk__in=rounds.values("request"))


def _question(asked: Asked, query: Query) -> ServiceRequestQuerySet:
    form, code = _number(query, "form", 1), query.get("code", "")
    unused = next((one for one in unused_questions(asked) if (one.form.pk, one.question.code) == (form, code)), None)
    if unused is None:
        raise Http404
    return _these(unused.answered if "answered" in query else unused.asked)


def _unsure(asked: Asked, query: Query) -> ServiceRequestQuerySet:
    return unsure(asked)


NARROWED: dict[str, Narrowed] = {
    "filed_at_hour": Narrowed(_("Filed at this hour of the week"), _filed_at_hour),
    "broke_at_hour": Narrowed(_("Promise broken at this hour of the week"), _broke_at_hour),
    "broke_because": Narrowed(_("Promise broken for this reason"), _broke_because),
    "broke": Narrowed(_("With a broken promise"), _broke),
    "open_since": Narrowed(_("Open for this long"), _open_since),
    "ways": Narrowed(_("Whose way was looked at"), _of_ways(lambda found, query: found.requests)),
    "ping_pong": Narrowed(
        _("Went to another department and came back"), _of_ways(lambda found, query: found.ping_pong)
    ),
    "unasked": Narrowed(_("Waited for the requester without a question"), _of_ways(lambda found, query: found.unasked)),
    "unanswered": Narrowed(
        _("Waited for an answer, and went on without it"), _of_ways(lambda found, query: found.unanswered)
    ),
    "variant": Narrowed(
        _("Took this way"), _of_ways(lambda found, query: found.variants.get(query.get("way", ""), ()))
    ),
    "formality": Narrowed(_("Decided by somebody who hardly ever refuses"), _formality),
    "question": Narrowed(_("Where this question was put"), _question),
    "unsure": Narrowed(_("From people who did not know whom to ask"), _unsure),
    "handed": Narrowed(_("Handed from one department to the other"), _of_ways(_handed)),
}


def _these(requests: Iterable[int]) -> ServiceRequestQuerySet:
    return ServiceRequest.objects.filter(pk__in=list(requests))


def _number(query: Query, name: str, least: int, most: int = 2**31) -> int:
    try:
        number = int(query.get(name, ""))
    except ValueError:
        raise Http404 from None
    if not least <= number <= most:
        raise Http404
    return number


def _back(today: date, days: int) -> date:
    return today - timedelta(days=days)
