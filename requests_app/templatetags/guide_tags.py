"""What departments tell before they are asked: articles on the pages of services and departments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from requests_app.markdown import to_html
from requests_app.models import Article, Attachment, Department, Service
from requests_app.showing import pictures_of

register = template.Library()

SHOWN_ON_SERVICE = 5
SHOWN_ON_DEPARTMENT = 12


@register.filter
def with_pictures(text: Any, pictures: Mapping[str, str]) -> SafeString:
    """What somebody wrote, as safe HTML, with the pictures that were uploaded for it."""
    return to_html(str(text or ""), pictures=pictures)


@register.filter
def overdue(article: Article, today: date) -> bool:
    return article.is_overdue(today)


@register.inclusion_tag("articles/_before_filing.html", takes_context=True)
def articles_before_filing(context: Context, service: Service) -> dict[str, Any]:
    """What is worth reading before one asks for this; opens in place, so that nothing typed is left."""
    page = context["request"]
    found = list(Article.objects.readable_by(page.user).about(service).for_list().order_by("-pk")[:SHOWN_ON_SERVICE])
    files = Attachment.objects.filter(article__in=found).in_order() if found else []
    shown = [(one, pictures_of([file for file in files if file.article_id == one.pk])) for one in found]
    return {"articles": shown, "service": service, "request": page, "csrf_token": context.get("csrf_token")}


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
