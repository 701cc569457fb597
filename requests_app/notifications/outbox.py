"""Writing into the outbox. Only rows: sending begins after the transaction that tells has ended."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from kombu.exceptions import OperationalError

from requests_app.models import Delivery, Membership, Notification, ServiceRequest, User

from . import texts

logger = logging.getLogger(__name__)


@transaction.atomic
def notify(
    kind: str,
    recipients: Iterable[User],
    *,
    key: str,
    at: datetime,
    request: ServiceRequest | None = None,
    params: dict[str, Any] | None = None,
    email: bool = True,
) -> None:
    """Tell each of the `recipients` once per `key` (at most 120 characters), in the portal and, with `email`, by mail.

    `params` are plain JSON for the words of `kind`, see `texts.register`. Left out are people who are inactive or may
    not see the request; a request that is not live tells nobody. Whoever did what is told about is the caller's to
    leave out. Raises UnknownKind for a kind nobody registered.
    """
    texts.wording_of(kind)
    if request is not None and not request.is_live:
        return
    people = [person for person in sorted(set(recipients), key=_by_pk) if person.is_active]
    new = _untold(people if request is None else readers(people, request), key)
    if not new:
        return
    Notification.objects.bulk_create(
        [
            Notification(recipient=person, kind=kind, request=request, params=params or {}, key=key, created_at=at)
            for person in new
        ],
        ignore_conflicts=True,
    )
    if email:
        _hand_to_post(new, key, at)


def _by_pk(user: User) -> int:
    return user.pk


def readers(people: list[User], request: ServiceRequest) -> list[User]:
    """Those of the active `people` whom `visible_to` shows the request: the same rule from the other side, in one
    statement for a whole department. A test holds the two together."""
    holders = Q(department=request.department_id) | Q(department__in=request.legs.values("department"))
    serving = set(Membership.objects.filter(holders, user__in=people).values_list("user", flat=True))
    may = serving | {request.requester_id, request.filed_by_id}
    return [person for person in people if person.is_superuser or person.pk in may]


def _untold(people: list[User], key: str) -> list[User]:
    told = set(Notification.objects.filter(recipient__in=people, key=key).values_list("recipient", flat=True))
    return [person for person in people if person.pk not in told]


def _hand_to_post(people: list[User], key: str, at: datetime) -> None:
    # Asked for again: rows that met a conflict come back from bulk_create without their ids.
    rows = Notification.objects.filter(recipient__in=people, key=key).values_list("pk", flat=True)
    Delivery.objects.bulk_create(
        [Delivery(notification_id=pk, channel=Delivery.Channel.EMAIL, next_attempt_at=at) for pk in rows],
        ignore_conflicts=True,
    )
    transaction.on_commit(wake_delivery)


def wake_delivery() -> None:
    """Ask a worker to send now. Without a broker the next round of the timetable finds the rows, a little later."""
    from requests_app.tasks import deliver_due  # tasks imports this package

    try:
        deliver_due.apply_async(retry=False)
    except OperationalError as problem:
        logger.warning("The broker does not answer, mail waits for the next round: %s", problem)
