"""Half a year of requests: drawn, told, and written as rows with their clocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from django.db import connection
from django.db.models import Model

from operations.import_log.copying import copy, next_ids
from operations.import_log.writer import moves_of
from requests_app.models import Approval, ApprovalRound, ApprovalStep, Message, ServiceRequest, User
from sla import bulk, terms
from sla.book import Book as ClockBook
from sla.calendar.instants import to_us
from sla.ledger import Account

from .catalogue import Offer
from .dice import dice
from .plot import Plot
from .standards import Promised
from .teller import Asked
from .told import DemoLife
from .world import World

# Numbers that look as if the portal had been in use for longer.
FIRST_NUMBER = 10_001
OWN_DEPARTMENT = 0.06
# For so long whoever plays a part in `scenes` asks for nothing else, so that the parts stand out and are asked about.
SCRIPTED = timedelta(days=62)


@dataclass(slots=True)
class Tale:
    """A life with its clocks."""

    life: DemoLife
    accounts: list[Account] = field(default_factory=list)


def draw(world: World, number: int) -> list[DemoLife]:
    """About `number` lives, oldest first: those of them that have begun by now."""
    lives = []
    for index in range(number):
        rng = dice(world.year.today, "request", index)
        asked = _asked(world, rng)
        if asked.at <= world.now:
            lives.append(Plot(world, asked, rng).tell())
    return sorted(lives, key=lambda life: life.request.filed_at)


def _asked(world: World, rng: Random) -> Asked:
    while True:
        requester = rng.choice(world.staff.users)
        offer = _offer(world, rng, requester)
        office = world.staff.office[requester.pk]
        at = world.year.rhythm(office, offer.provider.month_end).moment(rng)
        if requester not in world.scripted or at.date() < world.year.today - SCRIPTED:
            return Asked(requester, offer, at)


def _offer(world: World, rng: Random, requester: User) -> Offer:
    """What somebody wants is mostly another department's work."""
    weights = [
        one.content.weight
        * one.provider.share
        / sum(other.weight for other in one.provider.services)
        * (OWN_DEPARTMENT if one.service.provider_id == requester.department_id else 1)
        for one in world.offers
    ]
    return rng.choices(world.offers, weights)[0]


def write(world: World, lives: list[DemoLife]) -> list[Tale]:
    """All rows of these lives, which then have their ids; running clocks are swept up to now, and go on from there."""
    _number(lives)
    tales = [Tale(life, _clocks(world, life)) for life in lives]
    for tale in tales:
        tale.life.request.due_at = bulk.due_of(tale.accounts)
    copy((life.request for life in lives), with_ids=True)
    copy((message for life in lives for message in life.messages), with_ids=True)
    # In the order in which they happened, as everywhere else.
    events = sorted((event for life in lives for event in life.events), key=lambda event: event.at)
    for event, number in zip(events, next_ids(type(events[0]), len(events)), strict=True):
        event.pk = number
    copy(events, with_ids=True)
    copy(leg for life in lives for leg in life.legs)
    copy(promise for life in lives for promise in life.promises)
    copy((begun for life in lives for begun in life.rounds), with_ids=True)
    copy((approval.step for life in lives for approval in life.approvals), with_ids=True)
    copy((approval for life in lives for approval in life.approvals), with_ids=True)
    bulk.create(_history(tale) for tale in tales)
    return tales


def _number(lives: list[DemoLife]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)",
            [ServiceRequest._meta.db_table, FIRST_NUMBER],
        )
    messages = sorted((one for life in lives for one in life.messages), key=lambda message: message.at)
    for message, number in zip(messages, next_ids(Message, len(messages)), strict=True):
        message.pk = number
    approvals = sorted((one for life in lives for one in life.approvals), key=lambda approval: approval.asked_at)
    for model in (Approval, ApprovalStep, ApprovalRound):
        for approval, number in zip(approvals, next_ids(model, len(approvals)), strict=True):
            _part_of(approval, model).pk = number
    for life, number in zip(lives, next_ids(ServiceRequest, len(lives)), strict=True):
        life.request.pk = number
        for rows in (life.events, life.messages, life.legs, life.promises, life.rounds, life.approvals):
            for row in rows:
                row.request_id = number
        for approval in life.approvals:
            approval.step.round = approval.step.round  # takes over the key it has by now
            approval.step = approval.step
        life.name_approvals()
        for event in life.events:
            event.message_id = event.message.pk if event.message else None


def _part_of(approval: Approval, model: type[Model]) -> Model:
    """The approval itself, its step or its round: every question of the demo's history has one of each."""
    parts: dict[type[Model], Model] = {ApprovalStep: approval.step, ApprovalRound: approval.step.round}
    return parts.get(model, approval)


def _clocks(world: World, life: DemoLife) -> list[Account]:
    promised = _promised(world, life)
    book = ClockBook(promised.offer, find=_Directory(world, life))
    for move in moves_of(life, world.staff.memberships):
        _sweep(book, move.at - 1)
        bulk.walk(book, [move])
    _sweep(book, to_us(world.now))
    return book.all()


@dataclass(frozen=True, slots=True)
class _Directory:
    """What other departments promise for their share of a request."""

    world: World
    life: DemoLife

    def __call__(self, department: int | None, priority: int) -> terms.Offer | None:
        if department is None:
            return None
        return self.world.promised(department, None, self.life.request.filed_at).offer


def _sweep(book: ClockBook, until: int) -> None:
    """Every warning and breach noticed at its own moment, as a sweep every few seconds would have."""
    for account in book.all():
        while account.next_fire is not None and account.next_fire <= until:
            account.advance(account.next_fire)


def _promised(world: World, life: DemoLife) -> Promised:
    request = life.request
    return world.promised(request.service.provider_id, request.service_id, request.filed_at)


def _history(tale: Tale) -> bulk.History:
    return bulk.History(tale.life.request.pk, tale.accounts, live=True)
