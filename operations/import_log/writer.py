"""Lives become rows: many requests with everything that belongs to them, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from requests_app.models import Leg, Promise, RequestEvent, ServiceRequest, User
from requests_app.models import Message as RequestMessage
from requests_app.states import Status, Verb
from sla import bulk, calendars, records, standards, terms
from sla.book import Book, Move
from sla.calendar.instants import to_us
from sla.models import Clock, ClockEvent, ClockSegment, Metric, ServiceStandard
from sla.terms import Offer
from surveys.models import Rating

from .case import Case
from .catalogue import Catalogue
from .copying import copy, next_ids
from .life import Life
from .living import ended_at
from .people import People

WRITTEN = (ServiceRequest, RequestEvent, RequestMessage, Leg, Promise, Rating, Clock, ClockSegment, ClockEvent)


@dataclass(frozen=True, slots=True)
class Story:
    case: Case
    life: Life


class Writer:
    """Writes for one import; what it looks up about standards is kept while it works."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue, self.mapping = catalogue, catalogue.mapping
        self.forget()

    def forget(self) -> None:
        """After a transaction that was undone, and with it what was made in it."""
        self.catalogue.forget()
        self._standards: dict[int, list[ServiceStandard]] = {}  # by service
        self._departments: dict[int, int | None] = {}
        self._versions: dict[int, int] = {}

    def write(self, stories: list[Story], people: People) -> None:
        _number(stories, self.mapping.source)
        self._say_where_they_work(stories)
        histories = [history for story in stories if (history := self._clocks(story, people))]
        copy((story.life.request for story in stories), with_ids=True)
        lives = [story.life for story in stories]
        copy((message for life in lives for message in life.messages), with_ids=True)
        copy(event for life in lives for event in life.events)
        copy(leg for life in lives for leg in life.legs)
        copy(promise for life in lives for promise in life.promises)
        copy((wait for life in lives if (wait := life.wait)), with_ids=True)
        copy(rating for story in stories if (rating := _rating(story)))
        _write_clocks(histories)

    def _clocks(self, story: Story, people: People) -> bulk.History | None:
        """The clocks of a request after its whole journal; None where nothing was promised."""
        request, case = story.life.request, story.case
        standard = self._standard(request, story.life.priorities[0])
        metric = self.mapping.promised.pinned
        pins = {metric: to_us(case.due_at)} if metric and case.due_at else {}
        if standard is None and not pins:
            return None
        version = self._version(standard)
        promised = terms.of_published(standard.pk) if standard else terms.NOTHING_PROMISED
        offer = Offer(standard.pk if standard else None, version, promised)
        accounts = bulk.walk(Book(offer, pins), moves_of(story.life, people.serving))
        if "solution_unknown" in case.flags:
            # Nobody can say whether it was in time.
            accounts = [account for account in accounts if account.metric != Metric.RESOLUTION]
        request.due_at = bulk.due_of(accounts)
        return bulk.History(request.pk, accounts)

    def _version(self, standard: ServiceStandard | None) -> int:
        if standard is None:
            return self.catalogue.calendar(self.mapping.promised.hours).pk
        if standard.calendar_id not in self._versions:
            self._versions[standard.calendar_id] = calendars.newest_version(standard.calendar_id).pk
        return self._versions[standard.calendar_id]

    def _standard(self, request: ServiceRequest, priority: int) -> ServiceStandard | None:
        """`sla.standards.standard_for` as it was filed, without a query a request."""
        department = request.service.provider_id
        # Read when a service comes for the first time, which is when the import publishes its standard; those of
        # other services of the department may still be to come.
        if request.service_id not in self._standards:
            announced = ServiceStandard.objects.announced().filter(department=department)
            self._standards[request.service_id] = sorted(announced, key=standards.precedence)
        asked = standards.Asked(department, request.service_id, request.requester_department_id, priority)
        in_force = (one for one in self._standards[request.service_id] if one.valid and request.filed_at in one.valid)
        fitting = (one for one in in_force if standards.fits(one, asked))
        return next((one for one in fitting if terms.of_published(one.pk).promise_anything(priority)), None)

    def _say_where_they_work(self, stories: Iterable[Story]) -> None:
        """As filing does; in one statement for all whom no batch has named before."""
        requests = [story.life.request for story in stories]
        unknown = {request.requester_id for request in requests} - self._departments.keys()
        self._departments.update(User.objects.filter(pk__in=unknown).values_list("pk", "department"))
        for request in requests:
            request.requester_department_id = self._departments[request.requester_id]


def moves_of(life: Life, serving: set[tuple[int, int]]) -> Iterable[Move]:
    """The journal as clocks see it; `serving`: who (id) serves in which department (id).

    They stop at the request's own moment of the solution, which a log may tell apart from its rows.
    """
    request = life.request
    solution = next((event for event in reversed(life.events) if event.verb == Verb.RESOLVED), None)
    for event, priority in zip(life.events, life.priorities, strict=True):
        from_department = _from_department(request, event, serving)
        yield Move(
            verb=Verb(event.verb),
            at=to_us((request.resolved_at or event.at) if event is solution else event.at),
            status=Status(event.new_status),
            priority=priority,
            from_department=from_department,
            from_requester=not from_department and event.actor_id in (request.requester_id, request.filed_by_id),
            department=event.department_id,
            done_by=to_us(datetime.fromisoformat(event.data["done_by"])) if event.verb == Verb.PROMISED else None,
        )


def _from_department(request: ServiceRequest, event: RequestEvent, serving: set[tuple[int, int]]) -> bool:
    """`sla.receivers.speaks_for_department` without a query a line."""
    actor = event.actor_id
    if actor is None:
        return True
    if actor == request.requester_id:
        return False
    return actor != request.filed_by_id or (actor, request.service.provider_id) in serving


def _number(stories: list[Story], source: str) -> None:
    """Give requests and messages their ids, and everything that points to them."""
    messages = [message for story in stories for message in story.life.messages]
    for message, number in zip(messages, next_ids(RequestMessage, len(messages)), strict=True):
        message.pk = number
    for story, number in zip(stories, next_ids(ServiceRequest, len(stories)), strict=True):
        life, case = story.life, story.case
        life.request.pk = number
        life.request.source, life.request.source_key, life.request.flags = source, case.key, case.flags
        for rows in (life.events, life.messages, life.legs, life.promises):
            for row in rows:
                row.request_id = number
        for event in life.events:
            event.message_id = event.message.pk if event.message else None


def _rating(story: Story) -> Rating | None:
    judgement, request = story.case.judgement, story.life.request
    if judgement is None:
        return None
    at = judgement.at or ended_at(story.life) or request.updated_at
    return Rating(
        request_id=request.pk,
        rater_id=request.requester_id,
        department_id=request.department_id,
        solved=judgement.solved,
        csat=judgement.csat,
        ces=judgement.ces,
        comment=judgement.comment,
        answered_at=at,
        changed_at=at,
    )


def _write_clocks(histories: list[bulk.History]) -> None:
    rows = []
    for history in histories:
        for account in history.accounts:
            row = Clock(request_id=history.request_id, **records.columns(account, live=False))
            rows.append((row, account))
    for (row, _account), number in zip(rows, next_ids(Clock, len(rows)), strict=True):
        row.pk = number
    copy((row for row, _account in rows), with_ids=True)
    copy(records.segment_row(row, piece) for row, account in rows for piece in account.pieces)
    copy(records.event_row(row, happening, live=False) for row, account in rows for happening in account.happenings)
