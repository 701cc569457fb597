"""What people ask for: which services grow, and what came by way of “I do not know whom to ask”."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from django.db.models import Exists, OuterRef

from dashboards.asked import Asked
from dashboards.counting import held
from dashboards.figures import Grouped, stored
from dashboards.figures.question import Question
from requests_app.models import RequestEvent
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.readings import Steps, reading, side_by_side
from requests_app.states import Verb

# Beyond so many standard errors chance is no explanation any more, for the few services of a department.
SURE, FEWEST = 2.5, 10


@dataclass(frozen=True, slots=True)
class Topic:
    """Requests of one service in the period, and in as many days before."""

    service: int
    now: int
    before: int

    @property
    def change(self) -> float:
        """Standard errors by which the period is above the days before, were both drawn from one rate (Poisson)."""
        return (self.now - self.before) / sqrt(self.now + self.before) if self.now + self.before else 0.0


@reading
def topics(asked: Asked) -> Steps[list[Topic]]:
    """Services that grow or shrink more than chance explains, growing ones first; over roll-ups."""
    asked_twice = (stored.grouped.part(question, now=asked.now) for question in _questions(asked))
    now, before = (_filed(grouped) for grouped in (yield from side_by_side(*asked_twice)))
    if not before:
        return []  # a department that is new has nothing to be compared with
    found = [Topic(service, now.get(service, 0), before.get(service, 0)) for service in now.keys() | before.keys()]
    sure = [one for one in found if one.now + one.before >= FEWEST and abs(one.change) >= SURE]
    return sorted(sure, key=lambda one: (-one.change, one.service))


def _questions(asked: Asked) -> tuple[Question, Question]:
    period, earlier = asked.period, asked.period.before()
    services = asked.question.services
    return (
        Question(
            departments=[asked.department], start=period.start, end=period.end, services=services, by=("service",)
        ),
        Question(
            departments=[asked.department], start=earlier.start, end=earlier.end, services=services, by=("service",)
        ),
    )


def _filed(grouped: Grouped) -> dict[int, int]:
    return {
        value: tally.counts["filed"]
        for (name, value), tally in grouped.items()
        if name == "service" and isinstance(value, int)
    }


def unsure(asked: Asked) -> ServiceRequestQuerySet:
    """Filed in the period for nobody in particular, and passed on to this department."""
    passed = RequestEvent.objects.filter(
        request=OuterRef("pk"), verb__in=[Verb.HANDED_OVER, Verb.AMENDED], data__has_key="from_service"
    )
    filed = held(asked.scope).filter(asked.question.days.hold("filed_at", asked.scope.zone))
    return filed.filter(Exists(passed))
