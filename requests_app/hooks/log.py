"""What became of calls, for people: read in pages, sent once more, forgotten after a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app import configuration
from requests_app.configuration.ours import in_every_language
from requests_app.models import Delivery, Hook, HookCall, HookTry, User

from .noting import wake

State = Delivery.State
KEPT = timedelta(days=90)
FORGOTTEN_AT_ONCE = 10_000
STATES = {
    "": pgettext_lazy("webhook calls", "All"),
    State.DEAD: _("Given up"),
    State.PENDING: _("Waiting"),
    State.SENT: pgettext_lazy("webhook calls", "Taken"),
}
# Since when what was given up is sent again; 0: whenever.
SINCE = {1: _("the last hour"), 24: _("the last day"), 168: _("the last week"), 0: _("the whole log")}


def calls_of(hook: Hook, state: str = "") -> QuerySet[HookCall]:
    tries = Prefetch("tries", HookTry.objects.order_by("-pk"))
    rows: QuerySet[HookCall] = hook.calls.select_related("event__request", "hook").prefetch_related(tries)
    return rows.filter(state=state) if state else rows


@transaction.atomic
def test(hook: Hook, *, now: datetime) -> HookCall:
    """A call without news, made by a worker; the log shows what comes of it."""
    made = HookCall.objects.create(hook=hook, since=now, next_attempt_at=now)
    transaction.on_commit(wake)
    return made


def is_being_tested(hook: Hook, now: datetime) -> bool:
    """Somebody may be waiting for what comes of it."""
    return hook.calls.pending().filter(event=None, since__gte=now - timedelta(minutes=1)).exists()


@transaction.atomic
def send_again(hook: Hook, calls: QuerySet[HookCall], *, by: User, now: datetime) -> int:
    """For one more day; the number of calls. What waits already stays as it is."""
    fresh = {"state": State.PENDING, "attempts": 0, "since": now, "next_attempt_at": now, "error": ""}
    number = calls.exclude(state=State.PENDING).filter(hook=hook).update(**fresh)
    if number:
        entry = configuration.Entry(
            kind="department_hook",
            thing=str(hook.pk),
            label=hook.name,
            action=configuration.Action.CHANGED,
            differences=[configuration.Difference(in_every_language(_("Sent again")), None, number)],
        )
        configuration.record(entry, by=by, at=now)
        transaction.on_commit(wake)
    return number


def given_up_since(hook: Hook, hours: int, now: datetime) -> QuerySet[HookCall]:
    """Tests are left out: they said what there was to say."""
    rows = hook.calls.given_up().filter(event__isnull=False)
    return rows.filter(tried_at__gte=now - timedelta(hours=hours)) if hours else rows


def forget(now: datetime) -> int:
    """Delete what is older than KEPT, whatever rule of retention there is; how many calls."""
    # What waits for a hook that is off for so long is as old.
    old = HookCall.objects.filter(since__lt=now - KEPT).values("pk")[:FORGOTTEN_AT_ONCE]
    return HookCall.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
