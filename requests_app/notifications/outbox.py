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

from requests_app import live
from requests_app.models import (
    Delivery,
    MutedRequest,
    Notification,
    NotificationChoice,
    Priority,
    ServiceRequest,
    Told,
    Urgency,
    User,
    Webhook,
)
from requests_app.readership import readers

from . import texts, topics

logger = logging.getLogger(__name__)

WAKE_EXPIRES = 60  # seconds; by then the timetable has come round

# Notifications and their deliveries at once, however many, as each of those people chose to be told. A key somebody
# knows already, also from a worker that tells the same at this very moment, writes neither. What somebody does not want
# under the bell arrives there as read: nothing is lost, and nothing rings.
_TELL = f"""
WITH news AS (
    SELECT * FROM unnest(
        %(recipient)s::bigint[], %(kind)s::text[], %(request)s::bigint[], %(params)s::text[], %(key)s::text[],
        %(at)s::timestamptz[], %(topic)s::text[], %(email)s::boolean[], %(rings)s::boolean[], %(urgency)s::smallint[]
    ) WITH ORDINALITY AS news(recipient, kind, request, params, key, at, topic, email, rings, urgency, number)
), wanted AS (
    SELECT news.*,
        news.rings OR (bell.wanted IS NOT false AND muted.id IS NULL) AS new,
        COALESCE(mail.wanted, news.email) AND muted.id IS NULL AS mailed,
        COALESCE(called.wanted, false) AND muted.id IS NULL AND hook.person_id IS NOT NULL AS called
    FROM news
    LEFT JOIN {NotificationChoice._meta.db_table} bell
        ON bell.person_id = news.recipient AND bell.topic = news.topic AND bell.way = '{Told.BELL.value}'
    LEFT JOIN {NotificationChoice._meta.db_table} mail
        ON mail.person_id = news.recipient AND mail.topic = news.topic AND mail.way = '{Told.EMAIL.value}'
    LEFT JOIN {NotificationChoice._meta.db_table} called
        ON called.person_id = news.recipient AND called.topic = news.topic AND called.way = '{Told.WEBHOOK.value}'
    LEFT JOIN {Webhook._meta.db_table} hook ON hook.person_id = news.recipient
    LEFT JOIN {MutedRequest._meta.db_table} muted
        ON muted.person_id = news.recipient AND muted.request_id = news.request
), told AS (
    INSERT INTO {Notification._meta.db_table} (recipient_id, kind, request_id, params, key, created_at, read_at)
    SELECT recipient, kind, request, params::jsonb, key, at, CASE WHEN new THEN NULL ELSE at END FROM wanted
    ORDER BY number
    ON CONFLICT (recipient_id, key) DO NOTHING
    RETURNING id, recipient_id, key
)
INSERT INTO {Delivery._meta.db_table}
    (notification_id, recipient_id, topic, urgency, channel, state, attempts, next_attempt_at, error)
SELECT told.id, wanted.recipient, wanted.topic, wanted.urgency, way.channel,
    '{Delivery.State.PENDING.value}', 0, wanted.at, ''
FROM told JOIN wanted ON wanted.recipient = told.recipient_id AND wanted.key = told.key
CROSS JOIN LATERAL (VALUES
    ('{Delivery.Channel.EMAIL.value}', wanted.mailed), ('{Delivery.Channel.WEBHOOK.value}', wanted.called)
) AS way(channel, goes)
WHERE way.goes
ORDER BY wanted.number
"""  # noqa: S608 - the names are our own


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something to tell people, each once per `key` (at most 120 characters): in the portal and, with `email`, by mail.

    Whoever chose otherwise for the `topic` (the kind's own unless given) is told as they chose. `params` are plain JSON
    for the words of `kind`, see `texts.register`.
    """

    kind: str
    recipients: Iterable[User]
    key: str
    at: datetime
    request: ServiceRequest | None = None
    params: dict[str, Any] = field(default_factory=dict)
    email: bool = True
    topic: str = ""

    @property
    def about(self) -> topics.Topic:
        return topics.named(self.topic) if self.topic else topics.of_kind(self.kind)

    @property
    def urgency(self) -> Urgency:
        if self.about.at_once:
            return Urgency.AT_ONCE
        is_critical = self.request is not None and self.request.priority == Priority.CRITICAL
        return Urgency.URGENT if is_critical or texts.wording_of(self.kind).urgent else Urgency.NORMAL


def notify(
    kind: str,
    recipients: Iterable[User],
    *,
    key: str,
    at: datetime,
    request: ServiceRequest | None = None,
    params: dict[str, Any] | None = None,
) -> None:
    """One piece of news, under the bell and by mail; see `News` and `notify_all`."""
    notify_all([News(kind=kind, recipients=recipients, key=key, at=at, request=request, params=params or {})])


def notify_all(news: Iterable[News]) -> None:
    """Tell everybody of everything, in one statement.

    Left out are service accounts, people who are inactive and who may not see the request; a request that is not live
    tells nobody. Whoever did what is told about is the caller's to leave out. Of two news with one key a person hears
    the first. Raises UnknownKind for a kind nobody registered.
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
    people = [sorted({one for one in each.recipients if _is_told(one)}, key=_by_pk) for each in news]
    seeing = iter(readers([(one.request, who) for one, who in zip(news, people, strict=True) if one.request]))
    return [(one, next(seeing) if one.request else who) for one, who in zip(news, people, strict=True)]


def _is_told(user: User) -> bool:
    """Programs read lists and take webhooks; nobody opens their mail."""
    return user.is_active and not user.is_service_account


def _by_pk(user: User) -> int:
    return user.pk


def _write(told: Sequence[tuple[User, News]]) -> None:
    params = {id(one): json.dumps(one.params) for _person, one in told}
    urgency = {id(one): one.urgency for _person, one in told}
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
                "topic": [one.about.code for _person, one in told],
                "email": [one.email for _person, one in told],
                "rings": [bool(one.about.bell_because) for _person, one in told],
                "urgency": [urgency[id(one)] for _person, one in told],
            },
        )
        if cursor.rowcount:
            transaction.on_commit(wake_delivery)
            live.touch(*{live.person(person.pk) for person, _one in told})


def wake_delivery() -> None:
    """Ask a worker to send now. Without a broker the next round of the timetable finds the rows, a little later."""
    from requests_app.tasks import deliver_due  # tasks imports this package

    try:
        deliver_due.apply_async(retry=False, expires=WAKE_EXPIRES)
    except OperationalError as problem:
        logger.warning("The broker does not answer, mail waits for the next round: %s", problem)
