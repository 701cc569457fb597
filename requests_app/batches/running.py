"""Doing a batch: one request after the other, each in a transaction of its own, by however many workers at once."""

from __future__ import annotations

import logging
import time
from datetime import datetime
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from requests_app import access, clock, transitions
from requests_app.models import Batch, BatchItem, ServiceRequest
from requests_app.transitions import IllegalMove, Refused, StaleForm

from .acts import ACTS
from .hindrances import hindered
from .preview import own_words, stale_words, state_words

logger = logging.getLogger(__name__)

STRETCH = 5.0  # seconds; then the worker is free for others before it goes on
State = BatchItem.State


def begin(batch: Batch, arguments: dict[str, Any]) -> bool:
    """From now on it is to be done; False where somebody began it already."""
    prepared = Batch.objects.filter(pk=batch.pk, state=Batch.State.PREPARED)
    begun = prepared.update(state=Batch.State.WAITING, arguments=arguments) > 0
    batch.refresh_from_db(fields=["state", "arguments"])
    return begun


def unfinished() -> list[int]:
    """What was begun and nobody is at: a broker may forget it, or a worker die. Whoever is told twice only helps."""
    return list(Batch.objects.left_alone(clock.now()).order_by("pk").values_list("pk", flat=True))


def forget(*, now: datetime) -> int:
    """Throw away what was prepared and never begun, and results that nobody needs any more; how many."""
    deleted, _by_table = Batch.objects.forgettable(now).delete()
    return deleted


def work(pk: int, *, seconds: float | None = STRETCH) -> bool:
    """Go on with a batch for a while, in the language of who began it. Is something left for the caller?"""
    batch = Batch.objects.select_related("started_by", "department", "undoes").filter(pk=pk).first()
    if batch is None or not batch.is_unfinished:
        return False
    Batch.objects.unfinished().filter(pk=pk).update(state=Batch.State.RUNNING, worked_at=clock.now())
    begun, by = time.monotonic(), batch.started_by
    with translation.override(by.language), timezone.override(by.time_zone):
        one = Worker(batch)
        while one.step():
            if seconds is not None and time.monotonic() - begun >= seconds:
                return True
    _finish(batch)
    return False


def _finish(batch: Batch) -> None:
    """Unless another worker is still at its last request: then that one finds nothing left after it."""
    if not BatchItem.objects.waiting().filter(batch=batch).exists():
        running = Batch.objects.filter(pk=batch.pk, state=Batch.State.RUNNING)
        running.update(state=Batch.State.DONE, finished_at=clock.now())


class Worker:
    """Does the requests of one batch."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.by, self.deed = batch, batch.started_by, ACTS[batch.act]
        self.arguments = {} if batch.undoes else self.deed.read(batch.arguments)

    def step(self) -> bool:
        """Do the next request that no other worker is at; False when there is none."""
        with transaction.atomic():
            waiting = BatchItem.objects.waiting().filter(batch=self.batch).order_by("pk")
            item = waiting.select_for_update(skip_locked=True).first()
            if item is None:
                return False
            item.state, item.reason = State.REFUSED, self._do(item)
            if not item.reason:
                item.state = State.DONE
            item.save(update_fields=["state", "reason", "before", "version_after"])
        return True

    def _do(self, item: BatchItem) -> str:
        """Do it, and say why not; empty where it worked. Raises what is worth another attempt."""
        try:
            with transaction.atomic():
                return self._act(item)
        except Refused as refusal:
            return str(refusal)
        except IllegalMove as problem:
            return state_words(problem.status)
        except StaleForm:
            return stale_words()
        except OperationalError:
            raise  # the database is away, or two waited for each other: nothing is written, and it is tried again
        except Exception:
            logger.exception("Batch %s could not do request %s", self.batch.pk, item.request_id)
            return _("An error of the portal was in the way. The log of the portal says more.")

    def _act(self, item: BatchItem) -> str:
        held = ServiceRequest.objects.held_by(self.batch.department_id).handled_by(self.by)
        ticket = held.for_list().filter(pk=item.request_id).first()
        if ticket is None or not self.by.is_active or not self.by.works_in(self.batch.department_id):
            return _("It is no longer in this queue.")
        if not access.can_work(self.by, ticket):
            return own_words()
        if self.batch.undoes or self.deed.guarded:
            ticket = transitions.expecting(ticket, version=item.version)
        # Looked at again: a part may have been asked for, or a tick taken back, since the preview.
        if reason := hindered(self.batch.act, [ticket.pk], by=self.by).get(ticket.pk):
            return reason
        if self.batch.undoes and self.deed.undo:
            changed = self.deed.undo(ticket, item.before, self.by)
        else:
            item.before = self.deed.remember(ticket)
            changed = self.deed.act(ticket, **self.arguments, by=self.by)
        item.version_after = changed.version
        return ""
