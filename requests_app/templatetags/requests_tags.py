"""Moments, states and next promises, in the reader's words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from requests_app import standing
from requests_app.due_html import due_html
from requests_app.forms.levels import HOW_MUCH, HOW_SOON
from requests_app.models import Absence, Level, Message, ServiceRequest
from requests_app.moments import date_phrase, exact, moment_of, phrase, span_words, weekday_and_date, weekday_of
from requests_app.phrases import listed, named
from requests_app.states import Status

register = template.Library()
register.filter("listed", listed)
register.filter("named", named)
register.filter("span_words", span_words)
register.simple_tag(weekday_of, name="weekday")
register.simple_tag(standing.state_of, name="state")


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime | None, still: bool = False) -> SafeString:
    """A moment as a phrase, the exact one on hover and focus. `still`: inside a link, where nothing can be focused."""
    return due_html(at, phrase(at, _now(context)), exact(at), still=still) if at is not None else SafeString("")


@register.simple_tag
def due_phrase(*, at: Any, text: str, exact: str, still: Any) -> SafeString:
    """For `components/due_phrase.html`, which has its arguments."""
    return due_html(at or None, text, exact, still=bool(still))


@register.simple_tag(takes_context=True)
def moment_words(context: Context, at: datetime) -> str:
    """The phrase alone, for the middle of a translated sentence."""
    return phrase(at, _now(context))


@register.simple_tag
def exact_moment(at: datetime) -> str:
    return exact(at)


@register.simple_tag(takes_context=True)
def day(context: Context, when: date) -> str:
    """A day without a time: “tomorrow”, “1 December”."""
    return date_phrase(when, _now(context))


@register.simple_tag(takes_context=True)
def today(context: Context) -> str:
    """The day of this page: “Tuesday 24 November”."""
    return weekday_and_date(_now(context))


@register.simple_tag
def gap() -> str:
    """What stands between two sentences: a space, or in Chinese nothing."""
    return pgettext("two sentences", "%(first)s %(second)s") % {"first": "", "second": ""}


@register.simple_tag(takes_context=True)
def next_promise(context: Context, ticket: ServiceRequest) -> str:
    """What one may count on next, as a short phrase; empty where nothing runs."""
    return standing.next_promise(ticket, _now(context))


@register.simple_tag(takes_context=True)
def absence_days(context: Context, absence: Absence) -> str:
    """“tomorrow” or “29 June – 3 July”."""
    first, last = (date_phrase(day, _now(context)) for day in (absence.from_day, absence.until_day))
    if absence.from_day == absence.until_day:
        return first
    return _("%(first)s – %(last)s") % {"first": first, "last": last}


@register.simple_tag
def last_word_title(ticket: Any) -> str:
    """Who is to do what about a request that needs its requester, from `with_last_word()`."""
    word = ticket.last_word or {}
    if ticket.status == Status.RESOLVED:
        return _("Is it solved?")
    author = word.get("author") or str(ticket.department)
    if word.get("kind") == Message.Kind.PROPOSAL:
        return _("%(name)s proposes") % {"name": author}
    return _("%(name)s asks") % {"name": author}


@register.filter
def impact_words(level: int) -> str:
    return str(dict(HOW_MUCH)[Level(level)])


@register.filter
def urgency_words(level: int) -> str:
    return str(dict(HOW_SOON)[Level(level)])


def _now(context: Context) -> datetime:
    request: HttpRequest = context["request"]
    return moment_of(request)


@register.filter
def of(cells: dict[int, Any], ticket: ServiceRequest) -> Any:
    """What a dictionary by request id says about this one."""
    return cells.get(ticket.pk)
