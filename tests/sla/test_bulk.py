"""What is written in bulk equals what the verbs would have written, clock by clock, piece by piece, event by event."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from requests_app import transitions
from requests_app.models import Department, RequestEvent, Service, ServiceRequest, User
from requests_app.states import IllegalMove
from sla import bulk, calendars, records, standards, terms
from sla.book import Book, Move
from sla.calendar.instants import to_us
from sla.clocks import offer_of
from sla.models import ClockEvent, ClockSegment, ServiceStandard
from sla.receivers import move_of
from sla.terms import Offer
from tests import make
from tests.make import OFFICE_HOURS, make_request, make_standard
from tests.sla.conftest import NINE, at

CODE = make.calendar_code(OFFICE_HOURS)
TABLE = {"clock_id", "id", "detected_at", "handled_at"}


@pytest.fixture
def others(it: Department, finance: Department, anna: User, boris: User) -> Others:
    return Others(it, finance, anna, boris)


def rows_of(request: ServiceRequest) -> list[dict[str, Any]]:
    """Everything the clocks of a request hold, without ids."""
    found = []
    for values in request.clocks.order_by("metric", "cycle", "department").values():
        row: dict[str, Any] = dict(values)
        pk = row.pop("id")
        del row["next_fire_at"]  # an import has none
        pieces = list(ClockSegment.objects.filter(clock=pk).order_by("from_at", "id").values())
        events = list(ClockEvent.objects.filter(clock=pk).order_by("epoch", "occurred_at", "id").values())
        row["pieces"] = [{key: value for key, value in one.items() if key not in TABLE} for one in pieces]
        row["events"] = [{key: value for key, value in one.items() if key not in TABLE} for one in events]
        found.append(row)
    return found


def moves_of(request: ServiceRequest, priorities: dict[int, int]) -> list[Move]:
    """The journal as clocks see it; `priorities` by the id of the journal line."""
    moves = []
    for event in RequestEvent.objects.filter(request=request).order_by("id").select_related("actor"):
        request.priority, request.department_id = priorities[event.pk], event.department_id
        moves.append(move_of(request, event))
    return moves


def written_in_bulk(request: ServiceRequest, standard: ServiceStandard, moves: list[Move]) -> list[dict[str, Any]]:
    request.clocks.all().delete()
    accounts = bulk.walk(Book(offer_of(standard.pk)), moves)
    bulk.create([bulk.History(request.pk, accounts)])
    return rows_of(request)


@dataclass(frozen=True, slots=True)
class Others:
    """Finance, which shares the work, and its head, who has to approve things."""

    it: Department
    finance: Department
    anna: User
    boris: User

    def verbs(self, request: ServiceRequest) -> dict[str, Callable[[datetime], object]]:
        olga = User.objects.get(email__startswith="olga")
        return {
            "to finance": lambda when: transitions.hand_over(request, self.finance, "yours", by=olga, now=when),
            "to it": lambda when: transitions.hand_over(request, self.it, "yours", by=self.anna, now=when),
            "ask to approve": lambda when: transitions.ask_approval(request, self.boris, "?", by=olga, now=when),
            "approve": lambda when: transitions.approve(request, by=self.boris, now=when),
            "anna": lambda when: self.reply_in_finance(request, when),
        }

    def reply_in_finance(self, request: ServiceRequest, when: datetime) -> None:
        if ServiceRequest.objects.get(pk=request.pk).department_id != self.finance.pk:
            raise transitions.Refused
        transitions.reply(request, "…", by=self.anna, now=when)


def random_life(
    request: ServiceRequest, olga: User, li_wei: User, chance: random.Random, others: Others | None = None
) -> dict[int, int]:
    """Live through up to 15 verbs, whichever are legal. Returns the priority after each journal line."""
    now = request.updated_at
    priorities = dict.fromkeys(request.events.values_list("pk", flat=True), request.priority)
    verbs: dict[str, Callable[[datetime], object]] = {
        "reply": lambda when: transitions.reply(request, "…", by=chance.choice([olga, li_wei]), now=when),
        "note": lambda when: transitions.reply(request, "…", by=olga, internal=True, now=when),
        "ask": lambda when: transitions.ask(request, "?", by=olga, now=when),
        "answer": lambda when: transitions.answer(request, "!", by=li_wei, now=when),
        "start": lambda when: transitions.start(request, by=olga, now=when),
        "hold": lambda when: transitions.hold(request, "supplier", by=olga, now=when),
        "resume": lambda when: transitions.resume(request, by=olga, now=when),
        "amend": lambda when: transitions.amend(request, _other_priority(chance), by=li_wei, now=when),
        "promise": lambda when: transitions.promise(request, when + timedelta(days=9), "why", by=olga, now=when),
        "decline": lambda when: transitions.decline(request, "no", by=olga, now=when),
        "resolve": lambda when: transitions.resolve(request, by=olga, now=when),
        "confirm": lambda when: transitions.confirm(request, by=li_wei, now=when),
        "reopen": lambda when: transitions.reopen(request, "still", by=li_wei, now=when),
        "chase": lambda when: transitions.chase(request, by=li_wei, now=when),
    }
    if others is not None:
        verbs |= others.verbs(request)
    for _step in range(25 if others else 15):
        now += timedelta(seconds=chance.choice([0, 1, 600, 7200, 100_000]), microseconds=chance.randrange(1000))
        try:
            verbs[chance.choice(sorted(verbs))](now)
        except (IllegalMove, transitions.Refused):
            continue
        current = ServiceRequest.objects.get(pk=request.pk)
        priorities |= {
            pk: current.priority for pk in current.events.values_list("pk", flat=True) if pk not in priorities
        }
    return priorities


def _other_priority(chance: random.Random) -> dict[str, int]:
    return {"impact": chance.choice([1, 2, 3]), "urgency": chance.choice([1, 2, 3])}


@pytest.mark.parametrize("seed", range(12))
def test_a_random_life_gives_the_same_rows_both_ways(
    seed: int, it: object, laptop: Service, li_wei: User, olga: User
) -> None:
    chance = random.Random(seed)
    by_priority: dict[tuple[str, int | None], int] = {
        ("resolution", 1): 3600,
        ("resolution", 2): 4 * 3600,
        ("first_response", 1): 600,
        ("next_reply", None): 3600,
        ("promise", None): 2 * 3600,
        ("ola", None): 5 * 3600,
    }
    pauses = ("waiting", "on_hold") if seed % 2 else ("waiting",)
    standard = make_standard(laptop.provider, spec=OFFICE_HOURS, by_priority=by_priority, pause_statuses=pauses)
    request = make_request(laptop, li_wei, now=NINE)
    priorities = random_life(request, olga, li_wei, chance)
    request.refresh_from_db()
    lived, due = rows_of(request), request.due_at
    moves = moves_of(request, priorities)
    assert written_in_bulk(request, standard, moves) == lived
    assert bulk.due_of(bulk.walk(Book(offer_of(standard.pk)), moves)) == due


@pytest.mark.parametrize("seed", range(8))
def test_with_other_departments_and_approvals_as_well(
    seed: int, others: Others, laptop: Service, li_wei: User, olga: User
) -> None:
    metrics = ("ola", "approval", "next_reply")
    targets: dict[tuple[str, int | None], int] = {(metric, None): 3 * 3600 for metric in metrics}
    standard = make_standard(others.it, spec=OFFICE_HOURS, by_priority=targets)
    make_standard(others.finance, by_priority=targets)
    request = make_request(laptop, li_wei, now=NINE)
    priorities = random_life(request, olga, li_wei, random.Random(seed), others)
    request.refresh_from_db()
    lived = rows_of(request)
    moves = moves_of(request, priorities)

    def find(department: int | None, priority: int) -> Offer | None:
        return standards.offer_for(standards.Asked(department, None, None, priority), NINE) if department else None

    request.clocks.all().delete()
    accounts = bulk.walk(Book(offer_of(standard.pk), find=find), moves)
    bulk.create([bulk.History(request.pk, accounts)])
    assert rows_of(request) == lived


@pytest.mark.parametrize("seed", range(8))
def test_consumed_time_can_always_be_counted_again_from_the_pieces(
    seed: int, others: Others, laptop: Service, li_wei: User, olga: User
) -> None:
    """Also where the working hours change in the middle of it."""
    make_standard(others.it, spec=OFFICE_HOURS, by_priority={("ola", None): 3 * 3600})
    chance = random.Random(seed)
    request = make_request(laptop, li_wei, now=NINE)
    for week in range(3):
        random_life(request, olga, li_wei, chance, others)
        request.refresh_from_db()
        hours = {day: [["08:00", f"{12 + week}:00"]] for day in ("mon", "wed", "fri", "sat")}
        last = request.events.order_by("at").last()
        assert last is not None
        calendars.ensure(CODE, {"en": CODE}, {"tz": "Europe/Berlin", "weekly": hours}, now=last.at)
    for clock in request.clocks.prefetch_related("segments"):
        until = clock.running_since or clock.stopped_at or NINE
        assert records.rederive(clock, until) == clock.consumed_us
        assert [one.to_at for one in clock.segments.all()][:-1] == [one.from_at for one in clock.segments.all()][1:]


def test_the_random_lives_reach_the_interesting_places(laptop: Service, li_wei: User, olga: User) -> None:
    make_standard(laptop.provider, spec=OFFICE_HOURS)
    states: set[str] = set()
    reasons: set[str] = set()
    for seed in range(12):
        request = make_request(laptop, li_wei, now=NINE)
        random_life(request, olga, li_wei, random.Random(seed))
        states |= set(request.clocks.values_list("state", flat=True))
        reasons |= set(ClockSegment.objects.filter(clock__request=request).values_list("reason", flat=True))
    assert states >= {"running", "met", "missed", "cancelled"}
    assert reasons >= {"filed", "waiting", "resumed", "finished", "reopened"}


def test_clocks_that_go_on_have_fired_what_lies_behind_and_tell_nobody(
    laptop: Service, li_wei: User, olga: User
) -> None:
    standard = make_standard(laptop.provider)
    request = make_request(laptop, li_wei, now=NINE)
    moves = moves_of(request, {request.events.get().pk: request.priority})
    request.clocks.all().delete()
    book = Book(offer_of(standard.pk))
    accounts = bulk.walk(book, moves, swept_until=to_us(at(14)))
    bulk.create([bulk.History(request.pk, accounts, live=True)])
    done = request.clocks.get(metric="resolution")
    assert done.next_fire_at == at(15, 24)
    assert list(done.events.values_list("step", flat=True)) == ["50%"]
    assert not olga.notifications.filter(kind__startswith="clock").exists()


def test_the_due_moment_may_come_from_the_log(laptop: Service, li_wei: User) -> None:
    standard = make_standard(laptop.provider)
    request = make_request(laptop, li_wei, now=NINE)
    version = standard.calendar.versions.get()
    moves = moves_of(request, {request.events.get().pk: request.priority})
    request.clocks.all().delete()
    book = Book(Offer(None, version.pk, terms.NOTHING_PROMISED), pins={"resolution": to_us(at(12))})
    bulk.create([bulk.History(request.pk, bulk.walk(book, moves))])
    (only,) = request.clocks.all()
    assert (only.metric, only.due_at, only.is_pinned, only.next_fire_at) == ("resolution", at(12), True, None)
