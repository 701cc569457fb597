"""When requests come, and when promises break: weekday by hour, in the department's zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from babel.dates import get_day_names
from django.db.models import Count
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboards import words
from dashboards.asked import Asked
from dashboards.counting import held
from requests_app.charts import Caption, GridChart, GridFrame, grid_chart
from requests_app.moments import locale
from requests_app.readings import Steps, reading

Hours = Counter[tuple[int, int]]


@reading
def filed_by_hour(asked: Asked) -> Steps[Hours]:
    """(weekday 1 to 7, hour) -> requests filed; over the index of a department's requests by day."""
    zone = asked.scope.zone
    filed: Any = held(asked.scope).filter(asked.question.days.hold("filed_at", zone)).order_by()
    hours = filed.values(weekday=ExtractIsoWeekDay("filed_at", tzinfo=zone), hour=ExtractHour("filed_at", tzinfo=zone))
    (rows,) = yield (hours.annotate(n=Count("pk")),)
    return Counter({(row["weekday"], row["hour"]): row["n"] for row in rows})


def by_hour(asked: Asked, moments: Iterable[datetime]) -> Hours:
    local = (at.astimezone(asked.scope.zone) for at in moments)
    return Counter((at.isoweekday(), at.hour) for at in local)


def hours_chart(asked: Asked, hours: Hours, *, figure: str, caption: Caption) -> GridChart | None:
    """`figure` is the list behind a cell (`dashboards.narrowed`)."""
    days = get_day_names("abbreviated", context="stand-alone", locale=locale())
    week, clock = range(1, 8), range(24)
    frame = GridFrame(
        rows=[days[day - 1] for day in week],
        columns=[str(hour) for hour in clock],
        spoken=[f"{hour:02}:00–{hour + 1:02}:00" for hour in clock],
        heading=pgettext("calendar", "Weekday"),
        number=words.number,
    )
    hrefs = [[asked.link(figure, weekday=str(day), hour=str(hour)) for hour in clock] for day in week]
    return grid_chart(caption, frame, [[hours[day, hour] for hour in clock] for day in week], hrefs=hrefs)


def said(hours: Hours) -> str:
    """Where most of them are, as a sentence; the office hours of a week are ten times as many as its nights."""
    (day, hour), most = max(hours.items(), key=lambda pair: (pair[1], -pair[0][0], -pair[0][1]))
    names = get_day_names("wide", context="format", locale=locale())
    values = {"day": names[day - 1], "hour": f"{hour:02}:00–{hour + 1:02}:00", "n": words.number(most)}
    return _("Busiest hour of the week: %(day)s, %(hour)s (%(n)s).") % values
