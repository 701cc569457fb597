from celery import shared_task

from sla import closing
from sla import sweep as sweeping


@shared_task  # type: ignore[untyped-decorator]
def sweep() -> None:
    sweeping.sweep()


@shared_task  # type: ignore[untyped-decorator]
def close_resolved() -> None:
    closing.close_resolved()
