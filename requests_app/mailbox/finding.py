"""Which request a letter belongs to: by a signed address it was sent to, else by the ids it says it answers."""

from __future__ import annotations

from dataclasses import dataclass

from requests_app.models import Delivery, IncomingMail, ServiceRequest, User

from . import addresses
from .addresses import Place
from .reading import Letter

LOOKED_AT = 50  # ids of one letter


@dataclass(frozen=True, slots=True)
class Found:
    """`place` is there where a signed address led to it."""

    request: int
    place: Place | None = None
    # It answers a mail about an internal note, or might.
    note: bool = False


def place_of(letter: Letter, recipient: str) -> Place | None:
    return addresses.place_of([recipient, *(one.email for one in letter.recipients)])


def found(letter: Letter, place: Place | None) -> Found | None:
    """Ids prove nothing about the sender; whether they may write there is asked afterwards."""
    if place is not None:
        return Found(place.request, place, place.note)
    answers = letter.answers[:LOOKED_AT]
    known = addresses.ours(answers)
    for kind, number in known:
        if kind == "delivery" and (told := _told_by(number)) is not None:
            return told
    theirs = IncomingMail.objects.filter(message_id__in=[one[:255] for one in answers], request__isnull=False)
    if answers and (request := theirs.order_by("-pk").values_list("request", flat=True).first()):
        return Found(request)
    # Every mail about a request names its root as well; nothing else is left of a mail whose row was removed.
    return next((Found(number) for kind, number in known if kind == "request"), None)


def _told_by(delivery: int) -> Found | None:
    row = Delivery.objects.filter(pk=delivery, notification__request__isnull=False).select_related("notification")
    told = row.first()
    if told is None or told.notification.request_id is None:
        return None
    from requests_app.notifications.mail import is_about_note  # that package makes the addresses of this one

    return Found(told.notification.request_id, note=is_about_note([told.notification]))


def wrote(sender: str, request: int) -> bool:
    """Did this address write a letter that belongs to the request?"""
    became = (IncomingMail.Outcome.FILED, IncomingMail.Outcome.SAID)
    return IncomingMail.objects.filter(request=request, sender__iexact=sender, outcome__in=became).exists()


def open_to(person: User, request: int) -> ServiceRequest | None:
    """The request as far as this person may see it."""
    seen = ServiceRequest.objects.visible_to(person).for_list().filter(pk=request)
    return seen.select_related("service__provider").prefetch_related("participants").first()
