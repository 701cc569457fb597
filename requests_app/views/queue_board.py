"""The queue as a board: one lane a state, in the order of the view, and where a card can go from there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise as LazyText

from requests_app.counting import CappedCount, counts, in_words
from requests_app.models import ApprovalRound, Department, ServiceRequest, User
from requests_app.models.levels import STATUS_LABELS
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.pagination import in_order
from requests_app.queues import Selection
from requests_app.queues.orders import STATES_IN_ORDER
from requests_app.states import OPEN, Status

from .verb_table import BY_NOUN, VerbScreen

LANE = 30  # cards; the rest is a link to the list of that state

# By which verb a card comes into a lane; from the lane it is in it goes to the others.
INTO: dict[Status, tuple[str, ...]] = {
    Status.IN_PROGRESS: ("start", "resumption"),
    Status.WAITING: ("question",),
    Status.ON_HOLD: ("hold",),
    Status.RESOLVED: ("resolution",),
}


@dataclass(frozen=True, slots=True)
class Move:
    """`to`: the lane it leads to."""

    to: Status
    label: LazyText | str
    verb: VerbScreen


@dataclass(frozen=True, slots=True)
class Card:
    ticket: ServiceRequest
    moves: list[Move]


@dataclass(frozen=True, slots=True)
class Lane:
    status: Status
    label: LazyText | str
    cards: list[Card]
    count: str
    has_more: bool


def lanes_of(rows: ServiceRequestQuerySet, selection: Selection, department: Department, user: User) -> list[Lane]:
    """A statement a lane, and one for the numbers of all that are open."""
    shown = [s for s in STATES_IN_ORDER if s in selection.view.states and selection.state in ("", s)]
    counted = {status.value: CappedCount(rows.filter(status=status)) for status in shown if status in OPEN}
    numbers = counts(Department.objects.filter(pk=department.pk), **counted) if counted else {}
    asked = Exists(ApprovalRound.objects.open().filter(request=OuterRef("pk")))
    ordered = in_order(rows.annotate(is_asked=asked), selection.order)
    return [_lane(ordered.filter(status=status), status, user, numbers.get(status.value)) for status in shown]


def _lane(rows: QuerySet[ServiceRequest], status: Status, user: User, number: int | None) -> Lane:
    found = list(rows[: LANE + 1])
    has_more = len(found) > LANE
    shown = [Card(ticket, _moves(ticket, user)) for ticket in found[:LANE]]
    # What is finished is not counted: it only grows.
    count = in_words(number) if number is not None else f"{LANE}+" if has_more else str(len(found))
    return Lane(status, STATUS_LABELS[status], shown, count, has_more)


def _moves(ticket: ServiceRequest, user: User) -> list[Move]:
    """Verbs that fit; of the rules only those are asked that need no look at the database, the verb asks the rest."""
    if ticket.requester_id == user.pk:
        return []
    return [
        Move(to, STATUS_LABELS[to], BY_NOUN[noun])
        for to, nouns in INTO.items()
        for noun in nouns
        if to != ticket.status and _fits(BY_NOUN[noun], ticket)
    ]


def _fits(verb: VerbScreen, ticket: ServiceRequest) -> bool:
    is_asked: bool = ticket.is_asked  # type: ignore[attr-defined]
    return ticket.status in verb.when and verb.approval in (None, is_asked)
