"""What becomes of one request: who takes it, what is said, how long everything takes, how it ends."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

from requests_app.models import Level, User
from requests_app.states import OPEN, Status
from sla.closing import time_to_object_ends
from sla.models import Metric

from .teller import HOUR, Asked, NotYet, Teller
from .told import DemoLife
from .world import World


class Plot(Teller):
    """Act after act, until it has ended or now is reached."""

    def __init__(self, world: World, asked: Asked, rng: Random) -> None:
        super().__init__(world, asked, rng)
        priority = self.life.request.priority
        # How much of the promised working time the first answer and the whole take.
        slow = world.slowness(asked.offer.provider.code, asked.at)
        self.first = self.home.seconds(Metric.FIRST_RESPONSE, priority) * rng.lognormvariate(-1.45, 0.7) * slow
        share = asked.offer.provider.pace * rng.lognormvariate(0, 0.8) * slow
        self.left = self.home.seconds(Metric.RESOLUTION, priority) * share
        self.is_slow = share > 0.85

    def tell(self) -> DemoLife:
        with suppress(NotYet):
            self._live()
        return self.life

    def _live(self) -> None:
        if self.chance(0.025):
            self.work(self.left * self.rng.uniform(0.05, 0.5))
            self.do("cancel", self.say("cancel"), by=self.asked.requester)
            return
        if self.chance(0.035):
            self.work(self.first * 0.3)
            self._hand_over("hand_over")
            if self.chance(0.4):
                self._return()
        self._take()
        if self.chance(0.1):
            self.left = self.rng.uniform(300, 2400)  # solved on the spot
            self._finish()
            return
        self._answer()
        self._be_allowed()
        self._middle()
        self._finish()

    def _be_allowed(self) -> None:
        """A yes that nobody ever withholds: the figures call it a needless step."""
        approver = self._approver()
        if self.asked.offer.content.asks_first and approver and self.life.request.status in OPEN:
            self.do("ask_approval", approver.pk, self.say("approval"), by=self.worker)
            self._wait_for(approver)
            self.do("approve", by=approver)

    def _hand_over(self, why: str, to: int | None = None) -> None:
        """To another department, which promises nothing of its own: the requester's clocks go on."""
        target = to or self.rng.choice(self.world.neighbours(self.department))
        self.do("hand_over", target, self.say(why), by=self.worker)
        self._enter(target, self.world.promised(target, None, self.asked.at))

    def _return(self) -> None:
        home = self.asked.offer.service.provider_id
        self.work(self.rng.uniform(0.5, 4) * HOUR)
        self._hand_over("return", to=home)
        if self.chance(0.3):
            self.work(self.rng.uniform(1, 5) * HOUR)
            self._hand_over("hand_over")

    def _take(self) -> None:
        managers = [one for one in self.world.staff.managers[self.department] if one.pk != self.asked.requester.pk]
        if managers and self.chance(0.4):
            self.work(self.first * self.rng.uniform(0.1, 0.5))
            self.do("assign", to=self.worker.pk, by=self.rng.choice(managers))
            self.work(self.first * 0.4)
        else:
            self.work(self.first * self.rng.uniform(0.6, 0.95))
        self.do("start", by=self.worker)

    def _answer(self) -> None:
        """The first thing the requester hears, soon after somebody began."""
        self.work(self.rng.uniform(60, 600))
        kind = self.rng.choices(("reply", "ask", "promise", "nothing"), (56, 29, 10, 5))[0]
        if kind == "reply":
            self.do("reply", self.say("acknowledge"), by=self.worker)
        elif kind == "ask":
            self._ask()
        elif kind == "promise":
            self._promise()

    MIDDLE = {
        "note": 0.22, "update": 0.24, "told": 0.1, "ask": 0.08, "hold": 0.08, "promise": 0.09, "propose": 0.05,
        "amend": 0.04, "pass_on": 0.05, "move": 0.025,
    }  # fmt: skip

    def _middle(self) -> None:
        """What happens while it is worked on, spread over the time it takes."""
        acts = [name for name, share in self.MIDDLE.items() if self.chance(share)]
        acts += ["chase"] * (self.chance(0.5) if self.is_slow else self.chance(0.04))
        self.rng.shuffle(acts)
        for number, act in enumerate(acts):
            if self.life.request.status not in OPEN:
                return
            self.work(max(300, self.left / (len(acts) - number + 1) * self.rng.uniform(0.6, 1.3)))
            getattr(self, f"_{act}")()

    def _note(self) -> None:
        self.do("reply", self.say("notes"), by=self.worker, internal=True)

    def _update(self) -> None:
        self.do("reply", self.say("update"), by=self.worker)

    def _told(self) -> None:
        if self.reader.is_open(self.at):
            self.do("reply", self.say("requester"), by=self.asked.requester)

    def _chase(self) -> None:
        if self.reader.is_open(self.at):
            self.do("chase", self.say("chase"), by=self.asked.requester)

    def _ask(self) -> None:
        question, answer = self.rng.choice(self.told.asks)
        self.do("ask", self.fill(question), by=self.worker)
        if self.chance(0.04):
            self.at = self.desk.add(self.at, 30 * HOUR)  # never answered: the department goes on without
            self.do("resume", by=self.worker)
            return
        if self.chance(0.12):
            self.wait(30, sigma=0.5, most=90)  # on leave, or forgotten
        self.wait(3, sigma=1.1)
        self.do("answer", self.fill(answer), by=self.asked.requester)

    def _hold(self) -> None:
        approver = self._approver()
        if approver and self.chance(0.45):
            self._be_approved(approver)
            return
        self.do("hold", self.say("hold"), by=self.worker)
        if Status.ON_HOLD in self.home.terms.pause_statuses:
            self.at = self.desk.add(self.at, round(self.rng.uniform(6, 45) * HOUR))
        else:
            self.work(max(HOUR, self.left * self.rng.uniform(0.2, 0.5)))
        self.do("resume", by=self.worker)

    def _approver(self) -> User | None:
        """Whoever leads the department that asks, if they have no part in it themselves."""
        party = {self.asked.requester.pk, self.life.request.filed_by_id, self.worker.pk}
        return next((one for one in self.world.managers_of(self.asked.requester) if one.pk not in party), None)

    def _be_approved(self, approver: User) -> None:
        """They decide in their own working hours; now and then the question was needless."""
        self.do("ask_approval", approver.pk, self.say("approval"), by=self.worker)
        if self.chance(0.08):
            self.at = self.desk.add(self.at, round(self.rng.uniform(0.2, 3) * HOUR))
            self.do("withdraw_approval", by=self.worker)
            return
        self._wait_for(approver)
        if self.chance(0.12):
            self.do("reject", self.say("rejection"), by=approver)
        else:
            self.do("approve", by=approver)

    def _wait_for(self, approver: User) -> None:
        self.at = self.world.at_desk(approver).add(self.at, round(min(40, 2.5 * self.rng.lognormvariate(0, 1)) * HOUR))

    def _promise(self) -> None:
        """Most are kept with something to spare; one that is not is followed by an apology and a later one."""
        kept = self.chance(0.8)
        factor = self.rng.uniform(1.3, 2.2) if kept else self.rng.uniform(0.4, 0.7)
        first = self._half_hour(self.desk.add(self.at, round(max(HOUR, self.left * factor))))
        self.do("promise", first, self.say("promise"), by=self.worker)
        if not kept and self.left > 4 * HOUR:
            passed = self.desk.elapsed(self.at, first)
            self.work(passed + self.rng.uniform(0.1, 1) * HOUR)
            later = self._half_hour(self.desk.add(self.at, round(max(2 * HOUR, self.left * 1.4))))
            self.do("promise", later, self.say("broken"), by=self.worker)

    @staticmethod
    def _half_hour(moment: datetime) -> datetime:
        """People promise for half past, not for seventeen past."""
        rest = timedelta(minutes=moment.minute % 30, seconds=moment.second, microseconds=moment.microsecond)
        return moment + timedelta(minutes=30) - rest if rest else moment

    def _propose(self) -> None:
        self.do("propose", self.say("proposal"), by=self.worker)
        self.wait(3)
        if self.chance(0.75):
            self.do("accept", by=self.asked.requester)
        else:
            self.do("answer", self.say("counter"), by=self.asked.requester)

    def _amend(self) -> None:
        request = self.life.request
        if self.reader.is_open(self.at) and request.urgency < Level.HIGH:
            self.do("amend", (request.impact, request.urgency + 1), by=self.asked.requester)

    def _pass_on(self) -> None:
        """To a colleague in the same team."""
        free = self.world.staff.agents(self.department, self.language, self.asked.requester.pk)
        others = [one for one in free if one.pk != self.worker.pk]
        if others:
            former, self.worker = self.worker, self.rng.choice(others)
            self.do("assign", to=self.worker.pk, by=former)

    def _move(self) -> None:
        self._hand_over("hand_over")
        self.work(self.rng.uniform(0.3, 2) * HOUR)
        self.do("start", by=self.worker)

    # How it ends

    def _finish(self) -> None:
        self.work(max(120, self.left))
        if self.chance(0.03):
            reason, alternative = self.rng.choice(self.lines["decline"])
            self.do("decline", reason, alternative, by=self.worker)
            return
        self._resolve()
        again = 0.11 if self.is_slow else 0.045
        if self.chance(again):
            self._come_back()
        self._be_confirmed()

    def _resolve(self) -> None:
        self.do("resolve", self.fill(self.rng.choice(self.told.results)), by=self.worker)

    def _come_back(self) -> None:
        resolved = self.at
        self.wait(5)
        if self.at >= self._time_to_object_ends():
            self.at = resolved  # too late: it has closed by itself
            return
        self.do("reopen", self.say("reopen"), by=self.asked.requester)
        self.work(self.home.seconds(Metric.FIRST_RESPONSE, self.life.request.priority) * self.rng.uniform(0.2, 0.9))
        self.do("reply", self.say("acknowledge"), by=self.worker)
        self.work(self.home.seconds(Metric.RESOLUTION, self.life.request.priority) * self.rng.uniform(0.05, 0.3))
        self._resolve()

    def _be_confirmed(self) -> None:
        """By the requester, or by time."""
        ends = self._time_to_object_ends()
        if self.chance(0.55):
            self.wait(4, sigma=1.2)
            if self.at < ends:
                self.do("confirm", by=self.asked.requester)
                return
        self.at = ends
        self.do("close", by=None)

    def _time_to_object_ends(self) -> datetime:
        return time_to_object_ends(self.life.request, self.home.hours)
