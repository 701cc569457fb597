"""What people ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import ngettext

from dashboards import unmet
from dashboards.asked import Asked
from dashboards.demand import Topic, topics, unsure
from dashboards.period import CUSTOM, Period
from dashboards.words import number
from requests_app.readings import Steps, all_of, side_by_side


@dataclass(frozen=True, slots=True)
class TopicRow:
    name: str
    grows: bool
    now: str
    now_url: str
    before: str
    before_url: str


def build(asked: Asked) -> Steps[dict[str, Any]]:
    moved, missed, (counts,) = yield from side_by_side(
        topics.part(asked),
        unmet.of_department.part(asked.period, asked.department),
        all_of(unsure(asked).order_by().values("department").annotate(n=Count("pk")).values_list("n", flat=True)),
    )
    count = sum(counts)
    return {
        "topics": [_row(asked, topic) for topic in moved],
        "missed": missed,
        "unsure": count,
        "unsure_text": ngettext("%(n)s request", "%(n)s requests", count) % {"n": number(count)},
        "unsure_url": asked.link("unsure"),
    }


def _row(asked: Asked, topic: Topic) -> TopicRow:
    offered = next((one for one in asked.found.offered if one.pk == topic.service), None)
    code = offered.code if offered else ""
    earlier = asked.period.before()
    return TopicRow(
        name=offered.name if offered else f"#{topic.service}",
        grows=topic.change > 0,
        now=number(topic.now),
        now_url=_filed(asked, asked.period, code),
        before=number(topic.before),
        before_url=_filed(asked, earlier, code),
    )


def _filed(asked: Asked, period: Period, service: str) -> str:
    return asked.link_in(Period(CUSTOM, period.start, period.end, service), "filed")
