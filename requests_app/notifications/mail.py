"""One delivery as a mail: in the receiver's language and zone, as text and as plain HTML."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from requests_app.models import Delivery, Notification

from . import texts


def mail_of(delivery: Delivery) -> EmailMultiAlternatives:
    notification = delivery.notification
    recipient = notification.recipient
    with translation.override(recipient.language), timezone.override(recipient.zone):
        words = texts.words_of(notification)
        link = texts.wording_of(notification.kind).path_in_mail(notification)
        context = {
            "words": words,
            "recipient": recipient,
            "link": settings.BASE_URL + link,
            "files": [(name, settings.BASE_URL + path) for name, path in words.files],
            "language": recipient.language,
        }
        number = f"[#{notification.request_id}] " if notification.request_id else ""
        mail = EmailMultiAlternatives(
            subject=number + words.subject,
            body=render_to_string("mail/notification.txt", context).strip() + "\n",
            to=[recipient.email],
            headers=headers_of(delivery, notification),
        )
        mail.attach_alternative(render_to_string("mail/notification.html", context), "text/html")
    return mail


def headers_of(delivery: Delivery, notification: Notification) -> dict[str, str]:
    """The same delivery always has the same Message-ID; mails about one request form one thread."""
    domain = urlsplit(settings.BASE_URL).hostname or "localhost"
    headers = {"Message-ID": f"<delivery-{delivery.pk}@{domain}>", "Auto-Submitted": "auto-generated"}
    if notification.request_id:
        root = f"<request-{notification.request_id}@{domain}>"
        headers |= {"In-Reply-To": root, "References": root}
    return headers
