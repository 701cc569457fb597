"""What workers do for this app. Every job is safe to run twice and by many at once."""

from __future__ import annotations

from celery import shared_task

from .notifications import delivery


@shared_task
def deliver_due() -> int:
    """Send what is due; the number of mails sent."""
    return delivery.deliver_due()
