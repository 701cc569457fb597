"""Off and on again: by whoever looks after it, or by itself when nothing comes of it any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app import configuration, webhooks
from requests_app.models import Hook, HookCall, Membership, Notification, User
from requests_app.notifications import notify, texts

KIND = "hook_off"
HOPELESS_AFTER = timedelta(hours=24)
CAUGHT_UP = timedelta(hours=24)  # so much of what happened while it was off is still told


def register_all() -> None:
    texts.register(
        KIND,
        texts.Wording(
            subject=_("Nothing goes to the webhook “%(hook)s” any more"),
            line=_("The webhook “%(hook)s” was switched off. Look at its log, and switch it on again there."),
            why=_("You get this because you look after this webhook."),
            action=_("Open the webhook"),
            link=_page,
        ),
    )


def _page(notification: Notification) -> str:
    return reverse("hooks:hook", args=[notification.params["pk"]])


def off_if_hopeless(pk: int, problem: Exception, failing_since: datetime, now: datetime) -> None:
    """After an answer that never changes, or a whole day in which nothing was taken."""
    if isinstance(problem, webhooks.Gone):
        _switch_off(pk, Hook.Off.GONE, now)
    elif isinstance(problem, webhooks.NotAllowed):
        _switch_off(pk, Hook.Off.REFUSED, now)
    elif now - failing_since >= HOPELESS_AFTER:
        _switch_off(pk, Hook.Off.FAILING, now)


@transaction.atomic
def _switch_off(pk: int, because: str, now: datetime) -> None:
    hook = Hook.objects.on().select_for_update(no_key=True).filter(pk=pk).first()
    if hook is None:
        return
    _set_off(hook, because, by=None, now=now)
    key = f"hook-off:{hook.pk}:{now:%Y%m%d%H%M%S}"
    notify(KIND, _looking_after(hook), key=key, at=now, params={"hook": hook.name, "pk": hook.pk})


def _looking_after(hook: Hook) -> list[User]:
    """Who leads the department; admins where nobody does, and for what concerns the whole company."""
    leading = User.objects.active().filter(
        memberships__department=hook.department_id, memberships__role=Membership.Role.MANAGER
    )
    return list(leading) or list(User.objects.active().admins())


@transaction.atomic
def off(hook: Hook, *, by: User, now: datetime) -> None:
    """What waits stays and goes out when it is on again."""
    hook = Hook.objects.select_for_update(no_key=True).get(pk=hook.pk)
    if not hook.is_off:
        _set_off(hook, Hook.Off.BY_HAND, by=by, now=now)


def _set_off(hook: Hook, because: str, *, by: User | None, now: datetime) -> None:
    with configuration.changing(hook, by=by, action=configuration.Action.DEACTIVATED, at=now):
        hook.off_since, hook.off_because = now, because
        hook.save(update_fields=["off_since", "off_because"])


@transaction.atomic
def on(hook: Hook, *, by: User, now: datetime) -> None:
    """From now on, and what happened meanwhile as far as CAUGHT_UP goes back; what waits has another day."""
    hook = Hook.objects.select_for_update(no_key=True).get(pk=hook.pk)
    if hook.off_since is None:
        return
    with configuration.changing(hook, by=by, action=configuration.Action.ACTIVATED, at=now):
        hook.read_until = max(hook.off_since, now - CAUGHT_UP)
        hook.off_since, hook.off_because, hook.failing_since, hook.failures = None, "", None, 0
        hook.next_turn_at = now
        hook.save()
    HookCall.objects.pending().filter(hook=hook).update(since=now, next_attempt_at=now)
