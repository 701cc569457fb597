"""Who tells a request's life: what they know, how it is filed, and how time passes in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from requests_app.models import Channel, Level, User
from requests_app.transitions import Filing
from sla.calendar import WorkingCalendar

from . import content
from .catalogue import Offer
from .standards import Promised
from .told import DemoLife
from .world import World

HOUR = 3600


class NotYet(Exception):
    """What comes next lies after the moment at which the company is made."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who files what, and when."""

    requester: User
    offer: Offer
    at: datetime


class Teller:
    """Begins one life by filing it, and lets it go on; `at` is the moment the story has reached."""

    # Working seconds that the department still needs.
    left = 0.0

    def __init__(self, world: World, asked: Asked, rng: Random) -> None:
        self.world, self.asked, self.rng = world, asked, rng
        self.language = content.short(asked.requester)
        self.lines = content.phrases()[self.language]
        self.told = asked.offer.content.told[self.language]
        self.fill = world.filler(rng, self.language, asked.at, asked.requester)
        service = asked.offer.service
        self.home: Promised = world.promised(service.provider_id, service.pk, asked.at)
        self.reader: WorkingCalendar = world.at_desk(asked.requester)
        self.at = asked.at
        self._enter(service.provider_id, self.home)
        self.life = self._file()

    # Small words

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def say(self, occasion: str) -> str:
        return self.fill(self.rng.choice(self.lines[occasion]), date=self._day_ahead())

    def _day_ahead(self) -> str:
        day = (self.at + timedelta(days=self.rng.randint(2, 6))).date()
        if self.language == "zh":
            return f"{day.month}月{day.day}日"
        return f"{day:%d.%m}" if self.language == "ru" else f"{day.day} {content.words()['en']['month'][day.month - 1]}"

    def do(self, verb: str, *words: Any, by: User | None, **more: Any) -> None:
        """Let it happen at the moment reached. Raises NotYet where that lies ahead."""
        if self.at > self.world.now:
            raise NotYet
        getattr(self.life, verb)(*words, by=by.pk if by else None, at=self.at, **more)

    def work(self, seconds: float) -> None:
        """So much working time of the department passes."""
        self.at = self.desk.add(self.at, max(40, round(seconds)))
        self.left -= seconds

    def wait(self, median_hours: float, sigma: float = 1.0, most: float = 60) -> None:
        """The requester takes their time, in their own working hours."""
        hours = min(most, median_hours * self.rng.lognormvariate(0, sigma))
        self.at = self.reader.add(self.at, max(60, round(hours * HOUR)))

    def _enter(self, department: int, promised: Promised) -> None:
        """The request is now with this department: its hours, and somebody there who speaks the language."""
        self.department, self.desk = department, promised.hours
        self.worker = self.rng.choice(self.world.staff.agents(department, self.language, self.asked.requester.pk))

    # Filing

    def _file(self) -> DemoLife:
        asked, rng = self.asked, self.rng
        title, description = rng.choice(self.told.stories)
        channel, by = self._channel()
        outside = self.say("outside") if self.chance(0.09) else ""
        local = asked.at.astimezone(asked.requester.zone).date()
        impact, urgency = self._levels()
        filing = Filing(
            title=self.fill(title),
            description=self.fill(description),
            impact=impact,
            urgency=urgency,
            needed_by=local + timedelta(days=rng.randint(3, 20)) if self.chance(0.16) else None,
            outside_party=outside,
            channel=channel,
        )
        return DemoLife(asked.offer.service, filing, requester=asked.requester, by=by.pk, at=asked.at)

    def _levels(self) -> tuple[int, int]:
        service = self.asked.offer.service
        impact, urgency = service.default_impact, service.default_urgency
        if self.chance(0.16):
            impact = self.rng.choices((Level.LOW, Level.MEDIUM, Level.HIGH), (5, 2, 3))[0]
        if self.chance(0.16):
            urgency = self.rng.choices((Level.LOW, Level.MEDIUM, Level.HIGH), (4, 2, 4))[0]
        return impact, urgency

    def _channel(self) -> tuple[str, User]:
        """Calls, visits and mails are noted down by the department; a few people file for a colleague."""
        requester = self.asked.requester
        by_others = {Channel.PHONE: 0.09, Channel.MAIL: 0.07, Channel.WALK_IN: 0.05}
        drawn = self.rng.random()
        if self.desk.is_open(self.at):
            for channel, share in by_others.items():
                if drawn < share:
                    return channel, self.worker
                drawn -= share
        mates = [one for one in self.world.staff.users if one.department_id == requester.department_id]
        return Channel.PORTAL, self.rng.choice(mates) if self.chance(0.05) else requester
