"""A form that is sent twice does its work once: by a double click, a lost answer, or a phone that kept it for later.

The page gives each form a key. The key alone would be too strict: a page that the browser brings back from its memory
has the key of what was sent from it, and a new message typed there is a new message. So what is sent counts as well.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from json import dumps

from django.db import IntegrityError
from django.http import HttpRequest

from .models import SentForm, User

# Longer than any phone keeps what it could not send (static/js/outbox.js).
KEPT = timedelta(days=60)
# Made by the page, not by whoever fills it in; the newest line it showed may be another one the second time.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "seen", "version"})


class SentBefore(Exception):
    """The same form, with the same content, has done its work already."""


def digest_of(request: HttpRequest, *, by: User) -> str:
    """Names one form with what it says; empty where it has no key, as a program's has none."""
    if not request.POST.get("key"):
        return ""
    typed = [[name, *values] for name, values in request.POST.lists() if name not in NOT_TYPED]
    files = [[name, *(f"{file.name} {file.size}" for file in files)] for name, files in request.FILES.lists()]
    return sha256(dumps([by.pk, request.path, sorted(typed), sorted(files)]).encode()).hexdigest()


def was_sent(digest: str) -> bool:
    return bool(digest) and SentForm.objects.filter(digest=digest).exists()


def claim(digest: str, *, now: datetime) -> None:
    """Inside the transaction of the verb, which ends with it. Raises SentBefore; of two at once the second waits."""
    try:
        SentForm.objects.create(digest=digest, at=now)
    except IntegrityError as twice:
        raise SentBefore from twice


def purge(*, now: datetime) -> int:
    """Forget what nobody sends again; the number of forms."""
    number, _by_model = SentForm.objects.sent_before(now - KEPT).delete()
    return number
