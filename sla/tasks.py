from typing import Any

from celery import shared_task

from sla import audit, closing, handling, recalculation, reminding
from sla import sweep as sweeping
from sla.replay import history, stored

# Seconds. After a long downtime telling people takes minutes; the sweep must not wait behind it, and comes round again.
A_TURN = 3.0


@shared_task
def sweep() -> None:
    sweeping.sweep()
    handling.handle(seconds=A_TURN)


@shared_task
def handle_events() -> None:
    handling.handle(seconds=A_TURN)


@shared_task
def audit_clocks() -> None:
    audit.audit_if_due()


@shared_task
def close_resolved() -> None:
    closing.close_resolved()


@shared_task
def remind_due() -> None:
    reminding.remind_due()


@shared_task
def recalculate(pk: int) -> None:
    outlook = recalculation.work(pk)
    if outlook is not recalculation.Outlook.DONE:
        # At the back of the line, so that the sweep keeps its turn.
        recalculate.apply_async((pk,), countdown=1 if outlook is recalculation.Outlook.BLOCKED else 0)


@shared_task
def recalculate_unfinished() -> None:
    for pk in recalculation.free_jobs():
        recalculate.delay(pk)


@shared_task
def replay(model: str, pk: int, period: dict[str, Any]) -> None:
    stored.work(model, pk, period)


@shared_task
def pack_history() -> None:
    history.pack()
