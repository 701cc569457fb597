"""Figures for pages of other apps."""

from __future__ import annotations

from datetime import date

from django import template
from django.template import Context
from django.utils.translation import gettext as _

from dashboards.kept import DAYS, kept_lately
from dashboards.run_of_improvement import Run, run_of
from dashboards.words import day as day_in_words
from dashboards.words import number, share, span
from requests_app.models import Service
from requests_app.moments import moment_of
from sla.models import Metric
from surveys.models import Improvement

register = template.Library()


@register.filter
def as_share(value: float) -> str | None:
    """“62 %”."""
    return share(value)


@register.filter
def as_number(value: float) -> str:
    """“1,204”, or “3.4”."""
    return number(value)


@register.filter
def as_span(hours: float | None) -> str | None:
    """“3 h 20 min”, “4.2 d”: real time, from hours."""
    return span(hours)


@register.filter
def as_day(value: date) -> str:
    """“7 Sep 2026”."""
    return day_in_words(value, year=True)


@register.filter
def as_units(part: float) -> float:
    """A share of one in hundredths, for the width of a bar."""
    return round(100 * part, 1)


@register.inclusion_tag("improvements/_run.html")
def run_chart_of(improvement: Improvement) -> dict[str, Run | None]:
    """The figure of an improvement over time. No query."""
    return {"run": run_of(improvement)}


@register.simple_tag(takes_context=True)
def kept_rate(context: Context, service: Service) -> str:
    """“Done in time in the last 90 days: 206 of 214 (96 %).”; empty where nothing is decided yet."""
    kept = kept_lately(service, moment_of(context["request"]))
    if kept is None:
        return ""
    if kept.metric == Metric.RESOLUTION:
        said = _("Done in time in the last %(days)s days: %(kept)s of %(n)s (%(share)s).")
    else:
        said = _("Answered in time in the last %(days)s days: %(kept)s of %(n)s (%(share)s).")
    return said % {"days": DAYS, "kept": number(kept.in_time), "n": number(kept.n), "share": share(kept.share)}
