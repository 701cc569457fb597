"""Bodies made to be expensive - deep, wide, huge numbers, unknown keys - get a problem, quickly and never 500."""

from __future__ import annotations

import json
import time

import pytest
from django.test import Client

from requests_app import api_tokens, clock
from requests_app.models import Service, ServiceRequest, User

SECONDS = 5.0  # far above what any of them takes, far below what makes a worker useless


def body(text: str) -> str:
    return '{"service": "it/laptop", "title": ' + text + "}"


BOMBS = {
    "deep lists": "[" * 100_000 + "]" * 100_000,
    "deep objects": '{"a":' * 50_000 + "1" + "}" * 50_000,
    "lists deep in a title": body("[" * 5_000 + "]" * 5_000),
    "a number of a million digits": body("9" * 1_000_000),
    "a negative one": body("-" + "9" * 5_000),
    "no number": body("NaN"),
    "endless": body("Infinity"),
    "a hundred thousand keys": json.dumps({f"key{number}": number for number in range(100_000)}),
    "one key again and again": "{" + ",".join('"title": "x"' for _ in range(50_000)) + "}",
    "half a letter": body('"\\ud800"'),
    "NUL": body('"a\\u0000b"'),
    "a list": "[1, 2, 3]",
    "a word": '"word"',
    "nothing": "null",
    "not closed": "{",
    "not UTF-8": '{"title": "\udcff"}',
    "a title of four megabytes": body('"' + "x" * 4_000_000 + '"'),
}


@pytest.fixture
def program(li_wei: User) -> Client:
    wish = api_tokens.Wish("Test", "write", 30)
    _token, secret = api_tokens.make(li_wei, wish, by=li_wei, now=clock.now())
    return Client(HTTP_AUTHORIZATION=f"Bearer {secret}")


@pytest.mark.parametrize("name", BOMBS)
def test_it_is_refused_in_time_and_files_nothing(name: str, program: Client, laptop: Service) -> None:
    began = time.process_time()
    sent = BOMBS[name].encode("utf-8", "surrogateescape")
    answer = program.post("/api/v1/requests/", data=sent, content_type="application/json")
    assert 400 <= answer.status_code < 500, answer.content[:300]
    assert answer["Content-Type"].startswith("application/problem+json")
    assert time.process_time() - began < SECONDS
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize("name", ["pk", "id", "status", "requester", "assignee", "filed_at", "priority", "is_admin"])
def test_what_nobody_may_set_is_not_set(name: str, program: Client, laptop: Service, li_wei: User) -> None:
    """Mass assignment: a column's name in the body changes no column."""
    sent = {"service": "it/laptop", "title": "One", name: "1"}
    program.post("/api/v1/requests/", data=sent, content_type="application/json")
    for request in ServiceRequest.objects.all():
        assert (request.requester_id, request.status, request.assignee_id) == (li_wei.pk, "new", None)
    li_wei.refresh_from_db()
    assert not li_wei.is_admin
