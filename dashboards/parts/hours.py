"""When requests come and when promises break."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dashboards.asked import Asked
from dashboards.hours import by_hour, filed_by_hour, hours_chart, said
from dashboards.ways.breaches import broken_of
from dashboards.ways.reading import MOST
from requests_app.charts import Caption


def build(asked: Asked) -> dict[str, Any]:
    """Two statements."""
    filed = filed_by_hour(asked)
    broken = by_hour(asked, (one.at for one in broken_of(asked.scope, asked.question.days, now=asked.now)[:MOST]))
    title, late = _("Filed by hour of the week"), _("Promises broken by hour of the week")
    return {
        "filed": filed and hours_chart(
            asked, filed, figure="filed_at_hour", caption=Caption("filed-hours", title, said(filed))
        ),
        "broken": broken and hours_chart(
            asked, broken, figure="broke_at_hour", caption=Caption("broken-hours", late, said(broken))
        ),
    }  # fmt: skip
