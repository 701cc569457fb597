"""Periodic jobs; the timetable is in config/celery.py."""

from celery import shared_task

from dashboards import audit, marks, rollups
from dashboards.journey import counting
from dashboards.meetings import telling as meetings
from dashboards.morning import telling
from dashboards.reports import telling as reports
from requests_app import clock


@shared_task
def recount_stale() -> None:
    rollups.recount()


@shared_task
def mark_lapsed() -> None:
    marks.mark_lapsed(clock.now())


@shared_task
def count_journeys() -> None:
    counting.count_all()


@shared_task
def tell_mornings() -> int:
    """Write the note of everybody whose working day begins; the number of notes."""
    return telling.tell_due()


@shared_task
def send_reports() -> int:
    """Write down the reports that are due; the outbox sends them. Their number."""
    return reports.send_due()


@shared_task
def audit_figures() -> None:
    audit.audit_if_due()


@shared_task
def remind_of_reviews() -> int:
    """Tell those invited to service reviews that they are soon; the number of meetings."""
    return meetings.remind_due()
