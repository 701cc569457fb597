"""Goals and annotations in the list of changes, and where they go when departments are merged or split."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards.steering.models import Annotation, Goal
from requests_app import belongings
from requests_app.belongings import Belonging
from requests_app.configuration import Action, Kind, changing, register
from requests_app.models import Department, User


def _move_goal(goal: Goal, into: Department, by: User) -> None:
    """The one that goes on keeps its own goal where both have one: two for one figure would be none."""
    if Goal.objects.filter(department=into, indicator=goal.indicator).exists():
        with changing(goal, by=by):
            goal.delete()
        return
    with changing(goal, by=by, action=Action.MOVED):
        goal.department = into
        goal.edition += 1
        goal.save(update_fields=["department", "edition"])


def _move_annotation(annotation: Annotation, into: Department, by: User) -> None:
    with changing(annotation, by=by, action=Action.MOVED):
        annotation.department = into
        annotation.edition += 1
        annotation.save(update_fields=["department", "edition"])


OURS = (
    Belonging(
        code="goal",
        label=pgettext_lazy("belongings", "Goals"),
        rows=lambda department: Goal.objects.filter(department=department),
        move=_move_goal,
    ),
    Belonging(
        code="annotation",
        label=_("Annotations of figures"),
        rows=lambda department: Annotation.objects.filter(department=department),
        move=_move_annotation,
    ),
)


OF_DEPARTMENT = {"department": pgettext_lazy("configuration", "Department")}


def register_all() -> None:
    """Called when the app is ready."""
    belongings.register(*OURS)
    register(
        Kind(
            code="goal",
            label=pgettext_lazy("configuration", "Goal"),
            model=Goal,
            fields=("department", "indicator", "until"),
            labels=OF_DEPARTMENT,
            # A decimal is no JSON.
            further={"value": (pgettext_lazy("goal", "goal"), lambda goal: str(goal.value))},
            page=lambda pk: reverse("figures:goal", args=[pk]),
        ),
        Kind(
            code="annotation",
            label=pgettext_lazy("configuration", "Annotation of figures"),
            model=Annotation,
            fields=("department", "day", "text"),
            labels=OF_DEPARTMENT,
            page=lambda pk: reverse("figures:annotation", args=[pk]),
        ),
    )
