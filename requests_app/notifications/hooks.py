"""One message as JSON for the program that a person named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from requests_app import webhooks
from requests_app.models import Delivery, MailWording, Notification, User, Webhook

from . import own_words, texts, topics

LISTED = 25


class NoAddress(LookupError):
    """The person took their address away."""


def prepare(leader: Delivery, deliveries: Sequence[Delivery], *, at: datetime) -> webhooks.Prepared:
    """Everything but the call itself. Raises NoAddress or webhooks.NotAllowed."""
    hook = Webhook.objects.filter(person=leader.recipient_id).first()
    if hook is None:
        raise NoAddress("the person has no address any more")
    recipient = leader.notification.recipient
    content = content_of([row.notification for row in deliveries], recipient, at)
    return webhooks.prepare(webhooks.Message(hook.url, hook.secrets(at), f"delivery-{leader.pk}", content))


def send_test(hook: Webhook, *, at: datetime) -> None:
    """A message without news. Raises webhooks.NotAllowed or OSError."""
    content = {"kind": "test", "sent_at": at.isoformat(), "news": [], "more": 0}
    webhooks.post(webhooks.Message(hook.url, hook.secrets(at), f"test-{int(at.timestamp())}", content), at=at)


def content_of(news: Sequence[Notification], reader: User, at: datetime) -> dict[str, Any]:
    """In the reader's language and zone, as a mail would say it; without links that need no signing in."""
    with translation.override(reader.language), timezone.override(reader.zone):
        own = own_words.of(one.kind for one in news[:LISTED])
        told = [_told(one, own.get(one.kind)) for one in news[:LISTED]]
    return {"kind": "news", "sent_at": at.isoformat(), "news": told, "more": max(len(news) - LISTED, 0)}


def _told(notification: Notification, own: MailWording | None) -> dict[str, Any]:
    words = texts.words_of(notification, own=own)
    return {
        "kind": notification.kind,
        "topic": topics.of_kind(notification.kind).code,
        "at": notification.created_at.isoformat(),
        "request": notification.request_id,
        "subject": words.subject,
        "text": words.line,
        "quote": words.quote,
        "why": words.why,
        "url": settings.BASE_URL + texts.wording_of(notification.kind).link(notification),
    }
