"""When requests come and when promises break."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dashboards.asked import Asked
from dashboards.hours import by_hour, filed_by_hour, hours_chart, said
from dashboards.ways.breaches import broken_of
from dashboards.ways.reading import MOST
from requests_app.charts import Caption
from requests_app.readings import Steps, side_by_side


def build(asked: Asked) -> Steps[dict[str, Any]]:
    filed, late_ones = yield from side_by_side(
        filed_by_hour.part(asked), broken_of.part(asked.scope, asked.question.days, now=asked.now)
    )
    broken = by_hour(asked, (one.at for one in late_ones[:MOST]))
    title, late = _("Filed by hour of the week"), _("Promises broken by hour of the week")
    return {
        "filed": filed and hours_chart(
            asked, filed, figure="filed_at_hour", caption=Caption("filed-hours", title, said(filed))
        ),
        "broken": broken and hours_chart(
            asked, broken, figure="broke_at_hour", caption=Caption("broken-hours", late, said(broken))
        ),
    }  # fmt: skip
