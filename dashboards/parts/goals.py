"""Goals of the department beside their figures, and what was annotated in the days of the page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from dashboards.asked import Asked
from dashboards.models import Annotation, Goal
from dashboards.steering import page
from dashboards.steering.aims import weekly, window
from requests_app.readings import Steps


def build(asked: Asked) -> Steps[dict[str, Any]]:
    """Goals are about the whole department and the last weeks, whatever days and service are."""
    department = asked.department
    today = asked.now.astimezone(department.zone).date()
    beside = Annotation.objects.beside(department).filter(day__gte=asked.period.start, day__lt=asked.period.end)
    goals, annotations = yield Goal.objects.filter(department=department), beside
    weeks = (yield from weekly.part(department.pk, *window(today))) if goals else []
    basis = page.Basis(weeks, (), page.linker(department), today)
    return {
        "goals": page.standings(goals, basis),
        "annotations": annotations,
        "goals_url": reverse("figures:steering", args=[department.code]),
        "annotation_url": reverse("figures:annotation_new", args=[department.code]),
    }
