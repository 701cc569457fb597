"""Calls that come again: with an `Idempotency-Key` a write is done once, and answered the same for a day.

Work and answer are kept in one transaction, so that a crash between them leaves neither. Who comes while the first
call is still at work is told so at once: a lock of that transaction says it, and nothing stays behind it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any, cast

from django.db import connection, transaction
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from requests_app import api_tokens, clock
from requests_app.models import ApiAnswer, User

from .problems import Problem, unfit

HEADER = "Idempotency-Key"
METHODS = ("POST", "PATCH", "PUT", "DELETE")
LONGEST = 200
KEPT_HEADERS = ("ETag", "Location")
PIECE = 65_536


def once(request: Request, do: Callable[..., Response], *args: Any, **kwargs: Any) -> Response:
    """Do it, or give the answer that the same call got before. What was refused is not kept: it changed nothing."""
    key = request.headers[HEADER].strip()
    if not 0 < len(key) <= LONGEST or not key.isprintable():
        message = _("A key has between 1 and %(most)s printable characters.") % {"most": LONGEST}
        raise unfit(HEADER, message)
    digest, now = _digest(request), clock.now()
    with transaction.atomic():
        _lock(request.user.pk, key)
        known = ApiAnswer.objects.filter(person=request.user.pk, key=key).first()
        if known is not None and known.at >= now - api_tokens.ANSWERS_KEPT:
            return _again(known, digest)
        if known is not None:
            known.delete()
        response = do(request, *args, **kwargs)
        if response.status_code < 300:
            _keep(ApiAnswer(person=cast("User", request.user), key=key, digest=digest, at=now), response)
        return response


def _lock(person: int | None, key: str) -> None:
    number = int.from_bytes(sha256(f"api {person} {key}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        (is_first,) = cursor.fetchone()
    if not is_first:
        raise Problem("in_progress", headers={"Retry-After": "1"})


def _again(known: ApiAnswer, digest: str) -> Response:
    if known.digest != digest:
        raise Problem("key_reused", _("Take a new key for every call; the same key only to repeat the same call."))
    return Response(known.body, known.status, headers={**known.headers, "Idempotent-Replayed": "true"})


def _keep(answer: ApiAnswer, response: Response) -> None:
    answer.status, answer.body = response.status_code, _as_kept(response.data)
    answer.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    answer.save()


def _as_kept(data: Any) -> Any:
    return None if data is None else json.loads(JSONRenderer().render(data))


def _digest(request: Request) -> str:
    found = sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if not request.FILES:
        found.update(repr(_plain(request.data)).encode())
        return found.hexdigest()
    found.update(repr(sorted(request.POST.lists())).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            found.update(f"{name} {file.name} {file.size}\n".encode())
            for piece in file.chunks(PIECE):
                found.update(piece)
            file.seek(0)
    return found.hexdigest()


def _plain(data: Any) -> Any:
    """In one order, however the caller wrote it."""
    if isinstance(data, dict):
        return sorted((str(name), _plain(value)) for name, value in data.items())
    return [_plain(one) for one in data] if isinstance(data, list) else data
