"""Notes the runs of periodic jobs, so that the status page can say which one is late."""

from __future__ import annotations

from typing import Any

from celery import current_app, signals
from django.db.models import F

from requests_app import clock

from .models import JobRun


def timetable() -> dict[str, Any]:
    """The entries of the beat's timetable by task name."""
    return {entry["task"]: entry for entry in current_app.conf.beat_schedule.values()}


def note_start(sender: Any, **kwargs: Any) -> None:
    if sender.name in timetable():
        JobRun.objects.update_or_create(
            task=sender.name, defaults={"started_at": clock.now(), "finished_at": None, "error": ""}
        )


def note_end(sender: Any, state: str | None = None, retval: Any = None, **kwargs: Any) -> None:
    if sender.name in timetable():
        error = "" if state == "SUCCESS" else f"{type(retval).__name__}: {retval}"[:500]
        JobRun.objects.filter(task=sender.name).update(
            finished_at=clock.now(), error=error, runs=F("runs") + 1, failures=F("failures") + int(bool(error))
        )


def connect() -> None:
    signals.task_prerun.connect(note_start, dispatch_uid="operations.jobs.start")
    signals.task_postrun.connect(note_end, dispatch_uid="operations.jobs.end")
