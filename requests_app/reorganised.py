"""Who is told by whom, and how a queue is looked at, goes along when a department becomes part of another one."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Department, Notice, QueueMark, QueueView, Sheet, User
from .queue_views import changing_shared


def is_left(former: Department) -> bool:
    """Is anything of it still in the former department's name?"""
    return any(rows.exists() for rows in (*_told(former), _views(former)))


def move_audiences_and_views(former: Department, into: Department, *, by: User) -> None:
    """Audiences that name the department, and views of its queue."""
    for told in _told(former):
        for one in told:
            one.audience_departments.remove(former)
            one.audience_departments.add(into)
    for view in _views(former):
        move_view(view, into, by)


def _told(former: Department) -> tuple[QuerySet[Sheet], QuerySet[Notice]]:
    return Sheet.objects.filter(audience_departments=former), Notice.objects.filter(audience_departments=former)


def _views(former: Department) -> QuerySet[QueueView]:
    return QueueView.objects.kept().filter(department=former).select_related("department")


def move_views_of(person: User, former: Department, into: Department, *, by: User) -> None:
    """What somebody keeps for themselves goes where they go."""
    for view in _views(former).filter(owner=person, is_shared=False):
        move_view(view, into, by)


def move_view(view: QueueView, into: Department, by: User) -> None:
    """Called otherwise where its owner has one of that name there. Nobody begins with it who begins with another."""
    with changing_shared(view, by=by):
        same = QueueView.objects.kept().filter(department=into, owner=view.owner_id, name=view.name)
        view.name = f"{view.name[:40]} ({view.department.code[:16]})" if same.exists() else view.name
        view.department, view.is_usual = into, False  # those who serve there begin as they did
        view.save(update_fields=["department", "name", "is_usual"])
    begins = QueueMark.objects.filter(department=into, is_default=True).values("user")
    marks = QueueMark.objects.filter(view=view)
    marks.filter(user__in=begins).update(is_default=False)
    marks.update(department=into)
