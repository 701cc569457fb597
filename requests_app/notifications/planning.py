"""Which of one person's waiting deliveries go out now, which of them as one message, and when to look at the others.

Several changes of one request are one message: the first leaves at once, what follows within WINDOW leaves together
when that is over. Nobody gets more than a set number of messages within an hour; the last of them has all the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings

from requests_app.models import Delivery, Urgency

from .receiving import Receiver

AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message somebody got within the last hour; a delivery that went with another one is none of its own."""

    at: datetime
    channel: str
    request: int | None
    is_message: bool


@dataclass(slots=True)
class Plan:
    """`messages` begin with their leader; `later` says when to look at a delivery again, by its id."""

    messages: list[list[Delivery]] = field(default_factory=list)
    later: dict[int, datetime] = field(default_factory=dict)

    def postpone(self, rows: Iterable[Delivery], until: datetime) -> None:
        self.later.update((row.pk, until) for row in rows)


def plan(rows: Iterable[Delivery], receiver: Receiver, sent: Sequence[Sent], now: datetime) -> Plan:
    """Of one person's deliveries that nobody tried to send yet; every one is in a message or has a later moment."""
    found = Plan()
    ordered = sorted(rows, key=lambda row: (row.channel, row.pk))
    for channel, of_channel in groupby(ordered, key=lambda row: row.channel):
        _plan_channel(found, list(of_channel), receiver, [one for one in sent if one.channel == channel], now)
    return found


def _plan_channel(
    found: Plan, rows: Sequence[Delivery], receiver: Receiver, sent: Sequence[Sent], now: datetime
) -> None:
    together: list[Delivery] = []
    apart: list[Delivery] = []
    for row in rows:
        slot = receiver.slot(row.urgency, row.notification.created_at, now)
        if slot.at > now:
            found.later[row.pk] = slot.at
        elif row.urgency == Urgency.AT_ONCE:
            found.messages.append([row])
        else:
            (together if slot.together else apart).append(row)
    groups = [together] if together else []
    for group in _by_request(apart):
        if until := _closed_until(group, sent, now):
            found.postpone(group, until)
        else:
            groups.append(group)
    _fill_the_hour(found, groups, sorted(one.at for one in sent if one.is_message), now)


def _by_request(rows: Sequence[Delivery]) -> list[list[Delivery]]:
    """What is about one request together, what is about none by itself; urgent ones first, then the oldest."""
    groups: dict[tuple[int, int], list[Delivery]] = defaultdict(list)
    for row in rows:
        request = row.notification.request_id
        groups[(request, 0) if request else (0, row.pk)].append(row)
    return sorted(groups.values(), key=lambda group: (-max(row.urgency for row in group), group[0].pk))


def _closed_until(group: Sequence[Delivery], sent: Sequence[Sent], now: datetime) -> datetime | None:
    """When something may be said about this request again; None for now. What is urgent may always be said."""
    request = group[0].notification.request_id
    if request is None or any(row.urgency == Urgency.URGENT for row in group):
        return None
    until = max((one.at + window() for one in sent if one.request == request), default=now)
    return until if until > now else None


def _fill_the_hour(found: Plan, groups: list[list[Delivery]], sent: Sequence[datetime], now: datetime) -> None:
    room = settings.MESSAGES_PER_HOUR - len(sent)
    if len(groups) <= room:
        found.messages += groups
    elif room > 0:
        found.messages += groups[: room - 1]
        found.messages.append([row for group in groups[room - 1 :] for row in group])
    else:
        until = max(sent[-settings.MESSAGES_PER_HOUR] + AN_HOUR, now + timedelta(seconds=1))
        found.postpone((row for group in groups for row in group), until)


def window() -> timedelta:
    return timedelta(minutes=settings.MESSAGE_WINDOW_MINUTES)
