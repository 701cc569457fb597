"""Data of this app that may be removed when it is old: what was said, told, tried, begun and changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from requests_app import configuration
from requests_app.configuration.ours import in_every_language
from requests_app.models import (
    ConfigurationChange,
    Delivery,
    Draft,
    HookCall,
    Notification,
    Protection,
    RetentionRule,
)

from . import finished
from .kinds import KINDS, Data, register

State = Delivery.State
ON_THEIR_WAY = (State.PENDING, State.PACKED)
GIVEN_UP = (State.DEAD, State.DROPPED)


def _notifications(before: datetime) -> QuerySet[Notification]:
    """Also unread ones: whoever did not look for so long will not."""
    # What has not left yet, or waits for an admin's decision, is not theirs to lose.
    waiting = Delivery.objects.filter(state__in=(*ON_THEIR_WAY, State.DEAD)).values("notification")
    old = Notification.objects.filter(created_at__lt=before, request__protection=None)
    return old.exclude(pk__in=waiting)


def _unprotected() -> QuerySet[Delivery]:
    return Delivery.objects.filter(notification__request__protection=None)


def _given_up(before: datetime) -> QuerySet[Delivery]:
    return _unprotected().filter(state__in=GIVEN_UP, notification__created_at__lt=before)


def _calls(before: datetime) -> QuerySet[Delivery]:
    return _unprotected().filter(channel=Delivery.Channel.WEBHOOK, state=State.SENT, sent_at__lt=before)


def _remove_changes(pks: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        # The table refuses to lose rows otherwise; the permission ends with the transaction.
        cursor.execute("SET LOCAL portal.removes_old_changes = 'on'")
        ConfigurationChange.objects.filter(pk__in=pks).delete()
        cursor.execute("SET LOCAL portal.removes_old_changes = 'off'")


def _name_of(rule: RetentionRule) -> dict[str, str]:
    data = KINDS.get(rule.kind)
    return in_every_language(data.label) if data else {}


def delete(rows: QuerySet[Any]) -> Callable[[Sequence[int]], object]:
    """The usual way: those of these ids that are still among `rows` go, with what hangs on them."""
    return lambda pks: rows.filter(pk__in=pks).delete()


OURS = (
    Data(
        code="request_files",
        label=_("Files of finished requests"),
        about=_("What was attached, of live requests and of imported ones. Names and everything written stay."),
        older_than=_("Removed so many days after the request ended"),
        least=90,
        rows=finished.with_files,
        remove=finished.drop_files,
        most=finished.AT_ONCE,
    ),
    Data(
        code="request_words",
        label=_("Words of finished requests"),
        about=_(
            "Title, description, answers, messages, notes, reasons and files, of live requests and of imported ones. "
            "Number, service, people, journal, clocks and ratings stay, and with them every figure."
        ),
        older_than=_("Emptied so many days after the request ended"),
        least=180,
        rows=finished.with_words,
        remove=finished.empty,
        most=finished.AT_ONCE,
    ),
    Data(
        code="notifications",
        label=_("News under the bell"),
        about=_(
            "Notifications with the mails sent for them. What is still to be sent stays. "
            "Requests and their journals are not touched."
        ),
        older_than=_("Removed so many days after they came"),
        least=30,
        rows=_notifications,
        remove=delete(Notification.objects.all()),
    ),
    Data(
        code="given_up",
        label=_("Messages that were given up"),
        about=_("What could not be sent and lies in the outbox, with the reason. The news itself stays."),
        older_than=_("Removed so many days after the news came"),
        least=7,
        rows=_given_up,
        remove=delete(Delivery.objects.filter(state__in=GIVEN_UP)),
    ),
    Data(
        code="webhooks",
        label=_("Calls of webhooks"),
        about=_("That a program was told, and when. The news itself stays."),
        older_than=_("Removed so many days after the call"),
        least=7,
        rows=_calls,
        remove=delete(Delivery.objects.all()),
    ),
    Data(
        code="department_calls",
        label=_("Calls of webhooks for requests"),
        about=_("That a program was told of a change, when and with what answer. After 90 days it goes in any case."),
        older_than=_("Removed so many days after the call"),
        least=7,
        rows=HookCall.objects.over_since,
        remove=delete(HookCall.objects.all()),
    ),
    Data(
        code="drafts",
        label=_("Drafts"),
        about=_("What somebody typed and never sent. After 30 days the portal forgets it in any case."),
        older_than=_("Removed so many days after the last change"),
        least=1,
        rows=Draft.objects.untouched_since,
        remove=delete(Draft.objects.all()),
    ),
    Data(
        code="changes",
        label=_("Changes of configuration"),
        about=_("Who changed what about the portal. Once removed, nobody can look it up."),
        older_than=_("Removed so many days after the change"),
        least=365,
        rows=ConfigurationChange.objects.before,
        remove=_remove_changes,
    ),
)
RULE = configuration.Kind(
    code="retention",
    label=_("How long data is kept"),
    model=RetentionRule,
    fields=("days",),
    further={"what": (_("What"), _name_of)},
    name=_name_of,
)
PROTECTION = configuration.Kind(
    code="protection",
    label=_("Protected requests"),
    model=Protection,
    fields=("reason", "by"),
    labels={"by": _("Protected by")},
)


def register_all() -> None:
    configuration.register(RULE, PROTECTION)
    register(*OURS)
