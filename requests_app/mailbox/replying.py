"""A letter that belongs to a request becomes a message there, by the verb that fits, if its sender may write there."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from requests_app import access, transitions
from requests_app.models import ServiceRequest, User
from requests_app.states import Status
from requests_app.transitions import Refused

from .finding import Found
from .reading import Letter
from .taking import Taken, remarks, words_of


class MayNot(Exception):
    """The sender may not write there."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Who says what where; `outsider` is who wrote it, where that is somebody without an account."""

    request: ServiceRequest
    by: User
    note: bool
    outsider: str = ""


def speech_of(found: Found, request: ServiceRequest, by: User, *, outsider: str = "") -> Speech:
    """Raises MayNot. An answer to an internal note stays one, and whoever reads no notes any more cannot give it."""
    if found.note:
        if not access.can_work(by, request):
            raise MayNot
        return Speech(request, by, note=True)
    if not access.can_reply(by, request):
        raise MayNot
    return Speech(request, by, note=False, outsider=outsider)


def say(speech: Speech, letter: Letter, taken: Taken) -> ServiceRequest:
    """Inside the transaction that settles the letter. A finished request stays finished: a reply moves nothing."""
    text = words_of(letter, taken, with_quoted=False)
    if not text and not taken.files:
        text = _("A letter without a text")
    try:
        return _said(speech, text, taken)
    except Refused as refusal:
        if not taken.files:
            raise
        # The request holds all the files it can take: the words are not lost with them.
        text = "\n\n".join(filter(None, (text, *remarks([str(refusal)]))))
        return _said(speech, text, Taken())


def _said(speech: Speech, text: str, taken: Taken) -> ServiceRequest:
    request, by = speech.request, speech.by
    answers = not speech.note and request.status == Status.WAITING and access.can_answer(by, request)
    if answers and text:
        return transitions.answer(request, text, by=by, files=taken.files)
    return transitions.reply(request, text, by=by, internal=speech.note, files=taken.files)
