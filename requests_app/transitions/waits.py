"""What a request waits for, as a row: begun and ended by every move, in the move's own transaction."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from kombu.exceptions import OperationalError

from requests_app.models import ServiceRequest, Wait, WaitKind
from requests_app.states import FINISHED, OPEN, Status

logger = logging.getLogger(__name__)

RESTING = frozenset({Status.WAITING, Status.ON_HOLD})


def follow(request: ServiceRequest, old: str, at: datetime) -> None:
    """After a request moved: the wait it was in is over, a question begins one, and a part that ended tells its parent.

    Why a request is on hold is the verb's own to write down (`begin`).
    """
    if old in RESTING:
        Wait.objects.filter(request=request).delete()
    if request.status == Status.WAITING:
        begin(request, WaitKind.REQUESTER, at, look_at=at if request.is_live else None)
    if request.parent_id and old in OPEN and request.status in FINISHED:
        _tell_parent(request.parent_id, at)


def begin(request: ServiceRequest, kind: str, at: datetime, **more: object) -> Wait:
    return Wait.objects.create(request=request, kind=kind, since=at, **more)


def _tell_parent(parent_id: int, at: datetime) -> None:
    # Only the row of its wait: whoever holds the parent may be about to lock this part, and both would wait forever.
    if Wait.objects.for_parts().filter(request=parent_id).update(look_at=at):
        transaction.on_commit(look_soon)


def look_soon() -> None:
    """Ask a worker to look at what is due. Without a broker the next round of the timetable does, a little later."""
    from requests_app.tasks import wake_due  # tasks imports this package

    try:
        wake_due.apply_async(retry=False)
    except OperationalError as problem:
        logger.warning("The broker does not answer, requests go on with the next round: %s", problem)
