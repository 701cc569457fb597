"""What a department has to learn: its open improvements of the kind training, each with what speaks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from requests_app.models import User
from surveys.improving import metrics, words
from surveys.models import Improvement, TrainingPlace, TrainingSession


@dataclass(frozen=True, slots=True)
class Need:
    """`metric` and `before`, its value, are words and may be empty; sessions are the soonest first."""

    improvement: Improvement
    metric: str
    before: str
    sessions: Sequence[TrainingSession]


def needs_of(user: User, department: str = "") -> list[Need]:
    """Of the departments this person serves in, or of one of them by its code; two statements."""
    rows = Improvement.objects.readable_by(user).open().filter(kind=Improvement.Kind.TRAINING)
    if department:
        rows = rows.filter(department__code=department)
    seated = Count("places", filter=Q(places__state=TrainingPlace.State.SEAT))
    sessions = TrainingSession.objects.annotate(taken=seated).soonest_first()
    found = rows.for_list().select_related("campaign", "need", "suggestion").order_by("department__code", "pk")
    return [_need(one) for one in found.prefetch_related(Prefetch("sessions", sessions))]


def _need(improvement: Improvement) -> Need:
    metric = metrics.named(improvement.metric)
    before = words.sample(metric.unit, improvement.baseline) if metric else ""
    return Need(improvement, str(metric.name) if metric else "", before, list(improvement.sessions.all()))
