"""The bulk writer ends with the same rows as the verbs, column for column, whatever happened to a request."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import models

from operations.import_log.case import Case
from operations.import_log.catalogue import Catalogue
from operations.import_log.life import Life
from operations.import_log.mapping import load
from operations.import_log.people import People
from operations.import_log.writer import Story, Writer
from requests_app import transitions
from requests_app.models import Department, Leg, Message, Promise, RequestEvent, Service, ServiceRequest, User
from requests_app.states import Status, Verb
from sla import calendars, clocks, proposals, standards
from sla.models import Clock, ClockEvent, ClockSegment, Scope
from sla.steps import warnings
from sla.terms import Target
from tests.make import utc
from tests.operations.importing import REQUESTS

START = utc(2026, 1, 5, 8)
WEEK = {day: [["09:00", "13:00"], ["14:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
HOURS = 3600

# What may happen in each state.
ACTS = {
    Status.NEW: "assign start hold ask promise hand_over resolve decline cancel reply note chase amend",
    Status.IN_PROGRESS: "assign hold ask promise hand_over resolve decline cancel reply note chase amend",
    Status.WAITING: "answer resume ask hold hand_over resolve cancel reply note chase amend assign",
    Status.ON_HOLD: "resume ask hold promise hand_over resolve decline reply note amend assign",
    Status.RESOLVED: "close reopen reply note",
    Status.CLOSED: "reopen note",
    Status.DECLINED: "reopen reply",
    Status.CANCELLED: "note",
}


class Lived:
    """One random history, lived through in memory and by the verbs at the same time."""

    def __init__(self, seed: int, life: Life, request: ServiceRequest, cast: dict[str, Any]) -> None:
        self.rng, self.life, self.request, self.cast = random.Random(seed), life, request, cast
        self.at = life.request.filed_at

    def go_on(self, steps: int) -> None:
        for _step in range(steps):
            self.at += timedelta(seconds=self.rng.choice([0, 1, 600, 7201, 86_400, 3 * 86_400, 20 * 86_400]))
            act = self.rng.choice(ACTS[Status(self.life.request.status)].split())
            getattr(self, act)()

    def somebody(self) -> User | None:
        people: list[User | None] = [*self.cast["people"], None]
        return self.rng.choice(people)

    def both(self, verb: str, *args: Any, by: User | None, **kwargs: Any) -> None:
        getattr(self.life, verb)(*args, by=by.pk if by else None, at=self.at, **kwargs)
        self.request = getattr(transitions, verb)(self.request, *args, by=by, now=self.at, **kwargs)

    def assign(self) -> None:
        here = self.cast["staff"][self.life.request.department_id]
        to, by = self.rng.choice([*here, None]), self.somebody()
        self.life.assign(to=to.pk if to else None, by=by.pk if by else None, at=self.at)
        self.request = transitions.assign(self.request, to=to, by=by, now=self.at)

    def start(self) -> None:
        self.both("start", by=self.rng.choice(self.cast["staff"][self.life.request.department_id]))

    def hold(self) -> None:
        self.both("hold", " A supplier ", by=self.somebody())

    def resume(self) -> None:
        self.both("resume", by=self.somebody())

    def ask(self) -> None:
        self.both("ask", "Which one?", by=self.somebody())

    def answer(self) -> None:
        self.both("answer", "The red one", by=self.cast["requester"])

    def promise(self) -> None:
        self.both("promise", self.at + timedelta(days=2), "Parts arrive", by=self.somebody())

    def hand_over(self) -> None:
        to = next(one for one in self.cast["departments"] if one.pk != self.life.request.department_id)
        by = self.somebody()
        self.life.hand_over(to.pk, "Yours", by=by.pk if by else None, at=self.at)
        self.request = transitions.hand_over(self.request, to, "Yours", by=by, now=self.at)

    def amend(self) -> None:
        levels = self.rng.choice([(1, 1), (2, 2), (3, 3), (3, 1)])
        by = self.somebody()
        self.life.amend(levels, by=by.pk if by else None, at=self.at)
        assert by is None or by.pk
        changes = {"impact": levels[0], "urgency": levels[1]}
        self.request = transitions.amend(self.request, changes, by=by, now=self.at)  # type: ignore[arg-type]

    def resolve(self) -> None:
        self.both("resolve", self.rng.choice(["", "Done.\tTwice\\n"]), by=self.somebody())

    def decline(self) -> None:
        self.both("decline", "Too dear", by=self.somebody())

    def cancel(self) -> None:
        self.both("cancel", "Found one", by=self.somebody())

    def close(self) -> None:
        self.both("close", by=None)

    def reopen(self) -> None:
        self.both("reopen", "Broken again", by=self.somebody())

    def reply(self) -> None:
        self.both("reply", 'A line\nand "another"\\', by=self.somebody())

    def note(self) -> None:
        self.both("reply", "Между нами", by=self.somebody(), internal=True)

    def chase(self) -> None:
        self.both("chase", self.rng.choice(["", "Any news?"]), by=self.cast["requester"])


@pytest.fixture
def promised(it: Department, finance: Department) -> None:
    """IT promises by priority, and rests while it waits; finance promises nothing."""
    version = calendars.ensure("office", {"en": "Office"}, {"tz": "Europe/Berlin", "weekly": WEEK}, now=START)
    proposal = proposals.Proposal(
        name={"en": "IT"},
        pledge={},
        calendar=version.calendar,
        targets={
            ("first_response", None): Target(4 * HOURS, warnings([50, 80])),
            ("resolution", None): Target(16 * HOURS, warnings([80])),
            ("resolution", 1): Target(4 * HOURS),
            ("next_reply", None): Target(3 * HOURS),
            ("promise", None): Target(6 * HOURS),
        },
        pause_statuses=("waiting", "on_hold"),
    )
    standards.publish(standards.draft(Scope(it.pk), proposal, by=None), by=None, now=START, since=utc(2025, 1, 1))


@pytest.fixture
def cast(
    it: Department, finance: Department, olga: User, ivan: User, anna: User, boris: User, li_wei: User, wang_fang: User
) -> dict[str, Any]:
    return {
        "departments": [it, finance],
        "staff": {it.pk: [olga, ivan], finance.pk: [anna, boris]},
        "people": [olga, ivan, anna, li_wei, wang_fang],
        "requester": li_wei,
    }


def filed(service: Service, cast: dict[str, Any], rng: random.Random) -> tuple[Life, ServiceRequest]:
    by = rng.choice([cast["requester"], cast["requester"], cast["people"][0], cast["people"][-1]])
    filing = transitions.Filing(" Two laptops ", "For\tboth", rng.choice([None, 1, 3]), rng.choice([None, 2, 3]))
    at = START + timedelta(minutes=rng.randrange(10_000))
    life = Life(service, filing, requester=cast["requester"].pk, by=by.pk, at=at)
    request = transitions.submit(service, filing, requester=cast["requester"], by=by, now=at)
    # As an import files: time does not act on it.
    ServiceRequest.objects.filter(pk=request.pk).update(is_live=False)
    Clock.objects.filter(request=request).update(next_fire_at=None)
    request.refresh_from_db()
    return life, request


def write(life: Life, folder: Path, due: datetime | None = None) -> ServiceRequest:
    mapping_file = folder / "mapping.toml"
    mapping_file.write_text(REQUESTS)
    mapping = load(mapping_file)
    case = Case("key", 2, life.request.filed_at, "title", due_at=due)
    Writer(Catalogue(mapping, START)).write([Story(case, life)], serving_people(mapping))
    return ServiceRequest.objects.get(source_key="key")


def serving_people(mapping: Any) -> People:
    """Those of the portal, whom no log would name."""
    from requests_app.models import Membership

    people = People(mapping, [])
    people.serving |= set(Membership.objects.values_list("user", "department"))
    return people


def columns(row: models.Model, *without: str) -> dict[str, Any]:
    left_out = {"id", "request_id", "clock_id", *without}
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in left_out
    }


def told(request: ServiceRequest) -> dict[str, list[dict[str, Any]]]:
    """Everything the database knows about a request, without numbers of rows."""
    clock_rows = Clock.objects.filter(request=request).order_by("metric", "cycle")
    return {
        "request": [columns(ServiceRequest.objects.get(pk=request.pk), "source", "source_key", "flags")],
        "journal": [
            columns(event, "message_id") | {"message": event.message and columns(event.message)}
            for event in RequestEvent.objects.filter(request=request).order_by("pk")
        ],
        **{
            model.__name__: [columns(row) for row in model._default_manager.filter(request=request).order_by("pk")]
            for model in (Message, Leg, Promise)
        },
        "clocks": [columns(row) for row in clock_rows],
        "segments": [
            columns(row) for clock in clock_rows for row in ClockSegment.objects.filter(clock=clock).order_by("pk")
        ],
        "fired": [
            columns(row) for clock in clock_rows for row in ClockEvent.objects.filter(clock=clock).order_by("pk")
        ],
    }


@pytest.mark.parametrize("seed", range(60))
def test_random_histories_end_with_the_same_rows(
    seed: int, promised: None, laptop: Service, travel_costs: Service, cast: dict[str, Any], tmp_path: Path
) -> None:
    rng = random.Random(seed)
    life, request = filed(rng.choice([laptop, laptop, travel_costs]), cast, rng)
    story = Lived(seed, life, request, cast)
    story.go_on(steps=rng.randrange(1, 14))
    assert told(write(life, tmp_path)) == told(story.request)


@pytest.mark.parametrize("seed", range(60, 72))
def test_a_due_moment_of_the_log_is_pinned_as_the_verb_would_pin_it(
    seed: int, promised: None, travel_costs: Service, cast: dict[str, Any], tmp_path: Path
) -> None:
    rng = random.Random(seed)
    life, request = filed(travel_costs, cast, rng)
    version = calendars.ensure("desk-always", {"en": "Around the clock"}, always("Europe/Berlin"), now=START)
    due = request.filed_at + timedelta(hours=rng.randrange(-5, 200))
    clocks.start(request, "resolution", version, at=request.filed_at, due_at=due)
    story = Lived(seed, life, request, cast)
    story.go_on(steps=rng.randrange(1, 10))
    assert told(write(life, tmp_path, due)) == told(story.request)


# No log tells them in a way that could be taken over.
NEVER_IMPORTED = {
    "approver_replaced",
    *("proposed", "accepted", "confirmed", "standard_applied"),
    *("approval_asked", "approved", "rejected", "approval_withdrawn", "stand_in_asked"),
    *("edited", "note_edited", "file_removed", "note_file_removed", "reminded", "closing_proposed"),
    "left_unassigned",
    *("asked_department", "linked", "unlinked", "merged", "participant_added", "participant_left"),
    *("notice_linked", "notice_unlinked"),
    *("protected", "unprotected", "emptied"),
}


def always(zone: str) -> dict[str, Any]:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return {"tz": zone, "weekly": {day: [["00:00", "24:00"]] for day in days}}


def test_the_histories_are_long_and_various(
    promised: None, laptop: Service, cast: dict[str, Any], tmp_path: Path
) -> None:
    """Guards the tests above: every verb occurs in them, clocks pause, break and run a second cycle."""
    verbs: set[str] = set()
    for seed in range(60):
        rng = random.Random(seed)
        life, request = filed(laptop, cast, rng)
        Lived(seed, life, request, cast).go_on(steps=13)
        verbs |= {event.verb for event in life.events}
    assert verbs == {verb.value for verb in Verb} - NEVER_IMPORTED
    assert ClockSegment.objects.filter(kind="pause").exists()
    assert Clock.objects.filter(cycle=2).exists()
    assert set(Clock.objects.values_list("state", flat=True)) >= {"met", "missed", "running", "cancelled"}
    assert ClockEvent.objects.filter(kind="breach").exists()
