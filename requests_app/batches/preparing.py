"""Which requests a batch is about: written down with the version that the person saw."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from requests_app.models import Batch, BatchItem, Department, User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.transitions import Refused

from .acts import ACTS

AT_ONCE = 100  # requests; more are done by a worker
MOST = 5000


@transaction.atomic
def prepare(
    act: Batch.Act, rows: ServiceRequestQuerySet, department: Department, *, by: User, now: datetime, query: str = ""
) -> Batch:
    """A batch about these rows of the department. Raises Refused for none and for more than MOST."""
    found = list(rows.order_by("pk").values_list("pk", "version")[: MOST + 1])
    if not found:
        raise Refused(_("Select at least one request first."))
    if len(found) > MOST:
        raise Refused(_("These are more than %(most)s requests. Narrow the view with filters first.") % {"most": MOST})
    batch = Batch.objects.create(department=department, started_by=by, act=act, query=query, created_at=now)
    BatchItem.objects.bulk_create(
        [BatchItem(batch=batch, request_id=pk, version=version) for pk, version in found], batch_size=1000
    )
    return batch


def can_be_taken_back(batch: Batch) -> bool:
    """Done, with something to take back by a verb, and nobody did so yet."""
    if batch.state != Batch.State.DONE or batch.undoes_id or ACTS[batch.act].undo is None:
        return False
    return not Batch.objects.filter(undoes=batch).exists() and batch.items.changed().exists()


def take_back(batch: Batch, *, now: datetime) -> Batch:
    """A batch that undoes this one where nobody changed the request since. Raises Refused where that cannot be."""
    if not can_be_taken_back(batch):
        raise Refused(_("This cannot be taken back any more."))
    try:
        with transaction.atomic():
            told: dict[str, Any] = {"department": batch.department, "started_by": batch.started_by, "act": batch.act}
            back = Batch.objects.create(**told, query=batch.query, created_at=now, undoes=batch)
            changed = batch.items.changed().order_by("pk")
            items = [
                BatchItem(batch=back, request_id=one.request_id, version=one.version_after or 0, before=one.before)
                for one in changed
            ]
            BatchItem.objects.bulk_create(items, batch_size=1000)
    except IntegrityError:  # somebody clicked twice
        raise Refused(_("This cannot be taken back any more.")) from None
    return back
