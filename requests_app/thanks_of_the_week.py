"""“Thanks you received”: once a week, to everybody who was thanked, themselves or with their department.

It names who said thanks and no words of it: words go with their request, and what lies in mailboxes does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from django.core.cache import cache
from django.db.models import Q

from . import clock
from .configuration.ours import in_every_language
from .models import Thanks, User
from .notifications.outbox import News, notify_all
from .phrases import listed
from .readership import readers

A_WEEK = timedelta(days=7)
NAMED = 8
AT_ONCE = 200


def last_week(now: datetime) -> tuple[datetime, datetime]:
    """The last whole week, Monday to Monday, in UTC: everybody's at the same moment, delivered in their own hours."""
    today = now.astimezone(UTC).date()
    monday = datetime.combine(today - timedelta(days=today.weekday()), time(), UTC)
    return monday - A_WEEK, monday


def tell(now: datetime | None = None) -> int:
    """Write the news of last week, unless it is written; how many people they are for. Safe to run twice."""
    at = now or clock.now()
    start, end = last_week(at)
    # Only a short cut: the key of the news keeps anybody from hearing twice, whatever the cache forgets.
    known = f"thanks-of-the-week:{start:%F}"
    if cache.get(known):
        return 0
    said = Thanks.objects.filter(said_at__gte=start, said_at__lt=end, request__is_live=True)
    news = list(_news(list(said.for_list().order_by("said_at", "id")), key=f"thanks-week:{start:%F}", at=at))
    for first in range(0, len(news), AT_ONCE):
        notify_all(news[first : first + AT_ONCE])
    cache.set(known, True, A_WEEK.total_seconds())
    return len(news)


def _news(said: Sequence[Thanks], *, key: str, at: datetime) -> Iterator[News]:
    givers: dict[User, list[User]] = defaultdict(list)
    for one, people in zip(said, _receivers(said), strict=True):
        for person in people:
            givers[person].append(one.said_by)
    for person, thanked_by in givers.items():
        names = [one.display_name for one in dict.fromkeys(thanked_by)]
        params = {"people": in_every_language(lambda names=names: listed(names[:NAMED])), "count": len(thanked_by)}
        yield News(kind="thanks_of_the_week", recipients=[person], key=key, at=at, params=params)


def _receivers(said: Sequence[Thanks]) -> list[list[User]]:
    """Of each: the person, or whoever serves in the department and may see what it was for."""
    departments = {one.to_department_id for one in said if one.to_department_id}
    asked = Q(pk__in={one.to_person_id for one in said if one.to_person_id})
    people = User.objects.active().filter(asked | Q(memberships__department__in=departments)).distinct().with_roles()
    by_pk = {person.pk: person for person in people}
    serving = [
        [one for one in by_pk.values() if said_to.to_department_id in one.roles and one.pk != said_to.said_by_id]
        for said_to in said
    ]
    seeing = readers([(one.request, people) for one, people in zip(said, serving, strict=True)])
    return [
        [by_pk[one.to_person_id]] if one.to_person_id in by_pk else seen for one, seen in zip(said, seeing, strict=True)
    ]
