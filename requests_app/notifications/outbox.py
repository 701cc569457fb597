"""Writing into the outbox. Only rows: sending begins after the transaction that tells has ended."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from kombu.exceptions import OperationalError

from requests_app.access import readers
from requests_app.models import Delivery, Notification, ServiceRequest, User

from . import texts

logger = logging.getLogger(__name__)

# Notifications and their deliveries at once, however many. A key somebody knows already, also from a worker that tells
# the same at this very moment, writes neither.
_TELL = f"""
WITH news AS (
    SELECT * FROM unnest(
        %(recipient)s::bigint[], %(kind)s::text[], %(request)s::bigint[], %(params)s::text[], %(key)s::text[],
        %(at)s::timestamptz[], %(email)s::boolean[]
    ) AS news(recipient, kind, request, params, key, at, email)
), told AS (
    INSERT INTO {Notification._meta.db_table} (recipient_id, kind, request_id, params, key, created_at)
    SELECT recipient, kind, request, params::jsonb, key, at FROM news
    ON CONFLICT (recipient_id, key) DO NOTHING
    RETURNING id, recipient_id, key
)
INSERT INTO {Delivery._meta.db_table} (notification_id, channel, state, attempts, next_attempt_at, error)
SELECT told.id, '{Delivery.Channel.EMAIL.value}', '{Delivery.State.PENDING.value}', 0, news.at, ''
FROM told JOIN news ON news.recipient = told.recipient_id AND news.key = told.key
WHERE news.email
ORDER BY told.id
"""  # noqa: S608 - the names are our own


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something to tell people, each once per `key` (at most 120 characters): in the portal and, with `email`, by mail.

    `params` are plain JSON for the words of `kind`, see `texts.register`.
    """

    kind: str
    recipients: Iterable[User]
    key: str
    at: datetime
    request: ServiceRequest | None = None
    params: dict[str, Any] = field(default_factory=dict)
    email: bool = True


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
    """One piece of news, see `News` and `notify_all`."""
    notify_all(
        [News(kind=kind, recipients=recipients, key=key, at=at, request=request, params=params or {}, email=email)]
    )


def notify_all(news: Iterable[News]) -> None:
    """Tell everybody of everything, in one statement.

    Left out are people who are inactive or may not see the request; a request that is not live tells nobody. Whoever
    did what is told about is the caller's to leave out. Of two news with one key a person hears the first. Raises
    UnknownKind for a kind nobody registered.
    """
    news = list(news)
    for kind in {one.kind for one in news}:
        texts.wording_of(kind)
    told: dict[tuple[int, str], tuple[User, News]] = {}
    for one, people in _addressed([one for one in news if one.request is None or one.request.is_live]):
        for person in people:
            told.setdefault((person.pk, one.key), (person, one))
    if told:
        _write(list(told.values()))


def _addressed(news: Sequence[News]) -> list[tuple[News, list[User]]]:
    """Each with those it may reach, in the order of their ids."""
    people = [sorted({one for one in each.recipients if one.is_active}, key=_by_pk) for each in news]
    seeing = iter(readers([(one.request, who) for one, who in zip(news, people, strict=True) if one.request]))
    return [(one, next(seeing) if one.request else who) for one, who in zip(news, people, strict=True)]


def _by_pk(user: User) -> int:
    return user.pk


def _write(told: Sequence[tuple[User, News]]) -> None:
    params = {id(one): json.dumps(one.params) for _person, one in told}
    with connection.cursor() as cursor:
        cursor.execute(
            _TELL,
            {
                "recipient": [person.pk for person, _one in told],
                "kind": [one.kind for _person, one in told],
                "request": [one.request and one.request.pk for _person, one in told],
                "params": [params[id(one)] for _person, one in told],
                "key": [one.key for _person, one in told],
                "at": [one.at for _person, one in told],
                "email": [one.email for _person, one in told],
            },
        )
        if cursor.rowcount:
            transaction.on_commit(wake_delivery)


def wake_delivery() -> None:
    """Ask a worker to send now. Without a broker the next round of the timetable finds the rows, a little later."""
    from requests_app.tasks import deliver_due  # tasks imports this package

    try:
        deliver_due.apply_async(retry=False)
    except OperationalError as problem:
        logger.warning("The broker does not answer, mail waits for the next round: %s", problem)
