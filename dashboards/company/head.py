"""What stands above every page of the company's figures: its days, and the ways to the others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboards import words
from dashboards.period import CUSTOM, LENGTHS, Period
from requests_app.types import SignedInRequest


def period_of(request: SignedInRequest, now: datetime) -> Period:
    """The days the address asks for; “today” is that of the reader. Never of one service."""
    found = Period.of(request.GET.dict(), today=now.astimezone(request.user.zone).date())
    return Period(found.name, found.start, found.end)


def choices(period: Period, **kept: str) -> dict[str, Any]:
    """Context of `figures/_days.html`; `kept` stays in the address whichever days are chosen."""
    names = {"30d": _("30 days"), "90d": _("90 days"), "365d": _("365 days")}
    lengths = [
        {
            "label": names[name],
            "url": f"?{Period(name, period.start, period.end).query(**kept)}",
            "here": period.name == name,
        }
        for name in LENGTHS
    ]
    return {
        "period": period,
        "days": days_of(period),
        "lengths": lengths,
        "custom": period.name == CUSTOM,
        "kept": list(kept.items()),
    }


def days_of(period: Period) -> str:
    """The first and the last day, in words."""
    said = {"first": words.day(period.start, year=True), "last": words.day(period.last, year=True)}
    return _("%(first)s to %(last)s") % said


def joined(*about: str) -> str:
    """“IT → Finance · 1 Sep to 30 Sep”: what a list is about, beside each other."""
    return " · ".join(about)


def tabs(here: str, period: Period) -> list[dict[str, Any]]:
    """The pages about the whole company, about the same days."""
    pages = {
        "company": pgettext("figures", "Overview"),
        "pairs": _("Who asks whom"),
        "chains": pgettext("figures", "Chains"),
        "outside": pgettext("figures", "Waiting outside"),
    }
    return [
        {"label": label, "url": f"{reverse(f'figures:{name}')}?{period.query()}", "here": name == here}
        for name, label in pages.items()
    ]
