from celery import shared_task

from sla import closing
from sla import sweep as sweeping


@shared_task
def sweep() -> None:
    sweeping.sweep()


@shared_task
def close_resolved() -> None:
    closing.close_resolved()
