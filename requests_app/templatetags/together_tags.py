"""Cards of a request's page about who takes part, what it waits for, and what belongs to it."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from requests_app import access, thanking, thanks_reactions
from requests_app.forms.thanks import ThanksForm
from requests_app.models import Promise, ServiceRequest, Thanks, User, Wait
from requests_app.states import Status
from requests_app.together import belonging_of

register = template.Library()


@register.inclusion_tag("requests_app/_belonging.html", takes_context=True)
def belonging_cards(context: Context, ticket: ServiceRequest) -> dict[str, Any]:
    """Parts that other departments do, the whole it is a part of, and linked requests."""
    page = context["request"]
    found = belonging_of(ticket, page.user)
    works = access.can_work(page.user, ticket)
    return {"request": page, "ticket": ticket, "found": found, "works": works}


@register.inclusion_tag("requests_app/_participants.html", takes_context=True)
def participants_card(context: Context, ticket: ServiceRequest) -> dict[str, Any]:
    """Who else takes part, with what one may do about it."""
    page = context["request"]
    return {
        "request": page,
        "ticket": ticket,
        "participants": list(ticket.participants.all()),
        "lets_in": access.can_let_in(page.user, ticket),
    }


@register.inclusion_tag("requests_app/_wait.html", takes_context=True)
def wait_notice(context: Context, ticket: ServiceRequest) -> dict[str, Any]:
    """What a request on hold waits for, and when it comes back; to the requester also when a question closes."""
    return {"request": context["request"], "ticket": ticket, "wait": wait_of(ticket)}


@register.simple_tag
def wait_of(ticket: ServiceRequest) -> Wait | None:
    if ticket.status not in (Status.ON_HOLD, Status.WAITING):
        return None
    found: Wait | None = getattr(ticket, "wait", None)  # what an import left at rest has none
    return found


@register.inclusion_tag("requests_app/_promises.html", takes_context=True)
def promises_card(context: Context, ticket: ServiceRequest) -> dict[str, Any]:
    """Every date that was named, the first and the last included."""
    if ticket.promised_at is None:
        return {}
    promises = list(ticket.promises.select_related("made_by"))
    lines = [(one, was_late(one, before)) for before, one in zip([None, *promises], promises, strict=False)]
    return {"request": context["request"], "lines": lines, "moves": len(promises) - 1}


def was_late(promise: Promise, before: Promise | None) -> bool:
    """It was made when the one before had lapsed."""
    return before is not None and promise.made_at > before.done_by


@register.inclusion_tag("requests_app/_thanks.html", takes_context=True)
def thanks_card(context: Context, ticket: ServiceRequest) -> dict[str, Any]:
    """Saying thanks for what is finished, and what was said."""
    page = context["request"]
    if ticket.is_open:
        return {}
    said = thanking.said_for(ticket)
    form = ThanksForm(request=ticket, by=page.user, said=said) if access.can_thank(page.user, ticket) else None
    return {
        "request": page,
        "ticket": ticket,
        "said": [one for one in said if thanking.may_read(page.user, one)],
        "form": form if form and form.has_receivers else None,
    }


@register.simple_tag
def reactions_of(said: Thanks, reader: User) -> list[thanks_reactions.Reaction]:
    """The signs below thanks, with who gave them."""
    return thanks_reactions.reactions_of(said, reader)
