"""What services of the company ask, version by version, and what people answered since they are asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from requests_app import form_drafts
from requests_app.fields.conditions import Walk
from requests_app.fields.questions import Days, Kind, Question, read_question
from requests_app.models import FormVersion, ServiceRequest

from . import content
from .dice import dice
from .told import DemoLife
from .world import World

# Of what may be left out.
ANSWERED = 0.55


@dataclass(frozen=True, slots=True)
class Asking:
    """A version, since when it is asked, and what is drawn as answers to its questions, by code."""

    version: FormVersion
    since: datetime
    draws: dict[str, list[Any]]


Asked = dict[int, list[Asking]]  # by service, oldest version first


def ask(world: World, lives: Iterable[DemoLife]) -> None:
    """Publish the forms, and let whoever filed since then have answered them."""
    asked, languages = _publish(world), {one.pk: content.short(one) for one in world.staff.users}
    for life in lives:
        request = life.request
        known = [one for one in asked.get(request.service_id, ()) if one.since <= request.filed_at]
        if known:
            request.form = known[-1].version
            request.answers = _Answers(world, request, known[-1], languages[request.requester_id]).draw()


def _publish(world: World) -> Asked:
    asked: Asked = {}
    for raw in content.load("forms")["forms"]:
        service = world.offer(raw["department"], raw["service"]).service
        since = world.now - timedelta(days=raw["days_ago"])
        draws = {row["code"]: row.pop("draw") for row in raw["questions"] if "draw" in row}
        questions = [read_question(row) for row in raw["questions"]]
        by = world.staff.managers[service.provider_id][0]
        draft = form_drafts.save(service, questions, edition=0, by=by, now=since)
        version = form_drafts.publish(service, edition=draft.edition, by=by, now=since)
        asked.setdefault(service.pk, []).append(Asking(version, since, draws))
    return asked


class _Answers:
    """What one person answers. By dice of its own: the company is the same with and without forms."""

    def __init__(self, world: World, request: ServiceRequest, asking: Asking, language: str) -> None:
        self.world, self.asking, self.language = world, asking, language
        self.rng: Random = dice("answers", request.filed_at.isoformat(), request.requester_id, request.title)
        self.today: date = request.filed_at.date()

    def draw(self) -> dict[str, Any]:
        walk = Walk()
        for question in self.asking.version.questions:
            wanted = walk.asks(question) and question.asks and question.kind != Kind.FILE
            if wanted and (question.required or self.rng.random() < ANSWERED):
                walk.answers[question.code] = self._answer(question)
        return walk.answers

    def _answer(self, question: Question) -> Any:
        rng, drawn = self.rng, self.asking.draws.get(question.code, [])
        match question.kind:
            case Kind.NUMBER:
                low, high = drawn
                return rng.randint(low, high)
            case Kind.DATE:
                return self._day(question, rng.randint(3, 30))
            case Kind.RANGE:
                first = rng.randint(4, 40)
                return {"from": self._day(question, -first), "until": self._day(question, rng.randint(1, 3) - first)}
            case Kind.CHOICE:
                return rng.choice(question.choices).code
            case Kind.SEVERAL:
                chosen = set(rng.sample([one.code for one in question.choices], rng.randint(1, 2)))
                return [one.code for one in question.choices if one.code in chosen]
            case Kind.YES_NO:
                return rng.random() < 0.4
            case Kind.PERSON:
                return rng.choice(self.world.staff.users).pk
            case Kind.DEPARTMENT:
                return rng.choice(list(self.world.departments.values())).pk
        if question.kind == Kind.LONG:
            return drawn[list(content.LANGUAGES).index(self.language)]
        return rng.choice(list(drawn))

    def _day(self, question: Question, distance: int) -> str:
        ahead = question.days == Days.AHEAD
        return (self.today + timedelta(days=abs(distance) if ahead else distance)).isoformat()
