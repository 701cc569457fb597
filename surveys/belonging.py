"""Improvements, needs studies and suggestions go along when a department is merged or split, and sessions with them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from requests_app.belongings import Belonging
from requests_app.models import Department, Service, User

from .models import Improvement, NeedsStudy, Suggestion, TrainingSession

# What is in place is measured by the figures of the department in which it was made, so it stays with those.
MOVING = (Improvement.State.IDEA, Improvement.State.PLANNED)


def _improvements(department: Department) -> QuerySet[Improvement]:
    return Improvement.objects.filter(department=department, state__in=MOVING)


def _measured_at(department: Department, services: Collection[Service]) -> QuerySet[Improvement]:
    return _improvements(department).filter(service__in=[one.pk for one in services])


def _studies(department: Department) -> QuerySet[NeedsStudy]:
    return NeedsStudy.objects.filter(department=department).exclude(step=NeedsStudy.Step.REVIEWED)


def _suggestions(department: Department) -> QuerySet[Suggestion]:
    return Suggestion.objects.waiting().filter(department=department.pk)


def _move_improvement(improvement: Improvement, into: Department, by: User) -> None:
    """Its training sessions belong to the department through it; calendars people have are told by their number."""
    rows: QuerySet[Any] = Improvement.objects.filter(pk=improvement.pk)
    rows.update(department=into, edition=F("edition") + 1)
    TrainingSession.objects.filter(improvement=improvement).update(edition=F("edition") + 1)


def _move_study(study: NeedsStudy, into: Department, by: User) -> None:
    NeedsStudy.objects.filter(pk=study.pk).update(department=into)


def _move_suggestion(suggestion: Suggestion, into: Department, by: User) -> None:
    Suggestion.objects.filter(pk=suggestion.pk).update(department=into.pk)


OURS = (
    Belonging(
        code="improvement",
        label=_("Improvements"),
        rows=_improvements,
        move=_move_improvement,
        following=_measured_at,
    ),
    Belonging(code="needs_study", label=_("Needs studies"), rows=_studies, move=_move_study),
    Belonging(code="suggestion", label=_("Suggestions"), rows=_suggestions, move=_move_suggestion),
)
