"""A session as a calendar knows it, in the active language."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.urls import reverse

from requests_app import calendar_file as icalendar
from requests_app.calendar_file import KIND, Event
from surveys.models import TrainingSession

__all__ = ["KIND", "NAME", "calendar_file"]

NAME = "training.ics"


def calendar_file(session: TrainingSession, *, at: datetime) -> str:
    """What puts it into a calendar; of one that was called off, what takes it out again. `at`: when it was written."""
    event = Event(
        uid=f"training-{session.pk}",
        sequence=session.edition,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        title=str(session.title),
        place=session.place or session.link,
        text="",
        path=reverse("training:detail", args=[session.pk]),
        is_off=session.state == TrainingSession.State.CANCELLED,
    )
    described = "\n".join(one for one in (str(session.text), session.link, event.address) if one)
    return icalendar.calendar_file(replace(event, text=described), product="Training", at=at)
