"""One message as a mail: in the receiver's language and zone, as text and as plain HTML."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.mime.image import MIMEImage
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language, ngettext

from requests_app.mailbox import addresses
from requests_app.models import Delivery, IncomingMail, MailWording, Notification, RequestEvent, User, company
from requests_app.phrases import sentences
from requests_app.states import INTERNAL_VERBS

from . import muting, own_words, texts
from .body import NOTHING, Body, Enclosure, NotTheirs, Picture
from .texts import Words

logger = logging.getLogger(__name__)

LISTED = 25
# By which a portal knows what a portal wrote; see `mailbox.reading`.
OWN_HEADER = "X-Counterpart-Mail"
# What a stranger's letter calls itself is put into our headers only if it is an id and nothing else.
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")


@dataclass(frozen=True, slots=True)
class Item:
    """One change in a mail. `link` and the addresses of `files` and `body` are complete."""

    notification: Notification
    words: Words
    link: str
    files: Sequence[tuple[str, str]]
    body: Body = NOTHING


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail before it is packed: `context` is what its templates are filled with."""

    subject: str
    text: str
    context: dict[str, Any]


def mail_of(leader: Delivery, deliveries: Sequence[Delivery]) -> EmailMultiAlternatives:
    """What these deliveries say to their one receiver. A part that has no words is left out, unless all have none."""
    recipient = leader.notification.recipient
    with translation.override(recipient.language), timezone.override(recipient.zone):
        items = _items(deliveries)
        mutes = muting.offered(recipient, deliveries)
        place = reply_place(items)
        headers = headers_of(leader, items) | reply_headers(place) | _one_click(mutes)
        mail = written(letter(items, recipient, mutes, can_reply=bool(headers.get("Reply-To"))), headers)
        for enclosure in _enclosed(items):
            mail.attach(enclosure.name, enclosure.content, enclosure.kind)
        for picture in [one for item in items for one in item.body.pictures]:
            _show(mail, picture)
        return mail


def _show(mail: EmailMultiAlternatives, picture: Picture) -> None:
    """Within the text, which names it by its Content-ID: nothing is fetched from anywhere when the mail is read."""
    part = MIMEImage(picture.content, "png")
    part.add_header("Content-ID", f"<{picture.name}>")
    part.add_header("Content-Disposition", "inline", filename=f"{picture.name}.png")
    mail.mixed_subtype = "related"  # type: ignore[attr-defined]
    mail.attach(part)


def _enclosed(items: Sequence[Item]) -> list[Enclosure]:
    """Each file once, also where several pieces of news bring the same."""
    makers = [(texts.wording_of(item.notification.kind).encloses, item.notification) for item in items]
    found = [one for make, notification in makers if make is not None for one in make(notification)]
    return list(dict.fromkeys(found + [one for item in items for one in item.body.files]))


def example(notification: Notification, own: MailWording | None) -> Letter:
    """As it would go to its receiver, in the active language; its links lead home and open nothing."""
    home = settings.BASE_URL + "/"
    item = Item(notification, texts.words_of(notification, own=own), home, ())
    return letter([item], notification.recipient, [])


def letter(items: Sequence[Item], recipient: User, mutes: Sequence[muting.Mute], *, can_reply: bool = False) -> Letter:
    """In the active language and zone."""
    subject = _subject(items)
    context = {
        "items": items[:LISTED],
        "more": max(len(items) - LISTED, 0),
        "list_url": settings.BASE_URL + reverse("notifications:list"),
        "why": sentences(dict.fromkeys(item.words.why for item in items)),
        "mutes": [(mute.words, settings.BASE_URL + mute.path) for mute in mutes],
        "choices_url": settings.BASE_URL + reverse("notifications:choices"),
        "can_reply": can_reply,
        "subject": subject,
        "recipient": recipient,
        "language": get_language(),
    }
    return Letter(subject, render_to_string("mail/notification.txt", context).strip() + "\n", context)


def written(letter: Letter, headers: Mapping[str, str] | None = None) -> EmailMultiAlternatives:
    """Ready to be sent; in the active language, which has to be the letter's."""
    to = letter.context["recipient"].email
    mail = EmailMultiAlternatives(
        subject=letter.subject, body=letter.text, from_email=sender(), to=[to], headers=dict(headers or {})
    )
    mail.attach_alternative(render_to_string("mail/notification.html", letter.context), "text/html")
    return mail


def sender() -> str:
    """The address of MAIL_FROM under the company's name; what MAIL_FROM calls itself where it has none."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((company.said().name or name, address))


def _items(deliveries: Sequence[Delivery]) -> list[Item]:
    found, problem = [], None
    own = own_words.of(delivery.notification.kind for delivery in deliveries)
    for delivery in deliveries:
        try:
            found.append(_item(delivery.notification, own.get(delivery.notification.kind)))
        except (texts.UnknownKind, NotTheirs, KeyError, ValueError) as told:
            logger.warning("Notification %s has no words: %r", delivery.notification_id, told)
            problem = told
    if problem is not None and not found:
        raise problem
    return found


def _item(notification: Notification, own: MailWording | None) -> Item:
    words = texts.words_of(notification, own=own)
    wording = texts.wording_of(notification.kind)
    files = [(name, settings.BASE_URL + path) for name, path in words.files]
    body = wording.body(notification).below(settings.BASE_URL) if wording.body else NOTHING
    return Item(notification, words, settings.BASE_URL + wording.path_in_mail(notification), files, body)


def _subject(items: Sequence[Item]) -> str:
    requests = {item.notification.request_id for item in items}
    if len(items) == 1 or len(requests) == 1:
        number = items[0].notification.request_id
        prefix = f"[#{number}] " if number else ""
        return prefix + (items[0].words.subject if len(items) == 1 else _changes(items))
    told = ngettext("%(count)s piece of news from the portal", "%(count)s pieces of news from the portal", len(items))
    return told % {"count": len(items)}


def _changes(items: Sequence[Item]) -> str:
    """Of one request; without one the last of them stands for all."""
    request = items[-1].notification.request
    if request is None:
        return items[-1].words.subject
    told = ngettext("%(count)s change: %(title)s", "%(count)s changes: %(title)s", len(items))
    return " ".join((told % {"count": len(items), "title": request.title}).split())


def headers_of(leader: Delivery, items: Sequence[Item]) -> dict[str, str]:
    """The same message always has the same Message-ID; mails about one request form one thread.

    What was filed by a letter goes on in the thread of that letter.
    """
    headers = {
        "Message-ID": addresses.delivery_id(leader.pk),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        OWN_HEADER: "news",
    }
    number = _one_request(items)
    if number is None:
        return headers
    root = addresses.request_root(number)
    filed = IncomingMail.objects.filter(request=number, outcome=IncomingMail.Outcome.FILED).exclude(message_id="")
    letter_id = filed.order_by("pk").values_list("message_id", flat=True).first()
    if letter_id and MESSAGE_ID.fullmatch(letter_id):
        return headers | {"In-Reply-To": letter_id, "References": f"{letter_id} {root}"}
    return headers | {"In-Reply-To": root, "References": root}


def _one_request(items: Sequence[Item]) -> int | None:
    """What all of it is about, or nothing."""
    requests = {item.notification.request_id for item in items}
    return requests.pop() if len(requests) == 1 else None


def reply_place(items: Sequence[Item]) -> addresses.Place | None:
    """Where an answer to this mail belongs, written by whoever gets it; None where it is about several requests."""
    number = _one_request(items)
    if number is None:
        return None
    news = [item.notification for item in items]
    return addresses.Place(number, news[0].recipient_id, note=is_about_note(news))


def reply_headers(place: addresses.Place | None) -> dict[str, str]:
    address = addresses.reply_address(place) if place else ""
    return {"Reply-To": address} if address else {}


def is_about_note(news: Sequence[Notification]) -> bool:
    """Does any of it tell of an internal note? What is answered to it must not be read by the other side."""
    events = [one.key.removeprefix("event:") for one in news if one.key.startswith("event:")]
    ids = [int(one) for one in events if one.isdecimal()]
    return bool(ids) and RequestEvent.objects.filter(pk__in=ids, verb__in=INTERNAL_VERBS).exists()


def _one_click(mutes: Sequence[muting.Mute]) -> dict[str, str]:
    """RFC 8058: the mail program's own button for no more of this."""
    if not mutes:
        return {}
    address = f"<{settings.BASE_URL}{mutes[0].path}>"
    return {"List-Unsubscribe": address, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
