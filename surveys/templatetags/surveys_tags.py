from __future__ import annotations

from datetime import UTC, date
from typing import Any

from django import template
from django.db.models import QuerySet
from django.template.context import Context

from requests_app.compiled import compiled
from requests_app.models import ServiceRequest, User
from requests_app.moments import moment_of
from surveys import release, secrecy
from surveys.forms import RatingForm
from surveys.models import Invitation
from surveys.reading import answer_context, lines_of
from surveys.rules import SHOWN_FOR

register = template.Library()
SHOWN_AT_ONCE = 3


@register.inclusion_tag("surveys/_rating_card.html", takes_context=True)
def rating_card(context: Context, ticket: ServiceRequest, user: User) -> dict[str, Any]:
    """The questions or the answer for whom was asked, a shared answer for who did the work: one query; else nothing.

    On the request's page, whoever reads it: `{% rating_card ticket request.user %}`.
    """
    if user.pk == ticket.requester_id:
        return _for_the_requester(context, ticket, user)
    shared = release.rating_for_handler(ticket, user) if user.roles else None
    return {"shared": shared, "lines": lines_of(shared, shared.department)} if shared else {}


def _for_the_requester(context: Context, ticket: ServiceRequest, user: User) -> dict[str, Any]:
    asked = Invitation.objects.of(user).to_rate(ticket)
    invitation = asked.for_answering().first()
    if invitation is None:
        return {}
    shown = answer_context(invitation, user, now=moment_of(context["request"]))
    if shown["can_answer"] and not shown["rating"]:
        shown["form"] = RatingForm(invitation=invitation)
    return {**shown, "csrf_token": context.get("csrf_token"), "request": context["request"]}


@register.inclusion_tag("surveys/_ratings_to_give.html", takes_context=True)
def ratings_to_give(context: Context, user: User) -> dict[str, Any]:
    """`{% ratings_to_give request.user %}`: a card with what one was asked to rate lately, or nothing. One query."""
    since = moment_of(context["request"]).astimezone(UTC).date() - SHOWN_FOR
    return {"invitations": _to_rate(user, since)}


@register.inclusion_tag("campaigns/_to_answer.html", takes_context=True)
def surveys_to_answer(context: Context, user: User) -> dict[str, Any]:
    """`{% surveys_to_answer request.user %}`: a card with the surveys one may take part in, or nothing. One query."""
    return {"surveys": [(one, secrecy.path_of(one)) for one in _to_answer(user)], "request": context["request"]}


@compiled
def _to_rate(user: User, since: date) -> QuerySet[Invitation]:
    asked = Invitation.objects.of(user).unanswered(since).select_related("request", "department")
    return asked.order_by("-sent_on", "-pk")[:SHOWN_AT_ONCE]


@compiled
def _to_answer(user: User) -> QuerySet[Invitation]:
    return Invitation.objects.of(user).of_open_campaigns()[:SHOWN_AT_ONCE]
