"""What stands under the bell: rows in the reader's words, and the act of reading them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from requests_app import live, moments
from requests_app.models import MailWording, Notification, ServiceRequest, User

from . import own_words, texts

logger = logging.getLogger(__name__)

# The bell counts no further.
COUNTED = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One line under the bell. `when` and `exact` say its moment in words, short and in full."""

    notification: Notification
    line: str
    quote: str
    why: str
    when: str
    exact: str

    @property
    def is_unread(self) -> bool:
        return self.notification.read_at is None


def rows_of(user: User, *, unread_only: bool = False) -> QuerySet[Notification]:
    rows: QuerySet[Notification] = Notification.objects.of(user).select_related("request__department")
    return rows.filter(read_at=None) if unread_only else rows


def unread_count(user: User) -> int:
    """At most COUNTED, so that the bell costs the same for everybody."""
    return Notification.objects.of(user).unread()[:COUNTED].count()


def in_words(notifications: Iterable[Notification], reader: User, *, now: datetime) -> list[Row]:
    """In the active language. What the reader may no longer see is not told again."""
    notifications = list(notifications)
    wanted = {n.request_id for n in notifications if n.request_id}
    visible = set(ServiceRequest.objects.visible_to(reader).filter(pk__in=wanted).values_list("pk", flat=True))
    own = own_words.of(n.kind for n in notifications)
    hidden = wanted - visible
    return [_row(n, own.get(n.kind), hidden=n.request_id in hidden, now=now) for n in notifications]


def _row(notification: Notification, own: MailWording | None, *, hidden: bool, now: datetime) -> Row:
    line, quote, why = _("This was about a request that you can no longer see."), "", ""
    if not hidden:
        line, quote, why = _said(notification, own, now)
    at = notification.created_at
    return Row(notification, line, quote, why, moments.phrase(at, now), moments.exact(at))


def _said(notification: Notification, own: MailWording | None, now: datetime) -> tuple[str, str, str]:
    try:
        words = texts.words_of(notification, own=own, now=now)
    except (texts.UnknownKind, KeyError, ValueError):
        # Written by a version that said it differently: one old row must not take the page away.
        logger.warning("Notification %s (%s) has no words", notification.pk, notification.kind)
        return _("Something changed. Open it to see what."), "", ""
    return words.line, words.quote, words.why


def mark_read(user: User, *, at: datetime, only: int | None = None, request: ServiceRequest | None = None) -> int:
    """Of all that is unread, `only` this row, or what is about `request`; the number of rows that were unread."""
    unread = Notification.objects.of(user).unread()
    if only is not None:
        unread = unread.filter(pk=only)
    if request is not None:
        unread = unread.filter(request=request)
    read = unread.update(read_at=at)
    if read:
        live.touch(live.person(user.pk))
    return read
