"""Random histories, made by the product's own verbs: what people could have done in any order."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from requests_app import transitions
from requests_app.models import Channel, Department, Priority, Service, ServiceRequest, User
from requests_app.transitions import IllegalMove, Refused
from surveys.models import Rating
from surveys.signals import rating_saved
from tests.make import OFFICE_HOURS, make_agent, make_request, make_service, make_standard, make_user

Verb = Callable[[ServiceRequest, User, User, datetime], object]


@dataclass
class Company:
    """Departments with their services and one agent each, and somebody who asks."""

    departments: list[Department]
    requester: User
    services: list[Service] = field(default_factory=list)
    agents: dict[int, User] = field(default_factory=dict)

    @classmethod
    def of(cls, *departments: Department) -> Company:
        """Every department has agreed on its share; only the first promises anything to those who ask.

        Some targets are short, some last for months.
        """
        company = cls(list(departments), make_user("Requester", email="asks@example.com"))
        for department in departments:
            company.agents[department.pk] = make_agent(f"Agent {department.code}", department)
            company.services += [make_service(department, f"{department.code}-{n}") for n in (1, 2)]
        long: dict[tuple[str, int | None], int] = {
            ("resolution", Priority.LOW): 100 * 24 * 3600,
            ("first_response", Priority.LOW): 100 * 24 * 3600,
            ("next_reply", None): 4 * 3600,
            ("promise", None): 3 * 3600,
            ("ola", None): 6 * 3600,
            ("ola", Priority.LOW): 100 * 24 * 3600,
        }
        make_standard(departments[0], spec=OFFICE_HOURS, by_priority=long)
        for department in departments[1:]:
            share: dict[tuple[str, int | None], int] = {("ola", None): 30 * 3600}
            make_standard(department, first_response=None, resolution=None, by_priority=share)
        return company

    def other_than(self, department_id: int, rng: random.Random) -> Department:
        return rng.choice([department for department in self.departments if department.pk != department_id])


def live_through(company: Company, rng: random.Random, *, since: datetime, requests: int = 12, verbs: int = 60) -> None:
    """File requests and do random things to them; what the portal refuses simply does not happen."""
    live: list[tuple[ServiceRequest, datetime]] = []
    for _ in range(requests):
        at = since + timedelta(minutes=rng.randrange(60 * 24 * 60))
        filing: dict[str, Any] = {
            "impact": rng.randint(1, 3),
            "urgency": rng.randint(1, 3),
            "channel": rng.choice(Channel.values),
        }
        live.append((make_request(rng.choice(company.services), company.requester, now=at, **filing), at))
    for _ in range(verbs):
        number = rng.randrange(len(live))
        request, last = live[number]
        request.refresh_from_db()
        at = last + timedelta(minutes=rng.choice([0, 7, 90, 60 * 5, 60 * 30, 60 * 24 * 6]))
        if _tried(company, rng, request, at):
            live[number] = (request, at)


def _tried(company: Company, rng: random.Random, request: ServiceRequest, at: datetime) -> bool:
    agent = company.agents[request.department_id]
    me = company.requester
    verbs: list[Callable[[], object]] = [
        lambda: transitions.start(request, by=agent, now=at),
        lambda: transitions.reply(request, "We look at it.", by=agent, now=at),
        lambda: transitions.reply(request, "Thank you.", by=me, now=at),
        lambda: transitions.reply(request, "Between us.", by=agent, internal=True, now=at),
        lambda: transitions.ask(request, "Which room?", by=agent, now=at),
        lambda: transitions.answer(request, "4711", by=me, now=at),
        lambda: transitions.hold(request, "Supplier", by=agent, now=at),
        lambda: transitions.resume(request, by=agent, now=at),
        lambda: transitions.chase(request, by=me, now=at),
        lambda: transitions.promise(request, at + timedelta(hours=rng.randrange(1, 99)), "Parts", by=agent, now=at),
        lambda: transitions.hand_over(
            request, company.other_than(request.department_id, rng), "Yours", by=agent, now=at
        ),
        lambda: transitions.amend(request, {"impact": rng.randint(1, 3)}, by=me, now=at),
        *[lambda: transitions.resolve(request, "Done.", by=agent, now=at)] * 3,
        *[lambda: transitions.confirm(request, by=me, now=at)] * 2,
        lambda: transitions.close(request, now=at),
        lambda: transitions.reopen(request, "Still broken", by=me, now=at),
        lambda: transitions.decline(request, "Not ours", by=agent, now=at),
        lambda: transitions.cancel(request, by=me, now=at),
        *[lambda: rate(request, rng.randint(1, 5), at=at)] * 3,
    ]
    try:
        rng.choice(verbs)()
    except (IllegalMove, Refused):
        return False
    return True


def rate(request: ServiceRequest, csat: int, *, at: datetime) -> None:
    """The requester's three taps about a request that is done; a second time changes nothing."""
    if request.resolved_at is None or Rating.objects.filter(request=request).exists():
        raise Refused("not now")
    rating = Rating.objects.create(
        request=request,
        rater=request.requester,
        department=request.department,
        solved="yes" if csat > 2 else "no",
        csat=csat,
        ces=csat,
        answered_at=at,
        changed_at=at,
    )
    rating_saved.send(sender=Rating, rating=rating, request=request)
