"""One request with its conversation, and the lists of one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from requests_app import access, timeline
from requests_app.attachments.showing import files_of
from requests_app.entry_html import Tools, drawn
from requests_app.forms.talking import AnswerForm, ReplyForm
from requests_app.live import show_beside, watch
from requests_app.models import Approval, RequestEvent, ServiceRequest, User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.moments import moment_of
from requests_app.notifications import reading
from requests_app.pagination import paginate, url_with
from requests_app.phrases import listed
from requests_app.queues import NEWEST
from requests_app.queues.neighbours import Neighbours, neighbours
from requests_app.queues.place import Place
from requests_app.request_page import journal_of, ticket_for
from requests_app.states import Status, Verb
from requests_app.types import SignedInRequest
from requests_app.why import why_of

from .verb_table import offered
from .verbs import beginning

WORK = ("passing", "start", "resumption", "withdrawal", "resolution", "question", "promise", "hold", "assignment")
MORE = (
    *("approval", "proposal", "part", "handover", "participant", "link", "amendment", "chase", "reopening"),
    *("protection", "protection-end", "cancellation", "refusal"),
)

# What each tab of “My requests” lists.
MINE: dict[str, Callable[[ServiceRequestQuerySet, User], ServiceRequestQuerySet]] = {
    "open": lambda rows, user: rows.of(user).open(),
    "finished": lambda rows, user: rows.of(user).finished(),
    "for-others": lambda rows, user: rows.noted_by(user),
}

# Decided ones make room; nobody reads hundreds of questions on one page.
SHOWN_APPROVALS = 50


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """My requests, newest first: the open ones, or with `?show=` what is finished, or what I filed for others."""
    watch(request, follows="person")
    shown = request.GET.get("show", "")
    show = shown if shown in MINE else "open"
    page = paginate(request, MINE[show](ServiceRequest.objects.for_list(), request.user), NEWEST)
    return render(request, "requests_app/mine.html", {"page": page, "show": show})


@require_safe
def waiting(request: SignedInRequest) -> HttpResponse:
    """What cannot go on without me: approvals, questions, proposals, results to confirm."""
    watch(request, follows="person")
    rows = ServiceRequest.objects.of(request.user).live().needs_requester().with_last_word().for_list()
    approvals = Approval.objects.open().of(request.user).live().for_list().oldest_first()
    context = {"approvals": approvals[:SHOWN_APPROVALS], "page": paginate(request, rows, NEWEST)}
    return render(request, "requests_app/waiting.html", context)


@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    watch(request, follows="request", ticket=pk)
    ticket = ticket_for(request.user, pk)
    sees_notes = access.sees_notes(request.user, ticket)
    journal = journal_of(ticket, notes=sees_notes)
    if ticket.has_news:
        # Whoever reads the request has read what the bell says about it.
        reading.mark_read(request.user, at=moment_of(request), request=ticket)
    talk, now = request.GET.get("show") == "talk", moment_of(request)
    files = files_of(ticket, sees_notes=sees_notes)
    context = {
        "ticket": ticket,
        "near": _near(request, ticket),
        "talk_only": talk,
        "entries": drawn(
            timeline.entries(journal, now=now, conversation_only=talk, files=files.of_message, reader=request.user),
            Tools.of(ticket, quotes=access.can_reply(request.user, ticket)),
            now,
        ),
        "files": files,
        "sees_notes": sees_notes,
        "all_url": url_with(request, show=None, filed=None),
        "talk_url": url_with(request, show="talk", filed=None),
        "just_filed": "filed" in request.GET,
        "why": why_of(ticket, journal, request.user, now) if sees_notes else None,
        **_what_one_can_do(request, ticket, journal),
    }
    if context["works"]:
        show_beside(request, ticket.pk)
    return render(request, "requests_app/detail.html", context)


def _near(request: SignedInRequest, ticket: ServiceRequest) -> Neighbours | None:
    place = Place.read(request.GET)
    return neighbours(ticket, place, request.user, moment_of(request)) if place else None


def _what_one_can_do(request: SignedInRequest, ticket: ServiceRequest, journal: list[RequestEvent]) -> dict[str, Any]:
    user = request.user
    works, asks = access.can_work(user, ticket), access.asks(user, ticket)
    asked_if_solved = ticket.status == Status.RESOLVED and access.can_confirm(user, ticket)
    waits = asks and ticket.status == Status.WAITING
    writes = access.can_reply(user, ticket) and not waits
    # Whoever is asked whether it is solved says no right there.
    more = [verb for verb in offered(user, ticket, *MORE) if not (verb.noun == "reopening" and asked_if_solved)]
    begun = {"seen": max(event.pk for event in journal), **beginning(request, ticket)}
    return {
        "works": works,
        "round": ticket.open_round,
        "waits_for": listed(ticket.open_round.asked_people()) if ticket.open_round else "",
        "voice": access.voice_of(user, ticket),
        "asks": asks,
        "asked_if_solved": asked_if_solved,
        "work": offered(user, ticket, *WORK),
        "more": more,
        "can_take": works and ticket.is_open and ticket.assignee_id != user.pk,
        "question": timeline.last_message(journal, Verb.ASKED, Verb.PROPOSED)
        if ticket.status == Status.WAITING
        else None,
        "result": timeline.last_message(journal, Verb.RESOLVED) if ticket.status == Status.RESOLVED else None,
        "answer_form": AnswerForm(request=ticket, by=user, initial=begun) if waits else None,
        "reply_form": ReplyForm(request=ticket, by=user, initial=begun) if writes else None,
    }
