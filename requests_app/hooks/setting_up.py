"""A webhook for requests is begun, changed, given a new secret, removed. Every change is one of configuration.

The secret is never among what such a row shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app import belongings, clock, configuration, webhooks
from requests_app.configuration.ours import in_every_language
from requests_app.models import Department, Hook, Service, User

from . import groups, noting

MOST = 20  # of one department, and of the company


class TooMany(Exception):
    """The department has as many as it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`groups` and `services` empty: all of them."""

    name: str
    url: str
    groups: Sequence[str] = ()
    services: Sequence[Service] = ()


def _groups_in_words(hook: Hook) -> list[dict[str, str]]:
    return [in_every_language(groups.LABELS[code]) for code in hook.groups if code in groups.LABELS]


KIND = configuration.Kind(
    code="department_hook",
    label=_("Webhook for requests"),
    model=Hook,
    fields=("name", "department", "url", "services", "off_because"),
    further={"groups": (pgettext_lazy("webhook", "What is told"), _groups_in_words)},
    labels={"department": _("Department"), "off_because": _("Switched off")},
    page=lambda pk: reverse("hooks:hook", args=[pk]),
)


def _move(hook: Hook, into: Department, by: User) -> None:
    """It hears of the other department from now on."""
    now = clock.now()
    with configuration.changing(hook, by=by, action=configuration.Action.MOVED, at=now):
        Hook.objects.filter(pk=hook.pk).update(department=into, made_at=now, read_until=now)


BELONGING = belongings.Belonging(
    code="hook",
    label=_("Webhooks"),
    rows=lambda department: Hook.objects.filter(department=department),
    move=_move,
)


@transaction.atomic
def begin(department: Department | None, wanted: Wanted, *, by: User, now: datetime) -> Hook:
    """What happened before is not told. Raises TooMany."""
    if Hook.objects.filter(department=department).count() >= MOST:
        raise TooMany
    hook = Hook(department=department, secret=webhooks.fresh_secret(), made_at=now, read_until=now)
    hook.next_turn_at = hook.busy_until = now
    _write(hook, wanted, by=by, now=now)
    transaction.on_commit(noting.remember_listeners)
    return hook


@transaction.atomic
def change(hook: Hook, wanted: Wanted, *, by: User, now: datetime) -> None:
    """Counts for what happens from now on, and the address for what waits as well."""
    _write(Hook.objects.select_for_update(no_key=True).get(pk=hook.pk), wanted, by=by, now=now)


def _write(hook: Hook, wanted: Wanted, *, by: User, now: datetime) -> None:
    with configuration.changing(hook, by=by, at=now):
        hook.name, hook.url, hook.groups = wanted.name, wanted.url, list(wanted.groups)
        hook.save()
        hook.services.set(wanted.services)


@transaction.atomic
def renew_secret(hook: Hook, *, by: User, now: datetime) -> None:
    webhooks.give_new_secret(hook, now)
    _note(hook, str(_("new")), by=by)


@transaction.atomic
def end_former_secret(hook: Hook, *, by: User) -> None:
    """At once: somebody may know it who should not."""
    webhooks.forget_former_secret(hook)
    _note(hook, str(_("the former one no longer counts")), by=by)


@transaction.atomic
def remove(hook: Hook, *, by: User) -> None:
    """Nothing goes there any more, nor what still waits; its log goes with it."""
    with configuration.changing(hook, by=by):
        Hook.objects.filter(pk=hook.pk).delete()


def _note(hook: Hook, after: object, *, by: User) -> None:
    entry = configuration.Entry(
        kind=KIND.code,
        thing=str(hook.pk),
        label=hook.name,
        action=configuration.Action.CHANGED,
        differences=[configuration.Difference(in_every_language(_("Secret")), None, after)],
    )
    configuration.record(entry, by=by)
