"""How long forms took to fill in: sums by the month, as forms would have left them."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncMonth

from requests_app.filing_times import UP_TO
from requests_app.models import FilingTime, ServiceRequest

from .dice import dice

# Minutes, the middle of a log-normal distribution, and how wide it is.
MIDDLE, WIDTH = 1.4, 0.8


def fill(today: date) -> None:
    """After the history is written: for nearly every request; the others were noted down or left open too long."""
    filed = ServiceRequest.objects.order_by().annotate(month=TruncMonth("filed_at"))
    rows = (
        filed.values_list("service", "service__code", "month")
        .annotate(requests=Count("pk"))
        .order_by("service", "month")
    )
    times = []
    for service, code, month, requests in rows:
        rng = dice(today, "filing time", code, f"{month:%Y-%m}")
        taken = Counter(_step(rng.lognormvariate(MIDDLE, WIDTH)) for _one in range(round(0.9 * requests)))
        times += [FilingTime(service_id=service, month=month.date(), minutes=one, count=n) for one, n in taken.items()]
    FilingTime.objects.bulk_create(times)


def _step(minutes: float) -> int:
    return next((one for one in UP_TO if minutes <= one), UP_TO[-1])
