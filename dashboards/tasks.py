"""Periodic jobs; the timetable is in config/celery.py."""

from celery import shared_task

from dashboards import marks, rollups
from dashboards.journey import counting
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
