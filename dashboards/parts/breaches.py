"""Broken promises by what held the request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dashboards.asked import Asked
from dashboards.metrics.holding import ELSEWHERE, HOLD, QUEUED, REQUESTER, UNTOUCHED, WORK
from dashboards.ways.breaches import breaches_of
from dashboards.ways.reading import MOST
from dashboards.words import number, share
from requests_app.readings import Steps


@dataclass(frozen=True, slots=True)
class Reason:
    label: str
    text: str
    part: float
    share: str | None
    href: str


def build(asked: Asked) -> Steps[dict[str, Any]]:
    found = yield from breaches_of.part(asked.scope, asked.question.days, now=asked.now)
    total = len(found.broken)
    ordered = sorted(found.by_reason.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return {
        "reasons": [
            Reason(
                label=labels()[reason],
                text=number(len(requests)),
                part=len(requests) / total,
                share=share(len(requests) / total),
                href=asked.link("broke_because", reason=reason),
            )
            for reason, requests in ordered
        ],
        "broken": total,
        "broken_url": asked.link("broke"),
        "most": number(MOST) if found.of > MOST else None,
        "whole": number(found.of),
    }


def labels() -> dict[str, str]:
    """What held a request, in words."""
    return {
        UNTOUCHED: _("Nobody had taken it up"),
        QUEUED: _("Taken up, not begun"),
        WORK: _("In work"),
        ELSEWHERE: _("With another department"),
        HOLD: _("On hold"),
        REQUESTER: _("Waiting for the requester"),
        "": _("Nothing that its history shows"),
    }
