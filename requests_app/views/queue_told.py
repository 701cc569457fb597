"""What became of a batch, for its own page and for the queue it was begun in."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from requests_app import batches
from requests_app.batches.preparing import can_be_taken_back
from requests_app.models import Batch, BatchItem, Department, User

SHOWN = 500  # of those that worked, and of those that did not


def told(user: User, department: Department, number: str) -> dict[str, Any] | None:
    """What the queue says above its rows about the batch that was just done."""
    if not number.isdecimal() or len(number) > 18:
        return None
    found = Batch.objects.of(user).filter(department=department, pk=int(number), state=Batch.State.DONE).first()
    return progress(found) if found else None


def progress(batch: Batch) -> dict[str, Any]:
    items = batch.items.select_related("request").order_by("request")
    numbers = items.numbers()
    done, refused = numbers[BatchItem.State.DONE], numbers[BatchItem.State.REFUSED]
    total = sum(numbers.values())
    return {
        "batch": batch,
        "department": batch.department,
        "total": total,
        "seen": done + refused,
        "done": done,
        "refused": refused,
        "words": _words(batch, done),
        "refused_items": items.refused()[:SHOWN],
        "done_items": items.done()[:SHOWN],
        "can_undo": can_be_taken_back(batch),
        "back": queue_url(batch.department.code, batch.query),
        "deed": batches.ACTS[batch.act],
    }


def _words(batch: Batch, done: int) -> str:
    if batch.undoes_id:
        return ngettext("%(count)s request is as it was.", "%(count)s requests are as they were.", done) % {
            "count": done
        }
    return batches.ACTS[batch.act].done(done)


def queue_url(dept: str, query: str) -> str:
    return f"{reverse('queue', args=[dept])}?{query or 'view=open'}"
