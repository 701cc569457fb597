"""Thousands of clocks at once end with the rows that the ledger, asked one by one, would have written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from requests_app.models import Service, ServiceRequest, User
from sla import bulk, calendars, clocks, recalculation, records
from sla.calendar.instants import SECOND, to_us
from sla.ledger import Account
from sla.models import CalendarVersion, Clock, ClockEvent, ClockSegment
from sla.models.calendars import compiled
from sla.recalculation import hours
from tests.make import OFFICE_HOURS, make_request, utc

HOUR = 3600 * SECOND
MINUTE = 60 * SECOND
MONDAY = to_us(utc(2026, 6, 8, 7))
PUBLISHED = utc(2026, 6, 11, 12)
WEEK: dict[str, list[list[str]]] = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
SHORTER = {**OFFICE_HOURS, "weekly": {day: [["10:00", "13:00"], ["14:00", "17:00"]] for day in ("mon", "tue", "wed")}}
LONGER = {
    **OFFICE_HOURS,
    "weekly": {**WEEK, "sat": [["08:00", "20:00"]], "thu": [["00:00", "24:00"]]},
}
CLOSED_FRIDAY = {**OFFICE_HOURS, "holidays": ["2026-06-12"]}

LADDERS = ((), ("50%", "80%"), ("-3600", "25%", "+7200"), ("50%", "150%"))
VERBS = ("pause", "resume", "longer", "shorter", "pin", "sweep", "stop")

Life = tuple[int, tuple[str, ...], int, list[tuple[str, int]], int | None, bool]
lives: st.SearchStrategy[Life] = st.tuples(
    st.integers(1, 40 * 3600),  # target in seconds
    st.sampled_from(LADDERS),
    st.integers(0, 90 * 60).map(MINUTE.__mul__),  # started so long after Monday morning
    st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 40 * 60).map(MINUTE.__mul__)), max_size=6),
    st.one_of(st.none(), st.integers(1, 200 * 60).map(MINUTE.__mul__)),  # pinned to so long after its start
    st.booleans(),  # live
)


def act(account: Account, verb: str, at: int) -> None:
    steps, target = account.steps, account.target or HOUR
    {
        "pause": lambda: account.pause(at, "waiting"),
        "resume": lambda: account.resume(at, "resumed"),
        "longer": lambda: account.retarget(target * 2, ("50%", "-60"), at, "retargeted"),
        "shorter": lambda: account.retarget(max(target // 2 // SECOND, 1) * SECOND, steps, at, "retargeted"),
        "pin": lambda: account.pin(at + target, at),
        "sweep": lambda: account.advance(at),
        "stop": lambda: account.stop(at, "finished"),
    }[verb]()


def lived(life: Life, version: int) -> Account:
    seconds, steps, later, acts, pinned, _live = life
    account = Account("resolution", compiled(version), MONDAY + later, seconds * SECOND, steps, version=version)
    now = MONDAY + later
    account.start("filed", due=now + pinned if pinned else None)
    for verb, wait in acts:
        now += wait
        act(account, verb, now)
    return account


def columns_of(clock: Clock) -> dict[str, object]:
    return {field.attname: getattr(clock, field.attname) for field in Clock._meta.concrete_fields if field.name != "id"}


def everything_of(clock_id: int) -> tuple[Any, ...]:
    clock = Clock.objects.select_related("request").get(pk=clock_id)
    pieces = ClockSegment.objects.filter(clock=clock).order_by("from_at", "id")
    events = ClockEvent.objects.filter(clock=clock).order_by("epoch", "occurred_at", "id")
    return (
        columns_of(clock),
        [*pieces.values_list("kind", "from_at", "to_at", "reason", "calendar_version")],
        [*events.values_list("epoch", "step", "kind", "occurred_at", "detected_at", "handled_at")],
        clock.request.due_at,
    )


@pytest.fixture
def versions(db: None) -> list[CalendarVersion]:
    return [calendars.ensure("office", {"en": "Office"}, OFFICE_HOURS, now=utc(2026, 1, 1))]


@pytest.fixture
def asked(laptop: Service, li_wei: User) -> list[ServiceRequest]:
    """A dozen requests without clocks of their own."""
    return [make_request(laptop, li_wei, now=utc(2026, 6, 8, 7)) for _number in range(12)]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(lives, min_size=1, max_size=12),
    st.lists(st.sampled_from([SHORTER, LONGER, CLOSED_FRIDAY]), min_size=1, max_size=2, unique_by=str),
)
def test_a_job_writes_what_the_ledger_would_have(
    asked: list[ServiceRequest], versions: list[CalendarVersion], life: list[Life], later: list[dict[str, Any]]
) -> None:
    with transaction.atomic():
        _compare(asked, versions[0], life, later)
        transaction.set_rollback(True)


def _compare(
    asked: list[ServiceRequest], first: CalendarVersion, life: list[Life], later: list[dict[str, Any]]
) -> None:
    for request, one in zip(asked, life, strict=False):
        ServiceRequest.objects.filter(pk=request.pk).update(is_live=one[-1])
    histories = [
        bulk.History(request.pk, [lived(one, first.pk)], live=one[-1])
        for request, one in zip(asked, life, strict=False)
    ]
    ids = [clock.pk for clock in bulk.create(histories)]
    for number, spec in enumerate(later):
        version = calendars.ensure("office", None, spec, now=PUBLISHED + timedelta(hours=30 * number))
    by_ledger = one_by_one(ids)
    job = recalculation.plan_hours(version, by=None, now=version.created_at)
    if job is not None:
        recalculation.run(job)
        assert (job.state, job.failures) == ("done", [])
    for pk in ids:
        clock = Clock.objects.get(pk=pk)
        if clock.calendar_version_id == first.pk and clock.state in ("running", "paused"):
            assert clock.state == "running"  # what rests takes the version over at once
            # Left alone, it is due when it was; that it broke before is for a sweep to find.
            assert clock.due_at == by_ledger[pk][0]["due_at"]
            continue
        assert everything_of(pk) == by_ledger[pk]


def one_by_one(ids: list[int]) -> dict[int, tuple[Any, ...]]:
    """What `catch_up` makes of each clock; nothing of it stays."""
    with transaction.atomic():
        for pk in ids:
            clock = Clock.objects.select_related("request").get(pk=pk)
            [row] = records.held(clock.request)
            entries = clocks.caught_up([row])
            records.write(entries, clock.request.is_live)
            clocks.write_due(clock.request)
        found = {pk: everything_of(pk) for pk in ids}
        transaction.set_rollback(True)
    return found


def test_most_clocks_go_the_fast_way(asked: list[ServiceRequest], versions: list[CalendarVersion]) -> None:
    """Else the property above would only compare the ledger with itself."""
    plain = (20 * 3600, ("50%", "80%"), 75 * HOUR, [("pause", HOUR), ("resume", HOUR)], None, True)
    bulk.create([bulk.History(request.pk, [lived(plain, versions[0].pk)], live=True) for request in asked])
    version = calendars.ensure("office", None, CLOSED_FRIDAY, now=PUBLISHED)
    job = recalculation.plan_hours(version, by=None)
    assert job is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hours, "rebase", lambda *args: pytest.fail("one by one"))
        recalculation.run(job)
    assert (job.seen, job.moved) == (12, 12)
