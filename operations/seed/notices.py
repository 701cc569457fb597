"""What the cast finds under its bell: the news of the last days, as the portal would have told it, and no mail."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from requests_app.models import Notification, RequestEvent, User
from requests_app.notifications import notify, rules
from requests_app.states import Verb
from sla import alerts
from sla.ledger import EventKind
from sla.models import ClockEvent
from surveys.models import Invitation

from .world import World

SINCE = timedelta(days=5)
MOST = 12
UNREAD = 3


@dataclass(frozen=True, slots=True)
class News:
    at: datetime
    kind: str
    key: str
    request: Any
    params: dict[str, Any]


def tell(world: World) -> None:
    """The newest MOST for each of the cast; all but the last UNREAD have been read."""
    news: dict[User, list[News]] = defaultdict(list)
    cast = {user.pk: user for user in world.staff.cast.values()}
    for person, one in (*_journal(world, cast), *_clocks(world, cast), *_invitations(world, cast)):
        news[person].append(one)
    told = [(one, person) for person, items in news.items() for one in sorted(items, key=_moment)[-MOST:]]
    for one, person in sorted(told, key=lambda pair: (pair[0].at, pair[0].key)):
        notify(one.kind, [person], key=one.key, at=one.at, request=one.request, params=one.params, email=False)
    for person in news:
        unread = Notification.objects.of(person).newest_first().values("pk")[:UNREAD]
        Notification.objects.of(person).exclude(pk__in=unread).update(read_at=world.now)


def _moment(one: News) -> datetime:
    return one.at


def _journal(world: World, cast: dict[int, User]) -> list[tuple[User, News]]:
    found = []
    lines = RequestEvent.objects.filter(at__gt=world.now - SINCE).select_related(
        "actor", "message", "request__department", "request__requester", "request__filed_by", "request__assignee",
        "request__service",
    )  # fmt: skip
    for event in lines.order_by("at", "id"):
        told = set()
        for rule in rules.RULES.get(Verb(event.verb), ()):
            for person in rule.who(event.request, event):
                if person.pk in cast and person.pk != event.actor_id and person.pk not in told:
                    told.add(person.pk)
                    news = News(
                        event.at, rule.kind, f"event:{event.pk}", event.request, rules.params_of(event.request, event)
                    )
                    found.append((cast[person.pk], news))
    return found


def _clocks(world: World, cast: dict[int, User]) -> list[tuple[User, News]]:
    kinds = (ClockEvent.Kind.WARNING, ClockEvent.Kind.BREACH)
    fired = ClockEvent.objects.filter(occurred_at__gt=world.now - SINCE, kind__in=kinds).select_related(
        "clock__request__assignee", "clock__request__department__head"
    )
    found = []
    for event in fired.order_by("occurred_at", "id"):
        clock = event.clock
        news = News(
            event.detected_at,
            f"clock.{clock.metric}.{event.kind}",
            f"clock:{clock.pk}:{event.epoch}:{event.step}",
            clock.request,
            {"due_at": (clock.due_at or event.occurred_at).isoformat(), "percent": event.step},
        )
        people = alerts.recipients(clock.request, EventKind(event.kind))
        found += [(cast[person.pk], news) for person in people if person.pk in cast]
    return found


def _invitations(world: World, cast: dict[int, User]) -> list[tuple[User, News]]:
    recent = Invitation.objects.filter(person__in=cast, sent_on__gt=(world.now - SINCE).date(), done=False)
    found = []
    for invitation in recent.select_related("request__department"):
        request = invitation.request
        assert request is not None  # noqa: S101 - these ask about requests
        at = request.closed_at or world.now
        params = {"department": dict(request.department.name)}
        found.append(
            (cast[invitation.person_id], News(at, "rating_invitation", f"rating:{request.pk}", request, params))
        )
    return found
