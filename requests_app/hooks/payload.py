"""What a program is told: which line of which journal, never what people wrote. See docs/webhooks.md."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from requests_app.models import Hook, RequestEvent
from requests_app.webhooks.sending import VERSION


def event(hook: Hook, line: RequestEvent, at: datetime) -> dict[str, Any]:
    return {**_frame(hook, "event", at), "event": _told(line)}


def test(hook: Hook, at: datetime) -> dict[str, Any]:
    return {**_frame(hook, "test", at), "event": None}


def _frame(hook: Hook, kind: str, at: datetime) -> dict[str, Any]:
    return {
        "version": VERSION,
        "kind": kind,
        "sent_at": at.isoformat(),
        "webhook": hook.name,
        "department": hook.department.code if hook.department else None,
    }


def _told(line: RequestEvent) -> dict[str, Any]:
    request = line.request
    return {
        "id": line.pk,
        "verb": line.verb,
        "at": line.at.isoformat(),
        "by": line.actor.display_name if line.actor else None,
        "state": line.new_status,
        "former_state": line.old_status,
        "department": line.department.code,
        "request": request.pk,
        "title": request.title,
        "service": request.service.code,
        "url": settings.BASE_URL + reverse("requests:detail", args=[request.pk]),
    }
