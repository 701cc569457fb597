"""Versions of what pages show: one token a topic, in the cache, new with every change.

A topic is a short name: `p7` what waits for person 7, `d3` what department 3 holds, `r12` request 12. Tokens say only
“another than before”; so an emptied cache, or a token that ran out, costs every open page one look and nothing else.
A change whose token was lost with the cache is found by the look that every page takes now and then anyway.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial
from secrets import token_hex

from django.core.cache import cache
from django.db import transaction
from redis import RedisError

from requests_app.models import RequestEvent, ServiceRequest

logger = logging.getLogger(__name__)

KEPT = timedelta(days=1)
UNCHANGED = "0"  # in all the time tokens are kept
KEY = "live:"


def person(pk: int) -> str:
    return f"p{pk}"


def department(pk: int) -> str:
    return f"d{pk}"


def request_topic(pk: int) -> str:
    return f"r{pk}"


def touch(*topics: str) -> None:
    """These changed. Told when the transaction is over: a page that looked before would see the old state."""
    # Robust: a cache that is down must not undo or disturb what was committed.
    transaction.on_commit(partial(_renew, topics), robust=True)


def touch_for(request: ServiceRequest, event: RequestEvent) -> None:
    """All that a verb changed: the request, the departments that hold and held it, and those it is counted for."""
    people = {request.requester_id, request.filed_by_id, request.assignee_id, event.actor_id} - {None}
    departments = {request.department_id, request.asking_department_id, event.data.get("from")} - {None}
    touch(
        request_topic(request.pk),
        *(person(pk) for pk in people if pk is not None),
        *(department(pk) for pk in departments if isinstance(pk, int)),
    )


def _renew(topics: Iterable[str]) -> None:
    try:
        cache.set_many({KEY + topic: token_hex(4) for topic in topics}, timeout=KEPT.total_seconds())
    except RedisError as problem:
        logger.warning("Open pages hear later of a change: %s", problem)


def read(topics: Sequence[str]) -> list[str] | None:
    """A token for each topic, in one question to the cache; None where it does not answer."""
    try:
        found = cache.get_many([KEY + topic for topic in topics])
    except RedisError as problem:
        logger.warning("Open pages cannot be told what changed: %s", problem)
        return None
    return [found.get(KEY + topic, UNCHANGED) for topic in topics]
