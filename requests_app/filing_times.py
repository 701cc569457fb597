"""From opening a form to sending it: the moment travels in the form, signed, and ends in a sum of nobody in particular.

A draft that is taken up again counts from then on: how long somebody was away is no time of the form.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from django.core import signing
from django.db import connection
from django.db.models import Sum

from .models import Department, FilingTime, Service

SALT = "requests.form-opened"
# Up to so many minutes: as fine as a form can be made better by, and too coarse to know anybody's afternoon.
UP_TO = (1, 2, 3, 5, 8, 12, 20, 30, 60, 120, 240, 480, 1440)
LONGEST = timedelta(minutes=UP_TO[-1])
MINUTE = 60

_COUNT = f"""
INSERT INTO {FilingTime._meta.db_table} (service_id, month, minutes, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (service_id, month, minutes) DO UPDATE SET count = {FilingTime._meta.db_table}.count + 1
"""  # noqa: S608 - the name is our own


def stamp(opened: datetime) -> str:
    """For a hidden field of the form."""
    return signing.Signer(salt=SALT).sign(opened.astimezone(UTC).isoformat())


def read(stamped: str) -> datetime | None:
    """When the form was opened; None for what no form of ours holds."""
    try:
        return datetime.fromisoformat(signing.Signer(salt=SALT).unsign(stamped))
    except (signing.BadSignature, ValueError):
        return None


def count(service: Service, stamped: str, *, at: datetime) -> None:
    """One request was sent at this moment. What lay open for more than a day was not being filled in."""
    opened = read(stamped)
    if opened is None or not timedelta() <= at - opened <= LONGEST:
        return
    minutes = UP_TO[bisect_left(UP_TO, (at - opened).total_seconds() / MINUTE)]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [service.pk, at.astimezone(UTC).date().replace(day=1), minutes])


def taken(department: Department, start: date, end: date) -> Counter[int]:
    """Upper bounds in minutes with how many requests, of the department's services, in months from `start` to `end`."""
    rows = FilingTime.objects.filter(service__provider=department, month__gte=start, month__lt=end).order_by()
    return Counter(dict(rows.values_list("minutes").annotate(requests=Sum("count"))))


def hours_within(times: Counter[int], share: float) -> float | None:
    """In so many hours that share of them was sent, evenly spread within each step; None where there are none."""
    wanted, before, lower = share * times.total(), 0, 0
    for upper in UP_TO:
        here = times[upper]
        if here and before + here >= wanted:
            return (lower + (upper - lower) * (wanted - before) / here) / MINUTE
        before, lower = before + here, upper
    return None
