"""What could not be sent: sent again, or thrown away with a reason. Each act leaves a row among the changes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from requests_app import configuration
from requests_app.configuration.ours import in_every_language
from requests_app.models import Delivery, User, WebhookHost

from .outbox import wake_delivery

State = Delivery.State


def register_all() -> None:
    configuration.register(
        configuration.Kind(code="outbox", label=_("Outbox")),
        configuration.Kind(code="host", label=_("Allowed host"), model=WebhookHost, fields=("name", "note")),
    )


@transaction.atomic
def resend(deliveries: QuerySet[Delivery], *, by: User, at: datetime) -> int:
    """Try again at once, and go on trying for a day; the number of messages. What is no longer dead stays as it is."""
    # Not from zero: what was put together stays together, and is not planned once more.
    fresh = {"state": State.PENDING, "attempts": 1, "next_attempt_at": at, "handled_by": by, "handled_at": at}
    number = deliveries.filter(state=State.DEAD).update(**fresh)
    _note(_("Sent again"), number, "", by=by, at=at)
    if number:
        transaction.on_commit(wake_delivery)
    return number


@transaction.atomic
def discard(deliveries: QuerySet[Delivery], reason: str, *, by: User, at: datetime) -> int:
    """Give up for good; the number of messages."""
    gone = {"state": State.DROPPED, "handled_by": by, "handled_at": at, "reason": reason.strip()}
    number = deliveries.filter(state=State.DEAD).update(**gone)
    _note(_("Thrown away"), number, reason.strip(), by=by, at=at)
    return number


def _note(what: object, number: int, reason: str, *, by: User, at: datetime) -> None:
    if not number:
        return
    said = [configuration.Difference(in_every_language(what), None, number)]
    if reason:
        said.append(configuration.Difference(in_every_language(_("Reason")), None, reason))
    entry = configuration.Entry(
        kind="outbox",
        label=in_every_language(_("Messages that could not be sent")),
        action=configuration.Action.CHANGED,
        differences=said,
    )
    configuration.record(entry, by=by, at=at)
