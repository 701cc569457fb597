"""Setting a goal, writing an annotation, taking either away: each leaves a row in the list of changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dashboards.steering.models import Annotation, Goal
from requests_app.configuration import changing
from requests_app.models import Department, User
from requests_app.transitions import Refused, StaleForm

Thing = TypeVar("Thing", Goal, Annotation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What an annotation says; `department` None: it concerns the whole company."""

    department: Department | None
    day: date
    text: str


def set_goal(
    department: Department, indicator: str, value: Decimal, until: date, *, by: User, now: datetime | None = None
) -> Goal:
    """A new one. Raises Refused where the indicator has a goal already."""
    goal = Goal(department=department, indicator=indicator, value=value, until=until)
    try:
        with changing(goal, by=by, at=now):
            goal.save()
    except IntegrityError as problem:
        raise Refused(_("This indicator has a goal already. Change that one.")) from problem
    return goal


@transaction.atomic
def move_goal(goal: Goal, value: Decimal, until: date, *, edition: int, by: User) -> Goal:
    """Another value or day. Raises StaleForm where it is not as `edition` showed."""
    goal = _locked(goal, edition)
    with changing(goal, by=by):
        goal.value, goal.until = value, until
        goal.edition += 1
        goal.save()
    return goal


@transaction.atomic
def annotate(
    annotation: Annotation | None, noted: Noted, *, edition: int = 0, by: User, now: datetime | None = None
) -> Annotation:
    """Write one, new (None) or in other words. Raises StaleForm where it is not as `edition` showed."""
    written = _locked(annotation, edition) if annotation else Annotation()
    with changing(written, by=by, at=now):
        written.department, written.day, written.text = noted.department, noted.day, noted.text
        written.edition += 1
        written.save()
    return written


@transaction.atomic
def remove(thing: Thing, *, edition: int, by: User) -> None:
    """Take a goal or an annotation away. Raises StaleForm where it is not as `edition` showed."""
    found = _locked(thing, edition)
    with changing(found, by=by):
        found.delete()


def _locked(thing: Thing, edition: int) -> Thing:
    current: Thing | None = type(thing)._default_manager.select_for_update().filter(pk=thing.pk).first()
    if current is None or current.edition != edition:
        raise StaleForm
    return current
