"""Departments as admins set them up: begun, changed, moved in the tree, closed and opened again.

Merging and splitting is `reorganising`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import clock
from .configuration import Action, changing
from .models import Department, Service, ServiceRequest, User
from .phrases import listed, sentences
from .signals import zone_changed
from .transitions import Refused

EDITABLE = ("name", "description", "time_zone", "head", "parent")


def tree(found: Sequence[Department]) -> list[tuple[Department, int]]:
    """Each with its depth, parts below the whole; what is part of something that is not there stands at the top."""
    known = {one.pk for one in found}
    parts: dict[int | None, list[Department]] = {}
    for one in found:
        parts.setdefault(one.parent_id if one.parent_id in known else None, []).append(one)
    return list(_below(parts, None, 0))


def _below(
    parts: Mapping[int | None, list[Department]], top: int | None, depth: int
) -> Iterator[tuple[Department, int]]:
    for one in parts.get(top, ()):
        yield one, depth
        yield from _below(parts, one.pk, depth + 1)


@transaction.atomic
def begin(code: str, fields: Mapping[str, Any], *, by: User) -> Department:
    """A new department. Its code is its address, and never changes."""
    if Department.objects.filter(code=code).exists():
        raise Refused(_("Another department has this name in addresses already."))
    department = Department(code=code)
    _check_tree(department, fields.get("parent"))
    with changing(department, by=by):
        _write(department, fields)
    return department


@transaction.atomic
def change(department: Department, fields: Mapping[str, Any], *, by: User) -> Department:
    held = _hold(department)
    _check_tree(held, fields.get("parent"))
    former_zone = held.time_zone
    moves = "parent" in fields and held.parent != fields["parent"]
    with changing(held, by=by, action=Action.MOVED if moves else ""):
        _write(held, fields)
    if held.time_zone != former_zone:
        zone_changed.send(sender=Department, department=held)
    return held


def _write(department: Department, fields: Mapping[str, Any]) -> None:
    for name in EDITABLE:
        if name in fields:
            setattr(department, name, fields[name])
    department.save()


def _check_tree(department: Department, parent: Department | None) -> None:
    """Nothing is a part of itself, however many are in between."""
    above, seen = parent, set()
    while above is not None and above.pk not in seen:
        if above.pk == department.pk:
            told = {"department": department, "parent": parent}
            raise Refused(_("%(parent)s is a part of %(department)s itself.") % told)
        seen.add(above.pk)
        above = above.parent


@transaction.atomic
def close(department: Department, *, by: User, now: datetime | None = None) -> Department:
    """It takes no more work. Refused while something would be left without a department."""
    held = _hold(department)
    if blocked := blocking(held):
        raise Refused(sentences([_("It cannot be closed yet."), *blocked]))
    with changing(held, by=by, action=Action.CLOSED):
        held.closed_at = now or clock.now()
        held.save(update_fields=["closed_at"])
    return held


@transaction.atomic
def open_again(department: Department, *, by: User) -> Department:
    held = _hold(department)
    if held.merged_into_id is not None:
        told = {"department": held.merged_into}
        raise Refused(_("Its work went to %(department)s and stays there. Begin a new department instead.") % told)
    with changing(held, by=by, action=Action.REOPENED):
        held.closed_at = None
        held.save(update_fields=["closed_at"])
    return held


def blocking(department: Department) -> list[str]:
    """What keeps it from being closed, a sentence each."""
    open_requests = ServiceRequest.objects.held_by(department.pk).open().count()
    offered = Service.objects.filter(provider=department).exclude(state=Service.State.RETIRED).count()
    people = User.objects.active().filter(department=department).count()
    found = [
        ngettext("%(count)s open request is there.", "%(count)s open requests are there.", open_requests)
        % {"count": open_requests}
        if open_requests
        else "",
        ngettext("%(count)s service is not retired.", "%(count)s services are not retired.", offered)
        % {"count": offered}
        if offered
        else "",
        ngettext("%(count)s person works there.", "%(count)s people work there.", people) % {"count": people}
        if people
        else "",
    ]
    parts = [str(one) for one in department.children.running()]
    if parts:
        found.append(_("These are parts of it: %(departments)s.") % {"departments": listed(parts)})
    return [one for one in found if one]


def _hold(department: Department) -> Department:
    return (
        Department.objects.select_for_update(no_key=True, of=("self",)).select_related("parent").get(pk=department.pk)
    )
