"""What the roll-ups say of many departments at once: one statement, as many rows as there are departments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import BigIntegerField, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from dashboards.models import DayFigures
from dashboards.period import Period
from dashboards.replica import alias
from requests_app.readings import Steps, reading


@reading
def counted(departments: Sequence[int], period: Period, names: Sequence[str]) -> Steps[dict[int, Counter[str]]]:
    """By department, how often each of these was counted in the period; departments without any are left out.

    `names` are keys of `DayFigures.counts`. Days are those of each department's own zone.
    """
    # Every department by its id: the index begins with it, and a reading by day alone would walk all years.
    days = DayFigures.objects.using(alias()).of_departments(*departments).between(period.start, period.end)
    # An alias may hold no dots, and nothing is gained by inventing other names.
    aliases = {f"n{index}": name for index, name in enumerate(names)}
    sums = {alias: Sum(Cast(KeyTextTransform(name, "counts"), BigIntegerField())) for alias, name in aliases.items()}
    found: dict[int, Counter[str]] = {}
    (rows,) = yield (days.order_by().values("department").annotate(**sums),)
    for row in rows:
        counts = Counter({name: row[alias] for alias, name in aliases.items() if row[alias]})
        if counts:
            found[row["department"]] = counts
    return found
