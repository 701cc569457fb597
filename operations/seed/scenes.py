"""What waits for the cast: written by hand, and always fresh on the day it is made."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from requests_app.models import Level, Priority, User
from requests_app.transitions import Filing
from sla.models import Metric

from . import content
from .dice import dice
from .rhythm import ago
from .told import DemoLife
from .world import World

BY_REQUESTER = {"answer", "accept", "chase", "confirm", "told"}


def play(world: World) -> list[DemoLife]:
    return [Scene(world, number, raw).play() for number, raw in enumerate(content.load("scenes")["scenes"])]


class Scene:
    def __init__(self, world: World, number: int, raw: dict[str, Any]) -> None:
        self.world, self.raw = world, raw
        self.rng = dice(world.year.today, "scene", number)
        self.offer = world.offer(raw["department"], raw["service"])
        self.home = self.offer.service.provider_id
        self.requester = self._requester()
        self.worker = self._worker()
        self.promised = world.promised(self.home, self.offer.service.pk, world.now)
        self.desk = self.promised.hours

    def _requester(self) -> User:
        wanted = self.raw["requester"]
        if wanted in self.world.staff.cast:
            return self.world.staff.cast[wanted]
        office, language = wanted.split()
        people = [
            one
            for one in self.world.staff.users
            if self.world.staff.office[one.pk] == office
            and content.short(one) == language
            and one.department_id != self.home
            and one not in self.world.staff.cast.values()
        ]
        return self.rng.choice(people)

    def _worker(self) -> User:
        wanted = self.raw["worker"]
        if wanted in self.world.staff.cast:
            return self.world.staff.cast[wanted]
        return self.rng.choice(self.world.staff.agents(self.home, wanted, self.requester.pk))

    def play(self) -> DemoLife:
        raw = self.raw
        self.at = self._filed_at()
        filing = Filing(
            raw["title"], raw["description"], Level.MEDIUM, Level.MEDIUM, outside_party=raw.get("outside", "")
        )
        self.life = DemoLife(self.offer.service, filing, requester=self.requester, by=self.requester.pk, at=self.at)
        for verb, hours_ago, *words in raw["acts"]:
            # Holidays of one office only must not turn the order round.
            self.at = max(self.at + timedelta(minutes=3), ago(self.desk, hours_ago, self.world.now))
            if self.at > self.world.now:
                break
            self._act(verb, words)
        return self.life

    def _filed_at(self) -> datetime:
        if "filed" in self.raw:
            return ago(self.world.at_desk(self.requester), self.raw["filed"], self.world.now)
        promised = self.promised.seconds(Metric.RESOLUTION, Priority.NORMAL)
        return ago(self.desk, self.raw["used"] * promised / 3600, self.world.now)

    def _act(self, verb: str, words: list[Any]) -> None:
        by = (self.requester if verb in BY_REQUESTER else self.worker).pk
        if verb in ("note", "told"):
            self.life.reply(words[0], by=by, at=self.at, internal=verb == "note")
        elif verb == "promise":
            self.life.promise(self._done_by(words[1]), words[0], by=by, at=self.at)
        elif verb == "ask_approval":
            self.life.ask_approval(self.world.staff.cast[words[0]].pk, words[1], by=by, at=self.at)
        else:
            getattr(self.life, verb)(*words, by=by, at=self.at)

    def _done_by(self, hours: float) -> datetime:
        now = self.world.now
        if hours > 0:
            return self.desk.add(now, round(hours * 3600))
        return max(self.at + timedelta(minutes=30), ago(self.desk, -hours, now))
