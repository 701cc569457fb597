"""What a meeting looks at: the departments' figures for each other, broken promises, and what is being improved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from requests_app import name_order
from requests_app.models import Department, RequestEvent, ServiceRequest, User
from requests_app.models.requests import ServiceRequestQuerySet
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


def agenda_of(meeting: ReviewMeeting, reader: User, now: datetime) -> Agenda:
    """Of what was filed since the meeting before; of one that was held, up to when it was. Six statements."""
    departments = list(meeting.review.departments.all())
    since, until, filed = _filed(meeting, departments, now)
    pairs = _pairs(filed, departments, until)
    late = filed.filter(_has_broken(until))
    ids = [one.pk for one in departments]
    open_ones = Improvement.objects.open().filter(department__in=ids).for_list().order_by("review_on", "pk")
    return Agenda(
        since=since,
        pairs=pairs,
        broken=list(late.visible_to(reader).for_list().order_by("-filed_at", "-pk")[:SHOWN]),
        broken_all=sum(one.broken for one in pairs),
        improvements=list(open_ones[:SHOWN]),
        decisions=_decisions(meeting),
    )


def requests_of(
    meeting: ReviewMeeting, figure: str, *, asks: Department | None, serves: Department | None, now: datetime
) -> ServiceRequestQuerySet:
    """What stands behind one of FIGURES; None: whichever of the departments asks or serves."""
    _since_when, until, rows = _filed(meeting, list(meeting.review.departments.all()), now)
    if asks is not None:
        rows = rows.filter(requester__department=asks)
    if serves is not None:
        rows = rows.filter(department=serves)
    return _marked(rows, until).filter(FIGURES[figure])


def _filed(
    meeting: ReviewMeeting, departments: Sequence[Department], now: datetime
) -> tuple[datetime, datetime, ServiceRequestQuerySet]:
    until = min(meeting.starts_at, now)
    since = _since(meeting, until)
    return since, until, _between(departments, since, until)


def _since(meeting: ReviewMeeting, until: datetime) -> datetime:
    before = meeting.review.meetings.held().filter(starts_at__lt=meeting.starts_at)
    last = before.newest_first().values_list("starts_at", flat=True).first()
    return last or until - FIRST_LOOK


def _between(departments: Sequence[Department], since: datetime, until: datetime) -> ServiceRequestQuerySet:
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


def _pairs(filed: ServiceRequestQuerySet, departments: Sequence[Department], until: datetime) -> list[Pair]:
    rows = _marked(filed, until).order_by().values("requester__department", "department")
    found: Any = rows.annotate(**{name: Count("pk", filter=which) for name, which in FIGURES.items()})
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


def _decisions(meeting: ReviewMeeting) -> list[ReviewDecision]:
    """Of earlier meetings, as long as they are not done."""
    earlier = meeting.review.meetings.filter(starts_at__lt=meeting.starts_at)
    rows = ReviewDecision.objects.filter(meeting__in=earlier, improvement__in=Improvement.objects.open())
    return list(rows.select_related("improvement__department", "improvement__owner", "meeting")[:SHOWN])
