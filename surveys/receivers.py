"""What this app does when a request changes: it invites, after the verb is safe, and forgets words with it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction

from requests_app.models import RequestEvent, ServiceRequest
from requests_app.states import Verb

from . import inviting, keeping


def on_transition(sender: type, request: ServiceRequest, event: RequestEvent, **kwargs: Any) -> None:
    """A confirmation is asked about at once, in this process: the page that follows already shows the questions.

    Nothing that fails there reaches the verb: it is committed, and `invite_robustly` raises nothing.
    """
    if event.verb == Verb.EMPTIED and event.data.get("what") == "words":
        keeping.forget_words(request)
    if event.verb == Verb.CONFIRMED and request.is_live:
        transaction.on_commit(partial(inviting.invite_robustly, request.pk, now=event.at))
