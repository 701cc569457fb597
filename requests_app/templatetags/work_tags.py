"""Hours and weeks of a team, in words, and the card on which one notes one's own time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_skeleton
from django import template
from django.template import Context
from django.utils.translation import ngettext, pgettext

from requests_app import access, efforts
from requests_app.forms.effort import STEPS
from requests_app.models import EffortTimer, ServiceRequest
from requests_app.models.effort import LONGEST
from requests_app.moments import locale, moment_of
from requests_app.phrases import listed, minutes
from requests_app.why import hours_in_words

register = template.Library()
register.filter("minutes", minutes)


@register.inclusion_tag("requests_app/_effort.html", takes_context=True)
def effort_card(context: Context, ticket: ServiceRequest) -> dict[str, Any]:
    """One's own time on a request, for those who work on it where their department notes time."""
    page = context["request"]
    if not ticket.department.counts_effort or not access.can_work(page.user, ticket):
        return {}
    return effort_context(page, ticket)


def effort_context(page: Any, ticket: ServiceRequest) -> dict[str, Any]:
    timer = EffortTimer.objects.of(page.user).first() if ticket.has_timer else None
    now = moment_of(page)
    here = timer is not None and timer.request_id == ticket.pk
    return {
        "request": page,
        "ticket": ticket,
        "noted": efforts.mine_on(ticket, page.user),
        "timer": timer,
        "runs_here": here,
        "running": timer.minutes(now) if timer and here else 0,
        "is_forgotten": timer is not None and timer.is_forgotten(now),
        "steps": STEPS,
        "most": LONGEST,
    }


@register.filter
def hours(value: Decimal) -> str:
    """“40”, “19.5”: rounded to a tenth."""
    return hours_in_words(round(float(value), 1))


@register.filter
def holidays(names: Sequence[str]) -> str:
    """“Labour Day”, “closed”, “National Day (3 days)”: the days off of a week, each name once."""
    known = Counter(name or pgettext("day", "closed") for name in names)
    words = [name if days == 1 else _of_days(name, days) for name, days in known.items()]
    return listed(words)


def _of_days(name: str, days: int) -> str:
    return ngettext("%(name)s (%(days)s day)", "%(name)s (%(days)s days)", days) % {"name": name, "days": days}


@register.filter
def week_from(monday: date) -> str:
    """“30 Nov”: the Monday with which it begins."""
    return format_skeleton("MMMd", datetime(monday.year, monday.month, monday.day), locale=locale())


@register.filter
def beside(first: Iterable[Any], second: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    """Both side by side."""
    return zip(first, second, strict=True)
