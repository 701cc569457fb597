"""How far thanks reach in the whole company: of nobody in particular, and part of no other figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet

from .models import Membership, ServiceRequest, Thanks, User

QUARTER = timedelta(days=90)
KEPT_FOR = 3600  # seconds: it is no page to watch


@dataclass(frozen=True, slots=True)
class Sums:
    """Of a hundred: “31”, or “<1” where it was more than none; None where there is nothing to take a share of.

    `people`: of those who serve, who were thanked by name or with their department. `requests`: of those finished,
    which brought thanks. `returned`: of thanks to persons, which went both ways between the same two. It is for admins,
    to see whether thanks are traded.
    """

    people: str | None
    requests: str | None
    returned: str | None


def of_quarter(now: datetime) -> Sums:
    """Of the 90 days before `now`; counted at most once an hour."""
    known: Sums | None = cache.get("thanks-sums")
    if known is None:
        known = _counted(now - QUARTER)
        cache.set("thanks-sums", known, KEPT_FOR)
    return known


def _counted(since: datetime) -> Sums:
    said = Thanks.objects.filter(said_at__gte=since)
    finished = ServiceRequest.objects.filter(resolved_at__gte=since)
    brought = finished.filter(Exists(said.filter(request=OuterRef("pk"))))
    return Sums(
        people=_thanked(said),
        requests=_percent(brought.count(), finished.count()),
        returned=_returned(said.filter(to_person__isnull=False)),
    )


def _thanked(said: QuerySet[Thanks]) -> str | None:
    staff = User.objects.active().filter(Exists(Membership.objects.filter(user=OuterRef("pk"))))
    by_name = Q(pk__in=said.filter(to_person__isnull=False).values("to_person"))
    as_team = Membership.objects.filter(department__in=said.filter(to_person=None).values("to_department"))
    return _percent(staff.filter(by_name | Q(pk__in=as_team.values("user"))).count(), staff.count())


def _returned(said: QuerySet[Thanks]) -> str | None:
    back = said.filter(said_by=OuterRef("to_person"), to_person=OuterRef("said_by"))
    return _percent(said.filter(Exists(back)).count(), said.count())


def _percent(part: int, whole: int) -> str | None:
    if not whole:
        return None
    # Few thanks are not none.
    return "<1" if 0 < 100 * part < whole else str(round(100 * part / whole))
