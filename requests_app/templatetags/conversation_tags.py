"""The box one writes in, and what people write."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import QuerySet
from django.template import Context
from django.utils.safestring import SafeString

from requests_app import access
from requests_app.bubbles import excerpt
from requests_app.compiled import compiled
from requests_app.forms.talking import TalkForm
from requests_app.markdown import to_html, to_plain
from requests_app.models import CannedReply, ServiceRequest, Translated, User

register = template.Library()
register.filter("excerpt", excerpt)

OFFERED = 200


@register.filter
def markdown(text: str | Translated) -> SafeString:
    """What somebody wrote, as safe HTML."""
    return to_html(str(text or ""))


@register.filter
def plain(text: str | Translated) -> str:
    """What somebody wrote, as words for an excerpt."""
    return to_plain(str(text or ""))


@register.inclusion_tag("requests_app/_composer.html", takes_context=True)
def composer(context: Context, ticket: ServiceRequest, form: TalkForm) -> dict[str, Any]:
    """Below the history, and as a page of its own without script or when it was not accepted."""
    user: User = context["request"].user
    works = access.can_work(user, ticket)
    return {
        "ticket": ticket,
        "form": form,
        "works": works,
        "sends_to": ticket.requester.display_name if works else str(ticket.department),
        "canned": canned_for(user, ticket) if works else [],
        "preview": context.get("preview"),
        "remarks": context.get("remarks"),
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
    }


def canned_for(user: User, ticket: ServiceRequest) -> list[CannedReply]:
    """The department's and the person's own, for the picker."""
    return _canned(user, ticket.department_id)


@compiled
def _canned(user: User, department: int) -> QuerySet[CannedReply]:
    return CannedReply.objects.usable_by(user).fitting(department).for_list()[:OFFERED]
