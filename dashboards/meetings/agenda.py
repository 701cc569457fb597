"""What a meeting looks at: the departments' figures for each other, broken promises, and what is being improved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from requests_app import name_order
from requests_app.models import Department, RequestEvent, ServiceRequest, User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.readings import Steps, reading
from requests_app.states import Verb
from sla.models import Clock
from surveys.models import Improvement

from .models import ReviewDecision, ReviewMeeting

# Where they never met before, the last quarter.
FIRST_LOOK = timedelta(days=90)
SHOWN = 20
# Figure of a pair -> which of the requests filed it counts, of rows that `_marked` marked.
FIGURES = {
    "filed": Q(),
    "done": Q(resolved_at__isnull=False),
    "broken": Q(late=True),
    "chased": Q(pushed=True),
    "asked_back": Q(back=True),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """What people of one department asked of another in the days looked at, counted by requests."""

    asks: Department
    serves: Department
    filed: int
    done: int
    broken: int
    chased: int
    asked_back: int


@dataclass(frozen=True, slots=True)
class Agenda:
    """`broken` are requests with a broken promise, as far as the reader may open them, of `broken_all`."""

    since: datetime
    pairs: Sequence[Pair]
    broken: Sequence[ServiceRequest]
    broken_all: int
    improvements: Sequence[Improvement]
    decisions: Sequence[ReviewDecision]

    @property
    def since_day(self) -> date:
        """In the reader's zone."""
        return timezone.localtime(self.since).date()


@reading
def agenda_of(meeting: ReviewMeeting, reader: User, now: datetime) -> Steps[Agenda]:
    """Of what was filed since the meeting before; of one that was held, up to when it was."""
    departments = list(meeting.review.departments.all())
    until, filed = _filed(meeting, departments, now)
    open_ones = Improvement.objects.open().filter(department__in=departments).for_list().order_by("review_on", "pk")
    before, counted, broken, improvements, decisions = yield (
        _before(meeting),
        _counted(filed, until),
        filed.filter(_has_broken(until)).visible_to(reader).for_list().order_by("-filed_at", "-pk")[:SHOWN],
        open_ones[:SHOWN],
        _decided_before(meeting),
    )
    pairs = _pairs(counted, departments)
    return Agenda(
        since=next(iter(before), until - FIRST_LOOK),
        pairs=pairs,
        broken=broken,
        broken_all=sum(one.broken for one in pairs),
        improvements=improvements,
        decisions=decisions,
    )


def requests_of(
    meeting: ReviewMeeting, figure: str, *, asks: Department | None, serves: Department | None, now: datetime
) -> ServiceRequestQuerySet:
    """What stands behind one of FIGURES; None: whichever of the departments asks or serves."""
    until, rows = _filed(meeting, list(meeting.review.departments.all()), now)
    if asks is not None:
        rows = rows.filter(requester__department=asks)
    if serves is not None:
        rows = rows.filter(department=serves)
    return _marked(rows, until).filter(FIGURES[figure])


def _filed(
    meeting: ReviewMeeting, departments: Sequence[Department], now: datetime
) -> tuple[datetime, ServiceRequestQuerySet]:
    """Up to when, and what was filed since the meeting before."""
    until = min(meeting.starts_at, now)
    since = Coalesce(Subquery(_before(meeting)), Value(until - FIRST_LOOK), output_field=DateTimeField())
    return until, _between(departments, since, until)


def _before(meeting: ReviewMeeting) -> QuerySet[ReviewMeeting, datetime]:
    """When the one before was, if there was one."""
    held = ReviewMeeting.objects.held().filter(review=meeting.review_id, starts_at__lt=meeting.starts_at)
    return held.newest_first().values_list("starts_at", flat=True)[:1]


def _between(departments: Sequence[Department], since: Coalesce, until: datetime) -> ServiceRequestQuerySet:
    """What one of them asked of another: bounded by the index of what departments hold by day of filing."""
    ids = [one.pk for one in departments]
    rows = ServiceRequest.objects.live().filter(department__in=ids, filed_at__gte=since, filed_at__lt=until)
    return rows.filter(requester__department__in=ids).exclude(requester__department=F("department"))


def _has_broken(until: datetime) -> Exists:
    return Exists(Clock.objects.filter(request=OuterRef("pk")).to_requester().broken(until))


def _verb(verb: Verb) -> Exists:
    return Exists(RequestEvent.objects.filter(request=OuterRef("pk"), verb=verb))


def _marked(filed: ServiceRequestQuerySet, until: datetime) -> ServiceRequestQuerySet:
    return filed.annotate(late=_has_broken(until), pushed=_verb(Verb.CHASED), back=_verb(Verb.ASKED))


def _counted(filed: ServiceRequestQuerySet, until: datetime) -> Any:
    rows = _marked(filed, until).order_by().values("requester__department", "department")
    return rows.annotate(**{name: Count("pk", filter=which) for name, which in FIGURES.items()})


def _pairs(found: Sequence[Mapping[str, Any]], departments: Sequence[Department]) -> list[Pair]:
    known = {one.pk: one for one in departments}
    pairs = [
        Pair(
            asks=known[row["requester__department"]],
            serves=known[row["department"]],
            **{name: row[name] for name in FIGURES},
        )
        for row in found
    ]
    return sorted(pairs, key=lambda pair: (name_order.key(pair.serves), name_order.key(pair.asks)))


def _decided_before(meeting: ReviewMeeting) -> QuerySet[ReviewDecision]:
    """Of earlier meetings, as long as they are not done."""
    earlier = ReviewMeeting.objects.filter(review=meeting.review_id, starts_at__lt=meeting.starts_at)
    rows = ReviewDecision.objects.filter(meeting__in=earlier, improvement__in=Improvement.objects.open())
    return rows.select_related("improvement__department", "improvement__owner", "meeting")[:SHOWN]
