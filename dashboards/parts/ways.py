"""Who hands to whom, which ways are usual, and which are detours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from dashboards.asked import Asked
from dashboards.ways.counting import SEPARATOR, Ways, usual_variants, ways_of
from dashboards.ways.reading import walks
from dashboards.words import number, share, span
from requests_app import name_order
from requests_app.charts import Caption, GridChart, GridFrame, grid_chart
from requests_app.models import Department
from requests_app.readings import Steps, all_of, side_by_side
from requests_app.states import Status

# A matrix of more departments is unreadable; the busiest are shown.
DEPARTMENTS = 8


@dataclass(frozen=True, slots=True)
class Way:
    steps: list[str]
    text: str
    share: str | None
    href: str


def build(asked: Asked) -> Steps[dict[str, Any]]:
    read, (departments,) = yield from side_by_side(
        walks.part(asked.scope, asked.question.days), all_of(Department.objects.all())
    )
    found = ways_of(read, now=asked.now)
    usual = usual_variants(found)
    return {
        "looked_at": len(found.requests),
        "looked_at_url": asked.link("ways"),
        "most": number(len(found.requests)) if found.of > len(found.requests) else None,
        "whole": number(found.of),
        "matrix": _matrix(asked, found, departments),
        "ways": [_way(asked, found, name, requests) for name, requests in usual],
        "others": len(found.variants) - len(usual),
        "ping_pong": _detour(asked, found, "ping_pong", found.ping_pong),
        # The portal rests for the requester only with a question: only a log that was brought in has others.
        "unasked": _detour(asked, found, "unasked", set(found.unasked)) if found.unasked else None,
        "unasked_time": span(found.unasked_hours) if found.unasked else None,
        "unanswered": _detour(asked, found, "unanswered", set(found.unanswered)),
        "unanswered_time": span(found.unanswered_hours) if found.unanswered else None,
    }


def _way(asked: Asked, found: Ways, name: str, requests: set[int]) -> Way:
    labels = states()
    steps = [labels.get(status, status) for status in name.split(SEPARATOR)]
    part = share(len(requests) / len(found.requests))
    return Way(steps, number(len(requests)), part, asked.link("variant", way=name))


def _detour(asked: Asked, found: Ways, figure: str, requests: set[int]) -> dict[str, Any]:
    whole = len(found.requests)
    return {
        "text": number(len(requests)),
        "share": share(len(requests) / whole) if whole else None,
        "href": asked.link(figure),
    }


def states() -> Mapping[str, str]:
    """States as a manager reads them, without the requester's “waiting for you”."""
    return {
        Status.NEW: pgettext("state of a way", "received"),
        Status.IN_PROGRESS: pgettext("state of a way", "in work"),
        Status.WAITING: pgettext("state of a way", "waiting for the requester"),
        Status.ON_HOLD: pgettext("state of a way", "on hold"),
        Status.RESOLVED: pgettext("state of a way", "done"),
        Status.CLOSED: pgettext("state of a way", "closed"),
        Status.DECLINED: pgettext("state of a way", "declined"),
        Status.CANCELLED: pgettext("state of a way", "cancelled"),
    }


def _matrix(asked: Asked, found: Ways, departments: Iterable[Department]) -> GridChart | None:
    """From the rows to the columns. On the diagonal there is nothing: nobody hands to themselves."""
    if not found.handed:
        return None
    shown = _busiest(found)
    names = {one.pk: str(one) for one in departments}
    shown = sorted(shown, key=lambda pk: (pk != asked.department.pk, name_order.key(names[pk])))
    pairs = [[(giver, taker) for taker in shown] for giver in shown]
    values = [[None if a == b else len(found.handed.get((a, b), ())) for a, b in row] for row in pairs]
    frame = GridFrame(
        rows=[names[pk] for pk in shown],
        columns=[names[pk] for pk in shown],
        heading=_("Handed over by"),
        number=number,
    )
    hrefs = [[asked.link("handed", giver=str(a), taker=str(b)) for a, b in row] for row in pairs]
    return grid_chart(Caption("handed", _("Who hands to whom"), _said(found)), frame, values, hrefs=hrefs)


def _busiest(found: Ways) -> list[int]:
    weight: dict[int, int] = {}
    for pair, requests in found.handed.items():
        for department in pair:
            weight[department] = weight.get(department, 0) + len(requests)
    return sorted(weight, key=lambda pk: (-weight[pk], pk))[:DEPARTMENTS]


def _said(found: Ways) -> str:
    handed = len(set().union(*found.handed.values()))
    text = ngettext(
        "%(n)s request was handed over, from the department of the row to that of the column.",
        "%(n)s requests were handed over, from the department of the row to that of the column.",
        handed,
    )
    return text % {"n": number(handed)}
