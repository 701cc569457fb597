"""What waits for people: each request once, under the first reason that speaks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum

from requests_app.models import Absence, Approval, Membership, Message, ServiceRequest
from requests_app.states import Status

from .day import Day

USUAL_DAYS = 5  # of which a week's hours consist


class Own(NamedTuple):
    """A request somebody works on. `last_by` None: nobody has written yet."""

    person: int
    pk: int
    due_at: datetime | None
    promised_at: datetime | None
    status: str
    filed_at: datetime
    last_at: datetime | None
    last_by: int | None
    requester: int
    filed_by: int

    @property
    def rests(self) -> bool:
        return self.status not in (Status.NEW, Status.IN_PROGRESS)

    @property
    def unheard(self) -> bool:
        """The last word is the requester's."""
        return not self.rests and self.last_by in (self.requester, self.filed_by)


def _promised(one: Own, day: Day) -> bool:
    return one.promised_at is not None and one.promised_at < day.ends_at


def _late(one: Own, day: Day) -> bool:
    return one.due_at is not None and one.due_at < day.ends_at


def _silent(one: Own, day: Day) -> bool:
    return not one.rests and (one.last_at or one.filed_at) < day.silent_since


# The order is that of the note.
REASONS: Sequence[tuple[str, Callable[[Own, Day], bool]]] = (
    ("promised", _promised),
    ("late", _late),
    ("unheard", lambda one, day: one.unheard),
    ("silent", _silent),
)


@dataclass(slots=True)
class Waiting:
    """What waits for one person: requests by the code of the reason. `hours`: of this week, that are left."""

    by_reason: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    open: int = 0
    hours: Decimal = Decimal()

    def __bool__(self) -> bool:
        return any(self.by_reason.values())


def waiting_for(people: Collection[int], day: Day, now: datetime) -> Mapping[int, Waiting]:
    """Of people with the same day, by their ids; whoever is not there has nothing. Six statements, however many."""
    found: dict[int, Waiting] = defaultdict(Waiting)
    for one in _own_work(people):
        found[one.person].open += 1
        reason = next((code for code, speaks in REASONS if speaks(one, day)), None)
        if reason:
            found[one.person].by_reason[reason].append(one.pk)
    for code, rows in (
        ("untaken", _untaken(people, day)),
        ("asked", _asked(people)),
        ("approvals", _approvals(people)),
    ):
        for person, pk in rows:
            found[person].by_reason[code].append(pk)
    for person, left in _hours_left([pk for pk, waiting in found.items() if waiting.open], day, now):
        found[person].hours = left
    return found


def _own_work(people: Iterable[int]) -> Iterable[Own]:
    """The most urgent first. Who still has it by name and serves elsewhere by now is not told."""
    said = Message.objects.filter(request=OuterRef("pk")).exclude(kind=Message.Kind.NOTE).order_by("-at", "-pk")
    serves = Membership.objects.filter(user=OuterRef("assignee"), department=OuterRef("department"))
    rows = ServiceRequest.objects.open().live().filter(Exists(serves), assignee__in=people)
    last = {"last_at": Subquery(said.values("at")[:1]), "last_by": Subquery(said.values("author")[:1])}
    columns = ("assignee", "pk", "due_at", "promised_at", "status", "filed_at", *last, "requester", "filed_by")
    return (Own(*row) for row in rows.annotate(**last).most_urgent_first().values_list(*columns))


def _untaken(people: Iterable[int], day: Day) -> Iterable[tuple[int, int]]:
    """For whoever leads a department: due today, and nobody's. Confidential ones are their handlers' business."""
    rows = ServiceRequest.objects.open().live().unassigned().filter(due_at__lt=day.ends_at)
    led = rows.filter(
        service__is_confidential=False,
        department__memberships__role=Membership.Role.MANAGER,
        department__memberships__user__in=people,
    )
    return led.most_urgent_first().values_list("department__memberships__user", "pk")


def _asked(people: Collection[int]) -> Iterable[tuple[int, int]]:
    """Questions and proposals to whoever asked for it."""
    rows = ServiceRequest.objects.live().filter(status=Status.WAITING, requester__in=people)
    return rows.order_by("pk").values_list("requester", "pk")


def _approvals(people: Iterable[int]) -> Iterable[tuple[int, int]]:
    rows = Approval.objects.open().live().filter(approver__in=people)
    return rows.oldest_first().values_list("approver", "request")


def _hours_left(people: Collection[int], day: Day, now: datetime) -> Iterable[tuple[int, Decimal]]:
    """Of the hours a week that somebody has for requests, those of working days to come on which they are there."""
    rows = Absence.objects.filter(user__in=people, from_day__lte=max(day.left, default=day.today))
    away: dict[int, set[Any]] = defaultdict(set)
    for absence in rows.filter(Q(ends_at__gt=now), until_day__gte=F("from_day")):
        away[absence.user_id] |= {one for one in day.left if absence.from_day <= one <= absence.until_day}
    weekly = Membership.objects.filter(user__in=people).order_by().values_list("user").annotate(Sum("weekly_hours"))
    for person, hours in weekly:
        yield person, hours * (len(day.left) - len(away[person])) / USUAL_DAYS
