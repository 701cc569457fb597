"""How often people were asked, and are going to be: one budget of patience over all surveys.

Invitations that forgot their person left a `PastAsking` behind, so forgetting opens no way around the budget.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from . import rules
from .models import Invitation, PastAsking

Asked = tuple[date, int | None]  # the day, and the department it was about


def asked_around(people: Collection[int], day: date) -> dict[int, list[Asked]]:
    """When each of these people is asked within a year before and after `day`; reserved days are among them."""
    first, last = day - rules.YEAR, day + rules.YEAR
    invited = Invitation.objects.filter(person__in=people, sent_on__gt=first, sent_on__lt=last)
    forgotten = PastAsking.objects.filter(person__in=people, asked_on__gt=first, asked_on__lt=last)
    rows = invited.values_list("person", "sent_on", "department").union(
        forgotten.values_list("person", "asked_on", "department"), all=True
    )
    found: dict[int, list[Asked]] = defaultdict(list)
    for person, asked_on, department in rows:
        found[person].append((asked_on, department))
    return found


def is_close(days: Iterable[date], day: date, cooldown_days: int) -> bool:
    """Is one of `days` less than the cooldown before or after `day`?"""
    return any(abs(one - day) < timedelta(days=cooldown_days) for one in days)


def is_used_up(days: Collection[date], day: date) -> bool:
    """Would `day` be one too many in any year that it lies in?"""
    most = rules.THROTTLE["max_per_365_days"]
    if len(days) < most:
        return False
    ordered = sorted([*days, day])
    starts = [one for one in ordered if day - rules.YEAR < one <= day]
    return any(bisect_left(ordered, start + rules.YEAR) - bisect_left(ordered, start) > most for start in starts)
