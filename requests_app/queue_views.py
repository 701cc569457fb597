"""Saving, keeping and removing views of a queue."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from .configuration import changing
from .models import Department, QueueMark, QueueView, User
from .transitions import Refused

MOST = 50  # a person's own in one department


@dataclass(frozen=True, slots=True)
class Kept:
    """How a view is called, who can use it, and how this person keeps it."""

    name: str
    is_shared: bool = False
    is_pinned: bool = False
    is_default: bool = False
    is_usual: bool = False  # everybody begins with it who chose no other one


@transaction.atomic
def save(department: Department, query: str, kept: Kept, *, by: User, now: datetime) -> QueueView:
    """A new one. Raises Refused for a name that this person uses already, and where they have MOST."""
    QueueView.objects.filter(department=department).forgettable(now).delete()
    own = QueueView.objects.kept().filter(department=department, owner=by)
    if own.count() >= MOST:
        raise Refused(_("You have %(most)s views here. Remove one that you no longer use.") % {"most": MOST})
    view = QueueView(department=department, owner=by, query=query, created_at=now)
    with changing_shared(view, by=by, becomes_shared=kept.is_shared):
        return _write(view, kept, by=by)


@transaction.atomic
def change(view: QueueView, kept: Kept, *, by: User) -> QueueView:
    """Call it otherwise, share it or not, keep it otherwise. Raises Refused for a name that is taken."""
    with changing_shared(view, by=by, becomes_shared=kept.is_shared):
        return _write(view, kept, by=by)


def _write(view: QueueView, kept: Kept, *, by: User) -> QueueView:
    view.name, view.is_shared = kept.name, kept.is_shared
    view.is_usual = kept.is_usual and kept.is_shared
    if view.is_usual:
        _no_longer_usual(view, by=by)
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise Refused(_("A view with this name is there already.")) from None
    if not view.is_shared:
        QueueMark.objects.filter(view=view).exclude(user=view.owner_id).delete()
    keep(view, kept, by=by)
    return view


def _no_longer_usual(view: QueueView, *, by: User) -> None:
    """A department has one beginning: the one before is an ordinary view again."""
    for other in QueueView.objects.filter(department=view.department_id, is_usual=True).exclude(pk=view.pk):
        with changing(other, by=by):
            other.is_usual = False
            other.save(update_fields=["is_usual"])


@transaction.atomic
def keep(view: QueueView, kept: Kept, *, by: User) -> None:
    """How one person keeps it; whoever begins with it no longer begins with another one."""
    mine = QueueMark.objects.filter(user=by, department=view.department_id)
    if kept.is_default:
        mine.exclude(view=view).update(is_default=False)
    if view.is_shared or view.owner_id == by.pk:
        told = {"is_pinned": kept.is_pinned, "is_default": kept.is_default, "department_id": view.department_id}
        QueueMark.objects.update_or_create(view=view, user=by, defaults=told)


def rewrite(view: QueueView, query: str, *, by: User) -> None:
    """From now on it holds what this address asks for."""
    with changing_shared(view, by=by):
        view.query = query
        view.save(update_fields=["query"])


def remove(view: QueueView, *, by: User, now: datetime) -> None:
    with changing_shared(view, by=by):
        view.removed_at, view.is_usual = now, False
        view.save(update_fields=["removed_at", "is_usual"])


def changing_shared(view: QueueView, *, by: User, becomes_shared: bool = False) -> AbstractContextManager[None]:
    """What a department uses together is configuration; what somebody keeps for themselves is not."""
    return changing(view, by=by) if view.is_shared or becomes_shared else nullcontext()


def restore(view: QueueView, *, by: User) -> None:
    """Take its removal back. Raises Refused where its name was given to another one meanwhile."""
    view.removed_at = None
    try:
        with changing_shared(view, by=by), transaction.atomic():
            view.save(update_fields=["removed_at"])
    except IntegrityError:
        raise Refused(_("A view with this name is there already.")) from None
