"""Data of this app that may be removed when it is old: what was told, tried, begun and changed; never a request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from requests_app import configuration
from requests_app.configuration.ours import in_every_language
from requests_app.models import ConfigurationChange, Delivery, Draft, Notification, RetentionRule

from .kinds import KINDS, Data, register

State = Delivery.State
ON_THEIR_WAY = (State.PENDING, State.PACKED)
GIVEN_UP = (State.DEAD, State.DROPPED)


def _notifications(before: datetime) -> QuerySet[Notification]:
    """Also unread ones: whoever did not look for so long will not."""
    # What has not left yet, or waits for an admin's decision, is not theirs to lose.
    waiting = Delivery.objects.filter(state__in=(*ON_THEIR_WAY, State.DEAD)).values("notification")
    return Notification.objects.filter(created_at__lt=before).exclude(pk__in=waiting)


def _given_up(before: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(state__in=GIVEN_UP, notification__created_at__lt=before)


def _calls(before: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(channel=Delivery.Channel.WEBHOOK, state=State.SENT, sent_at__lt=before)


def _drafts(before: datetime) -> QuerySet[Draft]:
    return Draft.objects.untouched_since(before)


def _changes(before: datetime) -> QuerySet[ConfigurationChange]:
    return ConfigurationChange.objects.before(before)


def _remove_changes(pks: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        # The table refuses to lose rows otherwise; the permission ends with the transaction.
        cursor.execute("SET LOCAL portal.removes_old_changes = 'on'")
        ConfigurationChange.objects.filter(pk__in=pks).delete()
        cursor.execute("SET LOCAL portal.removes_old_changes = 'off'")


def _name_of(rule: RetentionRule) -> dict[str, str]:
    data = KINDS.get(rule.kind)
    return in_every_language(data.label) if data else {}


def register_all() -> None:
    configuration.register(
        configuration.Kind(
            code="retention",
            label=_("How long data is kept"),
            model=RetentionRule,
            fields=("days",),
            further={"what": (_("What"), _name_of)},
        )
    )
    register(
        Data(
            code="notifications",
            label=_("News under the bell"),
            about=_(
                "Notifications with the mails sent for them. What is still to be sent stays. "
                "Requests and their journals are not touched."
            ),
            least=30,
            rows=_notifications,
            remove=lambda pks: Notification.objects.filter(pk__in=pks).delete(),
        ),
        Data(
            code="given_up",
            label=_("Messages that were given up"),
            about=_("What could not be sent and lies in the outbox, with the reason. The news itself stays."),
            least=7,
            rows=_given_up,
            remove=lambda pks: Delivery.objects.filter(pk__in=pks, state__in=GIVEN_UP).delete(),
        ),
        Data(
            code="webhooks",
            label=_("Calls of webhooks"),
            about=_("That a program was told, and when. The news itself stays."),
            least=7,
            rows=_calls,
            remove=lambda pks: Delivery.objects.filter(pk__in=pks).delete(),
        ),
        Data(
            code="drafts",
            label=_("Drafts"),
            about=_("What somebody typed and never sent. After 30 days the portal forgets it in any case."),
            least=1,
            rows=_drafts,
            remove=lambda pks: Draft.objects.filter(pk__in=pks).delete(),
        ),
        Data(
            code="changes",
            label=_("Changes of configuration"),
            about=_("Who changed what about the portal. Once removed, nobody can look it up."),
            least=365,
            rows=_changes,
            remove=_remove_changes,
        ),
    )
