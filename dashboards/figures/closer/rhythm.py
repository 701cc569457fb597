"""When requests come in: by day of the week and hour of the day, as the department's clock shows them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dashboards.counting import held
from dashboards.figures.question import Question


def of(question: Question) -> dict[str, Any]:
    """`by_weekday` (0: Monday) and `by_hour` (0 to 23): how many of the period were filed then."""
    weekdays: Counter[int] = Counter()
    hours: Counter[int] = Counter()
    for department in question.departments:
        scope = question.scope(department)
        filed = held(scope).filter(question.days.hold("filed_at", scope.zone)).order_by()
        for moment in filed.values_list("filed_at", flat=True):
            local = moment.astimezone(scope.zone)
            weekdays[local.weekday()] += 1
            hours[local.hour] += 1
    return {
        "by_weekday": {str(day): weekdays[day] for day in range(7)},
        "by_hour": {str(hour): hours[hour] for hour in range(24)},
    }
