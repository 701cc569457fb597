"""How many statements a page or a write costs, session and person included, whatever the number of rows behind it.

A budget is what it takes today: more fails and prints the statements. Less is a reason to lower it. Savepoints count,
except those that stand for the transaction of a write: the test's own transaction is in their way.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from requests_app import transitions
from requests_app.models import Service, ServiceRequest, User
from tests.conftest import SignedIn
from tests.make import make_request, make_standard

pytestmark = pytest.mark.django_db

PAGES = [  # who, address, statements
    ("li_wei", "/", 9),
    ("li_wei", "/?q=laptop", 11),
    ("li_wei", "/services/", 4),
    ("li_wei", "/services/it/", 5),
    ("li_wei", "/services/it/laptop/", 7),
    ("li_wei", "/services/it/laptop/pledge/?impact=3", 5),
    ("li_wei", "/requests/", 6),
    ("li_wei", "/waiting/", 6),
    ("li_wei", "/requests/{asked}/", 9),
    ("li_wei", "/requests/{done}/", 9),
    ("olga", "/requests/{asked}/", 9),
    ("olga", "/requests/{asked}/promise/", 5),
    ("olga", "/queue/it/", 10),
    ("olga", "/queue/it/?view=unassigned&q=request", 10),
]
WRITES = [  # who, address, form, statements
    ("li_wei", "/services/it/laptop/", {"title": "One more", "impact": "2", "urgency": "2"}, 13),
    ("li_wei", "/requests/{asked}/answer/", {"text": "4711"}, 16),
    ("olga", "/requests/{fresh}/message/", {"text": "We have it"}, 14),
    ("olga", "/requests/{fresh}/start/", {"version": "0"}, 9),
    ("olga", "/requests/{fresh}/resolution/", {"version": "0", "result": "Done"}, 14),
]


@pytest.fixture
def company(laptop: Service, li_wei: User, olga: User, ivan: User, maria: User) -> dict[str, ServiceRequest]:
    """A page full of requests in every state, with clocks, conversations and people."""
    make_standard(laptop.provider)
    for number in range(12):
        request = make_request(laptop, li_wei, f"Request {number}")
        if number % 3:
            transitions.assign(request, to=(olga, ivan)[number % 2], by=maria)
        if number % 4 == 1:
            transitions.ask(request, "Which?", by=ivan)
        if number % 4 == 2:
            transitions.resolve(request, "There", by=olga)
    asked, done, fresh = (make_request(laptop, li_wei, name) for name in ("asked", "done", "fresh"))
    for to in (olga, ivan, maria, olga):
        transitions.assign(asked, to=to, by=maria)
        transitions.reply(asked, "Hello", by=to)
    transitions.ask(asked, "Which cost centre?", by=olga)
    transitions.resolve(done, "There", by=olga)
    return {"asked": asked, "done": done, "fresh": fresh}


@pytest.fixture
def client_of(sign_in: SignedIn, li_wei: User, olga: User) -> dict[str, Client]:
    return {"li_wei": sign_in(li_wei), "olga": sign_in(olga)}


def statements(captured: CaptureQueriesContext) -> list[str]:
    """What a visitor outside of a test would cause, begin and commit left out."""
    sent, depth = [], 0
    for query in captured.captured_queries:
        sql = query["sql"]
        depth -= sql.startswith("RELEASE SAVEPOINT")
        if depth or not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT")):
            sent.append(sql)
        depth += sql.startswith("SAVEPOINT")
    return sent


def check(captured: CaptureQueriesContext, budget: int) -> None:
    sent = statements(captured)
    listed = "\n".join(f"{number:3} {sql[:300]}" for number, sql in enumerate(sent, 1))
    assert len(sent) <= budget, f"{len(sent)} statements, {budget} allowed:\n{listed}"


@pytest.mark.parametrize(("who", "url", "budget"), PAGES)
def test_a_page_keeps_to_its_budget(
    company: dict[str, ServiceRequest], client_of: dict[str, Client], who: str, url: str, budget: int
) -> None:
    address = url.format(**{name: request.pk for name, request in company.items()})
    client_of[who].get(address)  # what a process remembers, such as calendars, is remembered now
    with CaptureQueriesContext(connection) as captured:
        assert client_of[who].get(address).status_code == 200
    check(captured, budget)


@pytest.mark.parametrize(("who", "url", "form", "budget"), WRITES)
def test_a_write_keeps_to_its_budget(
    company: dict[str, ServiceRequest], client_of: dict[str, Client], who: str, url: str, form: dict[str, Any],
    budget: int,
) -> None:  # fmt: skip
    address = url.format(**{name: request.pk for name, request in company.items()})
    with CaptureQueriesContext(connection) as captured:
        assert client_of[who].post(address, form).status_code == 302
    check(captured, budget)
