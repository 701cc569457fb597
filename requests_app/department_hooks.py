"""A department's webhook: who calls it is `notifications.calls`; here it is set, and what was given up decided about.

Every change is one of configuration. The secret is never among what such a row shows.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from . import configuration, webhooks
from .configuration.ours import in_every_language
from .models import Delivery, Department, DepartmentCall, DepartmentHook, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

State = Delivery.State
KIND = configuration.Kind(
    code="department_hook",
    label=_("Webhook of a department"),
    model=DepartmentHook,
    fields=("department", "url"),
    labels={"department": _("Department")},
)


@transaction.atomic
def save(department: Department, url: str, *, by: User, now: datetime) -> DepartmentHook:
    """Begin or move it. What happened before it began is not told."""
    hook = DepartmentHook.objects.select_for_update().filter(department=department).first()
    if hook is None:
        hook = DepartmentHook(department=department, secret=webhooks.fresh_secret(), made_at=now, read_until=now)
    hook.url = url
    with configuration.changing(hook, by=by, at=now):
        hook.save()
    return hook


@transaction.atomic
def renew_secret(hook: DepartmentHook, *, by: User) -> None:
    DepartmentHook.objects.filter(pk=hook.pk).update(secret=webhooks.fresh_secret())
    _note(hook.department, _("Secret"), str(_("new")), by=by)


@transaction.atomic
def remove(hook: DepartmentHook, *, by: User) -> None:
    """Nothing goes there any more, nor what still waits."""
    DepartmentCall.objects.filter(department=hook.pk).exclude(state=State.SENT).delete()
    with configuration.changing(hook, by=by):
        DepartmentHook.objects.filter(pk=hook.pk).delete()


@transaction.atomic
def try_again(department: Department, *, by: User, now: datetime) -> int:
    """Everything that was given up, for one more day; the number of calls."""
    fresh = {"state": State.PENDING, "attempts": 0, "since": now, "next_attempt_at": now, "error": ""}
    number = DepartmentCall.objects.given_up().filter(department=department).update(**fresh)
    if number:
        _note(department, _("Sent again"), number, by=by)
    return number


@transaction.atomic
def throw_away(department: Department, *, by: User) -> int:
    """Everything that was given up, for good; the number of calls."""
    number = DepartmentCall.objects.given_up().filter(department=department).update(state=State.DROPPED)
    if number:
        _note(department, _("Thrown away"), number, by=by)
    return number


def _note(department: Department, what: StrOrPromise, after: object, *, by: User) -> None:
    told = configuration.Difference(in_every_language(what), None, after)
    entry = configuration.Entry(
        kind=KIND.code,
        thing=str(department.pk),
        label=dict(department.name),
        action=configuration.Action.CHANGED,
        differences=[told],
    )
    configuration.record(entry, by=by)
