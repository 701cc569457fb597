"""Programs that call the API, each with a token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from requests_app import api_tokens, clock
from requests_app.models import Department, User

Program = Callable[..., Client]


@pytest.fixture
def program() -> Program:
    """`program(olga)` calls with a new token of hers; `scope`, `departments` and `days` as when one makes it."""

    def calling(person: User, scope: str = "write", *departments: Department, days: int = 30, **headers: str) -> Client:
        wish = api_tokens.Wish("Test", scope, days, departments)
        _token, secret = api_tokens.make(person, wish, by=person, now=clock.now())
        return Client(headers={"Authorization": f"Bearer {secret}", **headers})

    return calling


def send(client: Client, url: str, body: Any = None, **headers: str) -> Any:
    """A POST with a JSON body."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(url, {} if body is None else body, content_type="application/json", headers=told)
