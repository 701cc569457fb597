"""The note as a message: its topic, its words, and the job that writes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app import clock
from requests_app.models import Notification, User
from requests_app.notifications import notify_all, texts, topics
from requests_app.notifications.body import Body, Row
from requests_app.notifications.outbox import News
from requests_app.notifications.texts import Wording

from . import words
from .day import Beginners, Day, beginners
from .work import Waiting, waiting_for

KIND = "morning_note"
# People at once: one batch reads some thousands of requests.
BATCH = 500

MORNING = topics.Topic(
    code="morning",
    name=_("Morning note"),
    about=_("At the beginning of my working day: what is due, what waits for me. Nothing where nothing waits."),
    place=5,
    kinds=(KIND,),
)


def tell_due(now: datetime | None = None) -> int:
    """Write the note of everybody whose working day begins; how many there were. Twice on one day writes it once."""
    at = now or clock.now()
    return sum(_tell(group, at) for group in beginners(at))


def _tell(group: Beginners, at: datetime) -> int:
    there = group.people.exclude(pk__in=User.objects.away_at(at).values("pk")).order_by("pk")
    written, last = 0, 0
    while people := list(there.filter(pk__gt=last)[:BATCH]):
        news = list(_news(people, group.day, at))
        notify_all(news)
        written, last = written + len(news), people[-1].pk
    return written


def _news(people: Sequence[User], day: Day, at: datetime) -> Iterator[News]:
    waiting = waiting_for([person.pk for person in people], day, at)
    key = f"morning:{day.today.isoformat()}"
    for person in people:
        mine = waiting.get(person.pk)
        if mine:
            yield News(kind=KIND, recipients=[person], key=key, at=at, params=params_of(mine, day))


def params_of(mine: Waiting, day: Day) -> dict[str, Any]:
    """Plain JSON: for each reason how many, and which where it is one."""
    lines = [(code, mine.by_reason.get(code, [])) for code in words.SAID]
    told = [[code, len(pks), pks[0] if len(pks) == 1 else None] for code, pks in lines if pks]
    return {"on_day": day.today.isoformat(), "lines": told, "open": mine.open, "hours": float(mine.hours)}


def body_of(notification: Notification) -> Body:
    """In the active language."""
    params = notification.params
    rows = [words.row(*line) for line in params.get("lines", ())]
    if params.get("open"):
        said = words.load(params["open"], params["hours"])
        rows.append(Row(said, path=f"{reverse('morning:note')}#load"))
    return Body.of_rows(rows)


def register_all() -> None:
    topics.register(MORNING)
    texts.register(
        KIND,
        Wording(
            subject=_("Your day: %(on_day)s"),
            line=_("%(on_day)s: this waits for you."),
            why=_("You get this because your working day begins."),
            action=_("Open the morning note"),
            link=lambda _notification: reverse("morning:note"),
            body=body_of,
            # It is written when the day begins: held back for a daily mail, it would come a day too late.
            urgent=True,
        ),
    )
