"""Drafts: what was typed and not sent, kept on the server until it is sent or nobody cares any more.

A courtesy, not a record: the browser keeps its own copy (static/js/drafts.js) for when the portal cannot be reached.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from .attachments.names import read_uuid
from .models import Attachment, Draft, User

PLACE = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
# What one form may hold, as JSON; a portal's longest form is far below it.
MAX_CHARACTERS = 100_000
MAX_FIELDS = 300
# Of one person; the oldest make room.
MAX_DRAFTS = 50
KEPT = timedelta(days=30)
UUID_CHARACTERS = 36
# Tells the browser that its own copy was sent, see `sent`.
COOKIE = "draft_sent"
COOKIE_SECONDS = 600


class NotADraft(ValueError):
    """Not fields of a form, or more than a draft may hold."""


def fields_of(body: bytes) -> list[list[str]]:
    """Names and values from {"fields": [[name, value], …]} as sent by a browser; raises NotADraft."""
    if len(body) > 4 * MAX_CHARACTERS:
        raise NotADraft
    try:
        sent: Any = json.loads(body)
        fields = [[_storable(name), _storable(value)] for name, value in sent["fields"]]
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise NotADraft from problem
    if len(fields) > MAX_FIELDS or sum(len(name) + len(value) for name, value in fields) > MAX_CHARACTERS:
        raise NotADraft
    return fields


def _storable(text: Any) -> str:
    """Without what no database takes: NUL, and halves of characters."""
    if not isinstance(text, str):
        raise NotADraft
    return text.replace("\0", "").encode(errors="ignore").decode()


def keep(user: User, place: str, fields: list[list[str]], *, now: datetime) -> Draft:
    """Write or overwrite the person's draft of this place."""
    draft = Draft(user=user, place=place, data={"fields": fields}, updated_at=now)
    Draft.objects.bulk_create(
        [draft], update_conflicts=True, unique_fields=["user", "place"], update_fields=["data", "updated_at"]
    )
    _hold_files(draft, fields)
    newest = Draft.objects.of(user).newest_first().values("pk")
    Draft.objects.of(user).filter(pk__in=newest[MAX_DRAFTS:]).delete()
    return draft


def _hold_files(draft: Draft, fields: list[list[str]]) -> None:
    """The person's uploads that the fields name stay as long as the draft; those it named before do not."""
    named = [pk for pk in (read_uuid(value) for _name, value in fields if len(value) == UUID_CHARACTERS) if pk]
    kept = Draft.objects.of(draft.user).at_place(draft.place).get()  # what was written over keeps its id
    held = Attachment.objects.unclaimed_by(draft.user)
    held.filter(draft=kept).exclude(pk__in=named).update(draft=None)
    if named:
        held.filter(pk__in=named).update(draft=kept)


def of(user: User, place: str) -> Draft | None:
    return Draft.objects.of(user).at_place(place).first()


def drop(user: User, place: str) -> None:
    Draft.objects.of(user).at_place(place).delete()


def sent(response: HttpResponse, user: User, place: str) -> HttpResponse:
    """The form got through: forget its draft here, and let the browser forget its copy when this answer arrives."""
    drop(user, place)
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, place, max_age=COOKIE_SECONDS, samesite="Lax", secure=secure)
    return response


def purge(*, now: datetime) -> int:
    """Throw away what nobody touched for KEPT; the number of drafts."""
    number, _by_model = Draft.objects.untouched_since(now - KEPT).delete()
    return number
