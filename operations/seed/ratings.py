"""Who was asked how it was, and what they said: by the rules of `surveys`, at moments that are past."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from dashboards.metrics import stage_durations
from dashboards.metrics.touchpoints import WORK, Step, stages_entered
from requests_app.models import RequestEvent, User
from requests_app.states import Verb
from sla.ledger import Account, State
from surveys import rules
from surveys.models import Invitation, NotAsked, Rating, SurveyPreference
from surveys.stats import invitation_allowed

from . import content
from .dice import dice
from .history import Tale
from .told import DemoLife
from .world import World

ANSWERED = 0.45
OPTED_OUT = 2  # people who do not want to be asked
# In this department people mind one thing more than any other: work that drags on after it has begun.
MINDED, HOURS_MINDED, HOW_MUCH = "it", 36, 2.4


@dataclass(frozen=True, slots=True)
class Due:
    """It is time to decide about this resolution."""

    at: datetime
    tale: Tale
    resolved: RequestEvent


class Pollster:
    def __init__(self, world: World) -> None:
        self.world = world
        self.users = {user.pk: user for user in world.staff.users}
        self.past: dict[int, list[tuple[str, str]]] = defaultdict(list)
        asking = [user for user in world.staff.users if user not in world.staff.cast.values()]
        self.silent = {user.pk for user in asking[-OPTED_OUT:]}
        self.invitations: dict[int, Invitation] = {}
        self.refusals: dict[int, NotAsked] = {}
        self.ratings: list[Rating] = []

    def ask(self, tales: list[Tale]) -> None:
        """Decide about every resolution in the order in which its time came, and write what came of it."""
        due = sorted((one for tale in tales for one in _due(tale.life, tale, self.world.now)), key=lambda one: one.at)
        for one in due:
            if one.tale.life.request.pk not in self.invitations:
                self._decide(one)
        SurveyPreference.objects.bulk_create(
            SurveyPreference(person_id=pk, opted_out=True, changed_at=self.world.now - timedelta(days=150))
            for pk in sorted(self.silent)
        )
        Invitation.objects.bulk_create(self.invitations.values())
        NotAsked.objects.bulk_create(self.refusals.values())
        Rating.objects.bulk_create(self.ratings)

    def _decide(self, due: Due) -> None:
        request = due.tale.life.request
        handler = request.assignee_id or due.resolved.actor_id
        reason = self._why_not(due, handler)
        if reason:
            self.refusals[request.pk] = NotAsked(request=request, reason=reason, decided_at=due.at)
            return
        self.refusals.pop(request.pk, None)
        day = due.at.astimezone(UTC).date()
        self.past[request.requester_id].append((day.isoformat(), str(due.resolved.department_id)))
        invitation = Invitation(
            person_id=request.requester_id,
            request=request,
            department_id=due.resolved.department_id,
            handler_id=handler,
            sent_on=day,
            probability=rules.PROBABILITY,
        )
        self.invitations[request.pk] = invitation
        self._answer(due, invitation)

    def _why_not(self, due: Due, handler: int | None) -> str | None:
        request = due.tale.life.request
        if request.requester_id == handler:
            return NotAsked.Reason.OWN_WORK
        return invitation_allowed(
            now=due.at.astimezone(UTC).date().isoformat(),
            past_invitations=[{"at": at, "department": about} for at, about in self.past[request.requester_id]],
            department=str(due.resolved.department_id),
            opt_out=request.requester_id in self.silent,
            config=rules.THROTTLE,
        )["reason"]

    def _answer(self, due: Due, invitation: Invitation) -> None:
        request = due.tale.life.request
        rng = dice(self.world.year.today, "rating", request.filed_at, request.title)
        rater = self.users[request.requester_id]
        at = self.world.at_desk(rater).add(due.at, round(3600 * rng.lognormvariate(0.6, 1.1)))
        reopened = next((e.at for e in due.tale.life.events if e.verb == Verb.REOPENED and e.at > due.at), None)
        is_kept_open = rater in self.world.staff.cast.values() and due.at > self.world.now - timedelta(days=14)
        if rng.random() >= ANSWERED or at > self.world.now or (reopened and at >= reopened) or is_kept_open:
            return
        invitation.done = True
        self.ratings.append(_rating(rng, due, invitation, rater, at))


def _due(life: DemoLife, tale: Tale, now: datetime) -> Iterator[Due]:
    """A resolution is asked about once it is confirmed, or after a day without an objection."""
    events = life.events
    for number, event in enumerate(events):
        if event.verb != Verb.RESOLVED:
            continue
        later = events[number + 1] if number + 1 < len(events) else None
        at = event.at + rules.WAIT_AFTER_RESOLUTION
        if later and later.verb == Verb.CONFIRMED:
            at = min(at, later.at)
        if at <= now and not (later and later.verb == Verb.REOPENED and later.at <= at):
            yield Due(at, tale, event)


def _trouble(tale: Tale) -> float:
    """How much there was to be angry about, from 0."""
    verbs = [event.verb for event in tale.life.events]
    late = sum(0.6 if account.metric == "first_response" else 1.1 for account in tale.accounts if _is_late(account))
    return (
        late
        + 0.9 * verbs.count(Verb.REOPENED)
        + 0.35 * verbs.count(Verb.CHASED)
        + 0.35 * verbs.count(Verb.HANDED_OVER)
        - 0.2 * verbs.count(Verb.PROMISED)
        + HOW_MUCH * _drags_on(tale)
    )


def _drags_on(tale: Tale) -> bool:
    """Did the work of MINDED take longer than people put up with? Counted as its journey counts it."""
    request, events = tale.life.request, tale.life.events
    if request.department.code != MINDED:
        return False
    steps = [Step(one.at.isoformat(), one.new_status, one.department_id, one.verb == Verb.ASSIGNED) for one in events]
    entered = stages_entered(steps, department=request.department_id)
    hours = stage_durations(events=entered, closed=events[-1].at.isoformat(), active_states={WORK})["hours"]
    return hours.get(WORK, 0.0) > HOURS_MINDED


def _is_late(account: Account) -> bool:
    return account.state == State.MISSED or account.breached is not None


def _rating(rng: Random, due: Due, invitation: Invitation, rater: User, at: datetime) -> Rating:
    trouble = max(0.0, _trouble(due.tale))
    csat = _scale(rng.gauss(4.65 - 0.85 * trouble, 0.85))
    ces = _scale(rng.gauss(4.5 - 0.65 * trouble, 0.85))
    solved = rng.choices(("yes", "partly", "no"), _SOLVED[csat])[0]
    return Rating(
        request=due.tale.life.request,
        rater=rater,
        department_id=due.resolved.department_id,
        solved=solved,
        csat=None if rng.random() < 0.02 else csat,
        ces=None if rng.random() < 0.04 else ces,
        comment=_comment(rng, content.short(rater), csat),
        handler_may_see=invitation.handler_id is not None and rng.random() < 0.45,
        answered_at=at,
        changed_at=at,
    )


_SOLVED = {5: (96, 4, 0), 4: (88, 11, 1), 3: (60, 33, 7), 2: (25, 50, 25), 1: (10, 40, 50)}


def _scale(value: float) -> int:
    return min(5, max(1, round(value)))


def _comment(rng: Random, language: str, csat: int) -> str:
    if rng.random() > 0.4:
        return ""
    lines = content.phrases()[language]
    words: str = rng.choice(lines["praise" if csat >= 4 else "neutral" if csat == 3 else "blame"])
    return words
