"""What narrows a queue: each word of its address as a condition."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Q

from requests_app.fields.columns import Column
from requests_app.fields.questions import CHOOSING, Kind
from requests_app.fields.words import yes_no
from requests_app.models import Department
from requests_app.models.requests import ServiceRequestQuerySet

# Questions whose answers are few enough to choose from.
OFFERED = CHOOSING | {Kind.YES_NO}
YES_NO = {"yes": True, "no": False}


def values_of(question: Column) -> dict[str, str]:
    """The answers one can choose from, as the address says them and in words; all versions of the form together."""
    if question.kind == Kind.YES_NO:
        return {name: yes_no(value) for name, value in YES_NO.items()}
    if question.kind not in CHOOSING:
        return {}
    return {one.code: str(one.label) for asked in question.by_form.values() for one in asked.choices}


def answering(rows: ServiceRequestQuerySet, code: str, value: str) -> ServiceRequestQuerySet:
    """Whose answer to the question is this, as a choice or as yes or no."""
    as_choice = rows.answering(code, value)
    return as_choice | rows.answering(code, YES_NO[value]) if value in YES_NO else as_choice


Narrow = Callable[[ServiceRequestQuerySet, Any, Department, datetime], ServiceRequestQuerySet]
NARROW: dict[str, Narrow] = {
    "service": lambda rows, code, dept, now: rows.filter(service__code=code, service__provider=dept),
    "priority": lambda rows, value, dept, now: rows.filter(priority=value),
    "owner": lambda rows, who, dept, now: rows.unassigned() if who == "none" else rows.filter(assignee=int(who)),
    "state": lambda rows, status, dept, now: rows.filter(status=status),
    "asker": lambda rows, code, dept, now: rows.filter(
        Q(requester__department__code=code) | Q(asking_department__code=code)
    ),
    "waits": lambda rows, code, dept, now: rows.filter(wait__reason__code=code),
    "overdue": lambda rows, wanted, dept, now: rows.overdue(now),
}
