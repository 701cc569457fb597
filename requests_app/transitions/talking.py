"""What is said: replies and notes, questions and answers, another way offered and taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import mentions
from requests_app.models import Message, ServiceRequest, User
from requests_app.states import OPEN, Status, Verb, check_status

from .base import Act, Refused, change, lock, moment, working_status, write
from .files import bring

WAITING_ONLY = frozenset({Status.WAITING})


def _needs_text(text: str) -> None:
    if not text.strip():
        raise Refused(_("Write a text first."))


@transaction.atomic
def reply(
    request: ServiceRequest,
    text: str,
    *,
    by: User | None,
    internal: bool = False,
    files: Sequence[UUID] = (),
    now: datetime | None = None,
) -> ServiceRequest:
    """Say something to everybody on the request, or with `internal` only to those who serve it. Moves nothing.

    Files speak for themselves: with them the text may be empty.
    """
    if not files:
        _needs_text(text)
    request, at = lock(request), moment(now)
    kind, verb = (Message.Kind.NOTE, Verb.NOTED) if internal else (Message.Kind.REPLY, Verb.REPLIED)
    message = write(request, kind, text, by=by, at=at)
    told = bring(request, files, by=by, message=message)
    named = mentions.read(request, text, by=by, internal=internal)
    return change(request, Act(verb, by, at, message, told | named.data))


@transaction.atomic
def ask(
    request: ServiceRequest, question: str, *, by: User, files: Sequence[UUID] = (), now: datetime | None = None
) -> ServiceRequest:
    """A question only the requester can answer: the request waits for them."""
    _needs_text(question)
    request, at = lock(request), moment(now)
    check_status(Verb.ASKED, request.status, OPEN)
    message = write(request, Message.Kind.QUESTION, question, by=by, at=at)
    told = bring(request, files, by=by, message=message)
    named = mentions.read(request, question, by=by)
    return change(request, Act(Verb.ASKED, by, at, message, told | named.data), Status.WAITING)


@transaction.atomic
def answer(
    request: ServiceRequest, text: str, *, by: User, files: Sequence[UUID] = (), now: datetime | None = None
) -> ServiceRequest:
    """The requester's answer to a question or, instead of accepting, to a proposal: work goes on."""
    _needs_text(text)
    request, at = lock(request), moment(now)
    check_status(Verb.ANSWERED, request.status, WAITING_ONLY)
    message = write(request, Message.Kind.ANSWER, text, by=by, at=at)
    told = bring(request, files, by=by, message=message)
    named = mentions.read(request, text, by=by)
    return change(request, Act(Verb.ANSWERED, by, at, message, told | named.data), working_status(request))


@transaction.atomic
def propose(
    request: ServiceRequest, option: str, *, by: User, files: Sequence[UUID] = (), now: datetime | None = None
) -> ServiceRequest:
    """Offer another way than the one asked for; the request waits until the requester takes it or answers."""
    _needs_text(option)
    request, at = lock(request), moment(now)
    check_status(Verb.PROPOSED, request.status, OPEN)
    message = write(request, Message.Kind.PROPOSAL, option, by=by, at=at)
    told = bring(request, files, by=by, message=message)
    named = mentions.read(request, option, by=by)
    return change(request, Act(Verb.PROPOSED, by, at, message, told | named.data), Status.WAITING)


@transaction.atomic
def accept(request: ServiceRequest, *, by: User, now: datetime | None = None) -> ServiceRequest:
    """Take the way that was proposed last."""
    request = lock(request)
    check_status(Verb.ACCEPTED, request.status, WAITING_ONLY)
    if not has_open_proposal(request):
        raise Refused(_("Nothing was proposed. Answer the question instead."))
    return change(request, Act(Verb.ACCEPTED, by, moment(now)), working_status(request))


def has_open_proposal(request: ServiceRequest) -> bool:
    """Is what the requester is waited for a proposal, not a question?"""
    asked = request.events.filter(verb__in=[Verb.ASKED, Verb.PROPOSED]).order_by("at", "id").last()
    return request.status == Status.WAITING and asked is not None and asked.verb == Verb.PROPOSED
