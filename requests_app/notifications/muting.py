"""No more of this: a request or a topic, by the signed link of a mail or in the portal, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from requests_app.models import Delivery, MutedRequest, NotificationChoice, ServiceRequest, Told, User

from . import topics

SALT = "requests_app.no-more-of-this"


class DeadLink(ValueError):
    """Made up, or for somebody who left."""


@dataclass(frozen=True, slots=True)
class Mute:
    """A link of a mail and the words on it."""

    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What somebody may hear no more of: a request, or by mail a topic."""

    person: User
    request: ServiceRequest | None = None
    topic: topics.Topic | None = None

    @property
    def is_muted(self) -> bool:
        if self.request is not None:
            return is_muted(self.person, self.request)
        assert self.topic is not None  # noqa: S101 - one of the two
        return not mails(self.person, self.topic)


def offered(person: User, deliveries: Sequence[Delivery]) -> list[Mute]:
    """In the active language: the one request these are about, and the one topic, where mail of it can be stopped."""
    found = []
    requests = {row.notification.request_id for row in deliveries}
    if len(requests) == 1 and (pk := requests.pop()):
        found.append(Mute(_("No more mails about this request"), path_of(person, request=pk)))
    codes = {row.topic or topics.of_kind(row.notification.kind).code for row in deliveries}
    topic = topics.named(codes.pop()) if len(codes) == 1 else None
    if topic is not None and not topic.mail_because:
        words = _("No more mails of the kind “%(topic)s”") % {"topic": topic.name}
        found.append(Mute(words, path_of(person, topic=topic.code)))
    return found


def path_of(person: User, **about: int | str) -> str:
    """Of the page that asks; `request` is an id, `topic` a code."""
    token = signing.dumps({"person": person.pk, **about}, salt=SALT, compress=True)
    return reverse("notifications:mute_by_mail", args=[token])


def opened(token: str) -> Subject:
    """What a link is about. It works for as long as the account does: whoever keeps a mail keeps the way out of it.

    Raises DeadLink.
    """
    try:
        bound = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise DeadLink from None
    person = User.objects.active().filter(pk=bound["person"]).first()
    if person is None:
        raise DeadLink
    if "topic" in bound:
        return Subject(person, topic=topics.named(bound["topic"]))
    request = ServiceRequest.objects.visible_to(person).filter(pk=bound["request"]).first()
    if request is None:
        raise DeadLink
    return Subject(person, request=request)


def set_muted(subject: Subject, muted: bool, *, at: datetime) -> None:
    """Stop it, or let it come again."""
    if subject.request is not None:
        mute(subject.person, subject.request, at=at) if muted else unmute(subject.person, subject.request)
    elif subject.topic is not None:
        choose(subject.person, subject.topic, Told.EMAIL, wanted=not muted)


def mute(person: User, request: ServiceRequest, *, at: datetime) -> None:
    """Nothing about it leaves the portal for this person any more; what waits to leave is dropped."""
    MutedRequest.objects.get_or_create(person=person, request=request, defaults={"at": at})
    Delivery.objects.of(person).unplanned().filter(notification__request=request).delete()


def unmute(person: User, request: ServiceRequest) -> None:
    MutedRequest.objects.of(person).filter(request=request).delete()


def is_muted(person: User, request: ServiceRequest) -> bool:
    return MutedRequest.objects.of(person).filter(request=request).exists()


def choose(person: User, topic: topics.Topic, way: str, *, wanted: bool) -> None:
    """Kept only where it differs from what the portal does by itself."""
    mine = NotificationChoice.objects.filter(person=person, topic=topic.code, way=way)
    if wanted == topic.usual(way):
        mine.delete()
    else:
        NotificationChoice.objects.update_or_create(
            person=person, topic=topic.code, way=way, defaults={"wanted": wanted}
        )
    if way == Told.EMAIL and not wanted:
        waiting = Delivery.objects.of(person).unplanned().filter(topic=topic.code, channel=Delivery.Channel.EMAIL)
        waiting.delete()


def mails(person: User, topic: topics.Topic) -> bool:
    """Does mail of this topic come to them?"""
    chosen = NotificationChoice.objects.filter(person=person, topic=topic.code, way=Told.EMAIL)
    wanted = chosen.values_list("wanted", flat=True).first()
    return topic.usual(Told.EMAIL) if wanted is None else wanted
