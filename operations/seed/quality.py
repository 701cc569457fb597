"""Time that people noted, and what colleagues said of finished work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from requests_app.models import Effort, Notification, ServiceRequest, Translated
from surveys import reviewing, rubrics
from surveys.models import Review

from . import content
from .dice import dice
from .world import World

NOTED_FOR = timedelta(weeks=13)
REVIEWED_FOR = 8  # weeks
KEPT_NEWS = 2
MINUTES = (20, 30, 45, 60, 90, 120, 180, 240)


def look_back(world: World) -> None:
    """After the history: most people noted their time, two services were reviewed week by week."""
    told = content.load("work")
    _note_time(world)
    for plan in told["rubrics"]:
        _begin(world, plan)
    for weeks in range(REVIEWED_FOR - 1, -1, -1):
        at = world.now - timedelta(weeks=weeks)
        reviewing.draw_due(now=at)
        if weeks:
            _score(world, told["coaching"])
    _forget_news(world)


def _note_time(world: World) -> None:
    done = ServiceRequest.objects.filter(resolved_at__gt=world.now - NOTED_FOR).exclude(assignee=None)
    rows = []
    for request in done.select_related("assignee").order_by("resolved_at", "pk"):
        rng = dice(world.year.today, "effort", request.pk)
        if rng.random() < 0.85 and request.resolved_at and request.assignee:
            rows.append(
                Effort(
                    request=request,
                    person=request.assignee,
                    department_id=request.department_id,
                    minutes=rng.choice(MINUTES),
                    source=rng.choice(Effort.Source.values),
                    at=request.resolved_at,
                )
            )
    Effort.objects.bulk_create(rows)


def _begin(world: World, plan: dict[str, Any]) -> None:
    service = world.offer(plan["department"], plan["service"]).service
    reviewers = world.staff.serving[service.provider_id]
    criteria = [Translated(one) for one in plan["criteria"]]
    since = world.now - timedelta(weeks=REVIEWED_FOR + 1)
    rubrics.set_rubric(service, rubrics.Plan(criteria, plan["percent"], reviewers), by=None, now=since)


def _score(world: World, coaching: dict[str, list[str]]) -> None:
    """Two days after they were drawn."""
    for review in Review.objects.open().for_list():
        rng = dice(world.year.today, "review", review.request_id)
        scores = {key: rng.choices((2, 1, 0, None), (6, 3, 1, 1))[0] for key in review.rubric.texts}
        words = rng.choice(coaching[content.short(review.owner)])
        at = review.drawn_at + timedelta(days=2)
        reviewing.score(review, scores, words, by=review.reviewer, now=at)


def _forget_news(world: World) -> None:
    """The cast keeps the newest; nobody else reads anything."""
    told = Notification.objects.filter(kind__startswith="review_")
    kept = [
        pk
        for person in world.staff.cast.values()
        for pk in told.of(person).newest_first().values_list("pk", flat=True)[:KEPT_NEWS]
    ]
    told.exclude(pk__in=kept).delete()
