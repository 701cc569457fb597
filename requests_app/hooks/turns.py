"""One hook's turn: what it is to be told now, and what becomes of each call. Rows only; sending is `calling`."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import F

from requests_app import webhooks
from requests_app.models import Delivery, Hook, HookCall, HookTry, RequestEvent
from requests_app.notifications.trouble import kept

from . import payload, switching

LEASE = timedelta(minutes=5)  # longer than a turn of calls that all take as long as they may
CALLS = 10  # of one turn
GIVEN_UP_AFTER = timedelta(hours=24)
LONGEST_WAIT = 6  # doublings of a minute: about an hour
REFUSALS = 3  # in a row end a turn: the receiver is there, and has no mind to take anything
JITTER = 0.1

State = Delivery.State


class NotForThem(Exception):
    """The service became confidential meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`took_ms` in milliseconds; either an answer or a problem."""

    call: HookCall
    at: datetime
    took_ms: int | None = None
    answer: webhooks.Answer | None = None
    problem: Exception | None = None


@dataclass(slots=True)
class Turn:
    """A hook that is ours until `hook.busy_until`, with the calls to make one after the other."""

    hook: Hook
    waiting: deque[HookCall]
    lines: dict[int, RequestEvent]
    taken: int = 0
    refused: int = 0  # in a row
    problem: Exception | None = None  # the last one
    ended: bool = False

    def next_message(self, now: datetime) -> tuple[HookCall, webhooks.Prepared] | None:
        """The next call that can be made; what cannot is settled here."""
        while self.waiting and not self.ended:
            call = self.waiting.popleft()
            try:
                return call, webhooks.prepare(self._message(call, now))
            except (webhooks.NotAllowed, NotForThem) as problem:
                self.settle(Outcome(call=call, at=now, problem=problem))
        return None

    def _message(self, call: HookCall, now: datetime) -> webhooks.Message:
        if call.event_id is None:
            key, content = f"test-{call.pk}", payload.test(self.hook, now)
        else:
            line = self.lines[call.event_id]
            if line.request.service.is_confidential:
                raise NotForThem("the service is confidential by now")
            key, content = f"event-{line.pk}-{self.hook.pk}", payload.event(self.hook, line, now)
        return webhooks.Message(self.hook.url, self.hook.secrets(now), key, content)

    def settle(self, outcome: Outcome) -> None:
        """Write down what became of one call."""
        if outcome.problem is None:
            self.taken, self.refused, self.problem = self.taken + 1, 0, None
            _keep(outcome, state=State.SENT)
            return
        if isinstance(outcome.problem, NotForThem):
            _keep(outcome, state=State.DROPPED)
            return
        _put_off(outcome)
        if outcome.call.event_id is None:
            return  # a test says nothing of the others
        self.problem, self.refused = outcome.problem, self.refused + 1
        answered = isinstance(outcome.problem, webhooks.NotTaken) and outcome.problem.answer is not None
        self.ended = not answered or is_final(outcome.problem) or self.refused >= REFUSALS

    def release(self, now: datetime) -> None:
        """What was not tried waits; who took nothing is let alone for a while, or for good."""
        untried = [call.pk for call in self.waiting]
        HookCall.objects.pending().filter(pk__in=untried).update(attempts=F("attempts") - 1, next_attempt_at=now)
        # A worker that outlived its lease says nothing of a hook that is another one's by now.
        mine = Hook.objects.filter(pk=self.hook.pk, busy_until=self.hook.busy_until)
        if self.problem is not None and (not self.taken or is_final(self.problem)):
            self._fail(self.problem, now)
        elif self.taken:
            mine.update(busy_until=now, next_turn_at=now, failing_since=None, failures=0)
        else:
            mine.update(busy_until=now)

    def _fail(self, problem: Exception, now: datetime) -> None:
        mine = Hook.objects.filter(pk=self.hook.pk, busy_until=self.hook.busy_until)
        since = self.hook.failing_since or now
        wait = _wait(self.hook.failures) if self.ended else timedelta()
        failed = {"failing_since": since, "failures": min(self.hook.failures + 1, 1000)}
        if mine.update(busy_until=now, next_turn_at=now + wait, **failed):
            switching.off_if_hopeless(self.hook.pk, problem, since, now)


@transaction.atomic
def begin(now: datetime, *, limit: int, busy: Iterable[int] = ()) -> list[Turn]:
    """Hooks that have something due, ours until `now` + LEASE; those that work first."""
    ready = Hook.objects.ready(now).exclude(pk__in=busy).select_related("department")
    in_order = ready.order_by(F("failing_since").asc(nulls_first=True), "next_turn_at", "pk")
    hooks = list(in_order.select_for_update(skip_locked=True, no_key=True, of=("self",))[:limit])
    turns = [_begin(hook, now) for hook in hooks]
    Hook.objects.bulk_update(hooks, ["busy_until"])
    return turns


def _begin(hook: Hook, now: datetime) -> Turn:
    hook.busy_until = now + LEASE
    due = HookCall.objects.due(now).filter(hook=hook)
    if hook.is_off or hook.next_turn_at > now:
        due = due.filter(event=None)
    # Tests first: somebody waits for what comes of them.
    calls = list(due.order_by(F("event").asc(nulls_first=True), "next_attempt_at", "pk")[:CALLS])
    for call in calls:
        call.attempts += 1
        call.next_attempt_at = now + LEASE
    HookCall.objects.bulk_update(calls, ["attempts", "next_attempt_at"])
    wanted = [call.event_id for call in calls if call.event_id is not None]
    lines = RequestEvent.objects.select_related("request__service", "actor", "department").in_bulk(wanted)
    return Turn(hook, deque(calls), lines)


def is_final(problem: Exception) -> bool:
    """Would every later attempt end the same way?"""
    return isinstance(problem, webhooks.Gone | webhooks.NotAllowed)


def _put_off(outcome: Outcome) -> None:
    call, problem, now = outcome.call, outcome.problem, outcome.at
    assert problem is not None  # noqa: S101 - for the type checker; only failures come here
    over = call.event_id is None or is_final(problem) or now >= call.since + GIVEN_UP_AFTER
    if over:
        _keep(outcome, state=State.DEAD)
    else:
        wait = _wait(call.attempts - 1)
        spread = wait * Random(f"{call.pk}:{call.attempts}").uniform(0, JITTER)  # noqa: S311 - hides nothing
        _keep(outcome, next_attempt_at=now + wait + spread)


def _keep(outcome: Outcome, **fields: object) -> None:
    answer = outcome.answer or getattr(outcome.problem, "answer", None)
    # The attempt's number tells a worker that outlived its lease from the next one.
    mine = HookCall.objects.pending().filter(pk=outcome.call.pk, attempts=outcome.call.attempts)
    went = {
        "took_ms": outcome.took_ms,
        "status": answer.status if answer else None,
        "error": kept(outcome.problem) if outcome.problem else "",
    }
    beginning = answer.beginning if answer else ""
    with transaction.atomic():
        if mine.update(tried_at=outcome.at, answer=beginning, **went, **fields):
            HookTry.objects.create(call=outcome.call, at=outcome.at, **went)


def _wait(failures: int) -> timedelta:
    """1, 2, 4 … 64 minutes after the first, second, third … failure."""
    return timedelta(minutes=2 ** min(failures, LONGEST_WAIT))
