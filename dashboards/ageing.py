"""How long what is open has been open, counted in days of the department's zone."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards import words
from dashboards.asked import Asked, today
from dashboards.figures import Grouped
from dashboards.figures.resources import STEPS
from requests_app.charts import BarChart, Caption, Frame, Series, bar_chart

ENDLESS = 9999


def ageing_chart(asked: Asked, grouped: Grouped) -> BarChart | None:
    """Open requests by age, each step a way to its requests; None where nothing is open."""
    day = today(asked.now, asked.department.zone)
    steps = list(zip(STEPS, (*STEPS[1:], ENDLESS), strict=True))
    found: Counter[int] = Counter()
    for (name, filed), tally in grouped.items():
        if name == "filed" and isinstance(filed, date):
            found[(day - filed).days] += tally.counts["still_open"]
    counts = [sum(n for age, n in found.items() if first <= age < end) for first, end in steps]
    if not any(counts):
        return None
    hrefs = [asked.link("open_since", from_age=str(first), to_age=str(end)) for first, end in steps]
    frame = Frame([_label(first, end) for first, end in steps], _("Open for"), words.number, whole=True)
    caption = Caption("ageing", _("Age of what is open"), _said(counts))
    return bar_chart(caption, frame, [Series(_("Open"), counts, hrefs)])


def _label(first: int, end: int) -> str:
    if end == ENDLESS:
        return _("%(days)s+ d") % {"days": words.number(first)}
    if end == first + 1:
        return _("<%(days)s d") % {"days": words.number(end)}
    return _("%(first)s–%(last)s d") % {"first": words.number(first), "last": words.number(end - 1)}


def _said(counts: list[int]) -> str:
    """Today, whatever the days of the page: an age is one of now."""
    text = ngettext(
        "Open today: %(all)s request; for two weeks or longer: %(old)s.",
        "Open today: %(all)s requests; for two weeks or longer: %(old)s.",
        sum(counts),
    )
    return text % {"all": words.number(sum(counts)), "old": words.number(sum(counts[-2:]))}
