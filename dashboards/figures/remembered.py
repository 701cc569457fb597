"""What was added up of roll-ups, remembered until something in it is counted again.

A page of figures adds up ten thousand numbers, and most of them belong to months in which nothing moves any more. The
answer depends on the question, on the rows, and on which days are too young to be judged; CountedMonth says whether the
rows are still the same.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256

from django.core.cache import cache
from django.db.models import QuerySet, Sum
from redis import RedisError

from dashboards.models import CountedMonth
from dashboards.replica import alias
from dashboards.tally import judged
from requests_app.models import Department
from requests_app.readings import Steps, reading

from . import stored
from .question import Grouped, Question

logger = logging.getLogger(__name__)

KEPT = 3600  # seconds: what nobody asks for again makes room


def times_counted(departments: Sequence[Department]) -> QuerySet[CountedMonth, tuple[date, int]]:
    """By month, how often anything of it was counted. To be read before what may be remembered.

    What is counted between the two is remembered under the older numbers, which nobody has any more.
    """
    counted = CountedMonth.objects.using(alias()).filter(department__in=departments)
    return counted.order_by().values_list("month").annotate(times=Sum("times"))


@reading
def grouped(question: Question, times: Mapping[date, int], *, now: datetime, for_page: bool = False) -> Steps[Grouped]:
    """As `stored.grouped` says, and the caller's own to change. `times`: of the question's departments, by month."""
    key = _key(question, times, now, for_page=for_page)
    found = _recalled(key)
    if found is None:
        found = yield from stored.grouped.part(question, now=now, for_page=for_page)
        _remember(key, found)
    return found


def _recalled(key: str) -> Grouped | None:
    try:
        found: Grouped | None = cache.get(key)
    except RedisError as problem:
        logger.warning("Figures are added up anew: %s", problem)
        return None
    return found


def _remember(key: str, found: Grouped) -> None:
    try:
        cache.set(key, found, KEPT)
    except RedisError as problem:
        logger.warning("Figures are not remembered: %s", problem)


def _key(question: Question, times: Mapping[date, int], now: datetime, *, for_page: bool) -> str:
    # A page also says what is open and when anything was counted last, whatever days it shows.
    end = None if for_page else question.end
    asked = (
        [department.pk for department in question.departments],
        question.start,
        question.end,
        str(question.zone),
        question.services,
        question.by,
        question.bucket,
        question.series,
        for_page,
        judged(now),
        # It only grows. No day is left out before the start: what stood open then is the sum of all earlier ones.
        sum(number for month, number in times.items() if end is None or month < end),
    )
    return f"figures:{sha256(repr(asked).encode()).hexdigest()}"
