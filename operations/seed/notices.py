"""What the cast finds under its bell: the news of the last days, as the portal would have told it, and no mail."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from requests_app.models import Notification, RequestEvent, User
from requests_app.notifications import News, notify_all, rules
from sla import alerts, escalating
from sla.models import ClockEvent
from surveys.models import RATED_IN, Invitation
from surveys.rules import WAIT_AFTER_RESOLUTION

from .world import World

SINCE = timedelta(days=5)
MOST = 12
UNREAD = 3


def tell(world: World) -> None:
    """The newest MOST for each of the cast; all but the last UNREAD have been read."""
    cast = {user.pk: user for user in world.staff.cast.values()}
    # Nobody else signs in, and nobody is told of an invented past.
    Notification.objects.exclude(recipient__in=cast).delete()
    heard: dict[User, dict[str, News]] = defaultdict(dict)
    for one in (*_journal(world), *_clocks(world), *_invitations(world)):
        for person in one.recipients:
            if person.pk in cast:
                heard[cast[person.pk]].setdefault(one.key, replace(one, recipients=[cast[person.pk]], email=False))
    room = {person: MOST - Notification.objects.of(person).count() for person in heard}
    newest = [one for person, mine in heard.items() for one in _newest(mine.values(), room[person])]
    notify_all(sorted(newest, key=_moment))
    for person in heard:
        unread = Notification.objects.of(person).newest_first().values("pk")[:UNREAD]
        Notification.objects.of(person).exclude(pk__in=unread).update(read_at=world.now)


def _newest(told: Iterable[News], at_most: int) -> list[News]:
    return sorted(told, key=_moment, reverse=True)[: max(at_most, 0)]


def _moment(one: News) -> tuple[object, str, list[int]]:
    """By time; at one moment by the numbers within the keys as numbers, so that every run of one day is alike."""
    return one.at, one.kind, [int(part) for part in re.findall(r"\d+", one.key)]


def _journal(world: World) -> Iterator[News]:
    lines = RequestEvent.objects.filter(at__gt=world.now - SINCE).select_related(
        "actor", "message", "request__department", "request__requester", "request__filed_by", "request__assignee",
        "request__service",
    )  # fmt: skip
    for event in lines.prefetch_related("request__participants__user").order_by("at", "id"):
        for rule in rules.rules_of(event):
            yield News(
                kind=rule.kind,
                recipients=[person for person in rule.who(event.request, event) if person.pk != event.actor_id],
                key=f"event:{event.pk}",
                at=event.at,
                request=event.request,
                params=rules.params_of(event.request, event),
            )


def _clocks(world: World) -> Iterator[News]:
    fired = ClockEvent.objects.filter(occurred_at__gt=world.now - SINCE, kind__in=alerts.TOLD_KINDS).select_related(
        "clock__request__assignee", "clock__request__department__head", "clock__department__head"
    )
    audience = alerts.Audience()
    for event in fired.order_by("occurred_at", "id"):
        yield alerts.news_of(event, escalating.rung_of(event.clock, event.step).tell, audience)


def _invitations(world: World) -> Iterator[News]:
    recent = Invitation.objects.filter(sent_on__gt=(world.now - SINCE).date(), done=False, request__status__in=RATED_IN)
    for invitation in recent.select_related("request__department", "request__requester"):
        request = invitation.request
        assert request is not None and request.resolved_at is not None  # noqa: S101, PT018 - asked about a result
        yield News(
            kind="rating_invitation",
            recipients=[request.requester],
            key=f"rating:{request.pk}",
            at=min(request.closed_at or world.now, request.resolved_at + WAIT_AFTER_RESOLUTION),
            request=request,
            params={"department": dict(request.department.name)},
        )
