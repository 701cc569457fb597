"""What departments tell before they are asked: articles on the pages of services and departments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.db.models import QuerySet
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from requests_app import access, sheets
from requests_app.compiled import compiled
from requests_app.markdown import to_html
from requests_app.models import (
    Article,
    Attachment,
    Department,
    Notice,
    NoticeRequest,
    Service,
    ServiceRequest,
    Sheet,
    User,
)
from requests_app.models.notices import USED_WITHIN, NoticeQuerySet
from requests_app.moments import moment_of
from requests_app.showing import pictures_of

register = template.Library()

SHOWN_ON_SERVICE = 5
SHOWN_ON_DEPARTMENT = 12
SHOWN_AT_HOME = 3


@register.filter
def with_pictures(text: Any, pictures: Mapping[str, str]) -> SafeString:
    """What somebody wrote, as safe HTML, with the pictures that were uploaded for it."""
    return to_html(str(text or ""), pictures=pictures)


@register.filter
def overdue(article: Article, today: date) -> bool:
    return article.is_overdue(today)


@register.filter
def is_stale(sheet: Sheet, today: date) -> bool:
    return sheet.is_stale(today)


@register.simple_tag
def heading_of(table: Any, at: int) -> str:
    """The words above a cell, for a phone."""
    return str(table.headings[at][0])


@register.simple_tag
def refresh_promise(sheet: Sheet) -> str:
    """“refreshed at least every 5 working days”."""
    days = {"every": sheet.every or 0}
    if sheet.unit == Sheet.Unit.WORKING_DAYS:
        return ngettext("at least every working day", "at least every %(every)s working days", days["every"]) % days
    return ngettext("at least every day", "at least every %(every)s days", days["every"]) % days


@register.inclusion_tag("sheets/_of_department.html", takes_context=True)
def information_of(context: Context, department: Department) -> dict[str, Any]:
    """What a department publishes for this person."""
    page = context["request"]
    rows = Sheet.objects.readable_by(page.user).filter(department=department).defer("rows", "body")
    found = list(rows.order_by("-pk")[: SHOWN_ON_DEPARTMENT + 1])
    return {
        "department": department,
        "sheets": found[:SHOWN_ON_DEPARTMENT],
        "more": len(found) > SHOWN_ON_DEPARTMENT,
        "today": sheets.today_of(department, moment_of(page)),
        "request": page,
    }


@register.inclusion_tag("articles/_before_filing.html", takes_context=True)
def articles_before_filing(context: Context, service: Service) -> dict[str, Any]:
    """What is worth reading before one asks for this; opens in place, so that nothing typed is left."""
    page = context["request"]
    found = _worth_reading(page.user, service.pk)
    files = Attachment.objects.filter(article__in=found).in_order() if found else []
    shown = [(one, pictures_of([file for file in files if file.article_id == one.pk])) for one in found]
    return {"articles": shown, "service": service, "request": page, "csrf_token": context.get("csrf_token")}


@compiled
def _worth_reading(user: User, service: int) -> QuerySet[Article]:
    return Article.objects.readable_by(user).filter(services=service).for_list().order_by("-pk")[:SHOWN_ON_SERVICE]


@register.inclusion_tag("articles/_of_department.html", takes_context=True)
def articles_of_department(context: Context, department: Department) -> dict[str, Any]:
    """The newest a department explains to this person."""
    rows = Article.objects.readable_by(context["request"].user).filter(department=department).for_list()
    found = list(rows.order_by("-pk")[: SHOWN_ON_DEPARTMENT + 1])
    return {
        "department": department,
        "articles": found[:SHOWN_ON_DEPARTMENT],
        "more": len(found) > SHOWN_ON_DEPARTMENT,
    }


@register.inclusion_tag("notices/_here.html", takes_context=True)
def notices_at_home(context: Context) -> dict[str, Any]:
    """What is announced to this person now, the worst first."""
    page = context["request"]
    now = moment_of(page)
    found = _told(page.user, now, now - USED_WITHIN)
    return {**_frame(context), "notices": found[:SHOWN_AT_HOME], "more": len(found) > SHOWN_AT_HOME, "back": "home"}


@compiled
def _told(user: User, now: datetime, used_after: datetime) -> QuerySet[Notice]:
    rows = Notice.objects.current(now).told_to(user, used_after).for_list(user).most_severe_first()
    return rows[: SHOWN_AT_HOME + 1]


@register.simple_tag(takes_context=True)
def notices_about(context: Context, service: Service) -> list[Notice]:
    """What is announced about this service, whoever else is told of it, the worst first."""
    page = context["request"]
    return _worst_announced(page.user, service.pk, moment_of(page))


@register.simple_tag(takes_context=True)
def outages_in(context: Context, notices: list[Notice]) -> list[tuple[Notice, bool]]:
    """Those a request may be about, and whether the form that was sent said so."""
    chosen = context["request"].POST.getlist("about_notice")
    return [(one, str(one.pk) in chosen) for one in notices if one.takes_me_too]


@register.inclusion_tag("notices/_of_request.html", takes_context=True)
def notices_of_request(context: Context, ticket: ServiceRequest) -> dict[str, Any]:
    """What it is about; to who works on it also what else is announced about its service."""
    page = context["request"]
    works = access.can_work(page.user, ticket)
    linked = [one.notice for one in NoticeRequest.objects.of(ticket)] if ticket.has_notices else []
    looks, known = works and ticket.has_announcements, {one.pk for one in linked}
    about = _announced(page.user, ticket.service_id, moment_of(page)) if looks else []
    others = [one for one in about if one.pk not in known]
    return {**_frame(context), "ticket": ticket, "works": works, "linked": linked, "others": others}


@compiled
def _announced(reader: User, service: int, now: datetime) -> NoticeQuerySet:
    return Notice.objects.current(now).about(service).readable_by(reader).for_list(reader)


@compiled
def _worst_announced(reader: User, service: int, now: datetime) -> NoticeQuerySet:
    current = Notice.objects.current(now).about(service).readable_by(reader)
    return current.for_list(reader).most_severe_first()


def _frame(context: Context) -> dict[str, Any]:
    return {"request": context["request"], "csrf_token": context.get("csrf_token")}
