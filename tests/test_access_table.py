"""Who gets which answer where: every address of the portal, every kind of person, reading and sending.

The rows stand in tests/access/, a module a room. A route without a row fails, so does a row without a route. The
columns of a row are the ROLES, in their order. Sending is an empty form: 422 or 409 means “may, but there is nothing
in it”, 404 “not yours”, 403 “seen, but no right”.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from requests_app.models import Department, ServiceRequest, User
from tests.access import (
    administration,
    figures,
    filing,
    improving,
    own,
    promises,
    published,
    queue,
    surveys,
    teams,
    work,
)
from tests.access.roles import NOT_ALLOWED, ROLES, Addresses, Scene, Table
from tests.conftest import SignedIn

__all__ = ["ARGUMENTS_OF", "NOT_ALLOWED", "TABLE", "arguments", "people", "scene"]

# Operations of the API have a table of their own, with scopes: tests/api/test_api_table.py.
OPERATIONS_OF_API = ("api", "administration_api", "sla_api", "surveys_api", "dashboards_api")
ROOMS = (own, filing, queue, work, published, teams, administration, surveys, improving, figures, promises)
ROOM_OF: dict[str, ModuleType] = {name: room for room in ROOMS for name in room.TABLE}
TABLE: Table = {name: row for room in ROOMS for name, row in room.TABLE.items()}
ANYWHERE = {"dept": "it", "place": "a", "kind": "csv"}


@pytest.fixture
def people(wang_fang: User, li_wei: User, olga: User, anna: User, maria: User, ada: User) -> dict[str, User | None]:
    gone = User.objects.create_user("gone@example.com", display_name="Gone", is_active=False)
    cast = (None, wang_fang, li_wei, olga, anna, maria, ada, gone)
    return dict(zip(ROLES, cast, strict=True))


@pytest.fixture
def scene(
    laptop_request: ServiceRequest, li_wei: User, wang_fang: User, olga: User, maria: User, it: Department
) -> Scene:
    return Scene(laptop_request, li_wei, wang_fang, olga, maria, it)


@pytest.fixture
def arguments(scene: Scene) -> Addresses:
    """What fills the addresses of every room, by namespace or name of the route."""
    return {"": ANYWHERE, **{key: values for room in ROOMS for key, values in room.addresses(scene).items()}}


def routes(patterns: Any = None, namespace: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named route outside Django's own admin, with the names of its arguments."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver) and entry.namespace != "admin":
            inner = ":".join(filter(None, (namespace, entry.namespace)))
            outer = tuple(entry.pattern.converters)
            for name, names in routes(entry.url_patterns, inner):
                yield name, (*outer, *names)
        elif isinstance(entry, URLPattern):
            yield ":".join(filter(None, (namespace, entry.name))), tuple(entry.pattern.converters)


ARGUMENTS_OF = dict(routes())


def test_every_route_has_its_rows_and_every_row_its_route() -> None:
    pages = {name for name in ARGUMENTS_OF if name.partition(":")[0] not in OPERATIONS_OF_API}
    assert pages - set(TABLE) == set(), "routes without a row: add them to the table of their namespace"
    assert set(TABLE) - set(ARGUMENTS_OF) == set(), "rows without a route"
    assert sum(len(room.TABLE) for room in ROOMS) == len(TABLE), "a row stands in two rooms"
    for name, methods in TABLE.items():
        assert set(methods) == {"GET", "POST"}, name


def answers(client_of: dict[str, Client], method: str, url: str) -> str:
    """The status each role gets, each from the same beginning."""
    found = []
    for role in ROLES:
        with transaction.atomic():
            found.append(client_of[role].generic(method, url).status_code)
            transaction.set_rollback(True)
    return " ".join(map(str, found))


@pytest.mark.parametrize("name", sorted(TABLE))
def test_everybody_gets_the_answer_that_is_theirs(
    name: str, people: dict[str, User | None], scene: Scene, sign_in: SignedIn
) -> None:
    filling = ROOM_OF[name].addresses(scene)
    known = ANYWHERE | filling.get(name.rpartition(":")[0], {}) | filling.get(name, {})
    url = reverse(name, kwargs={argument: known[argument] for argument in ARGUMENTS_OF[name]})
    client_of = {role: sign_in(person) if person else Client() for role, person in people.items()}
    found = {method: answers(client_of, method, url) for method in TABLE[name]}
    assert found == TABLE[name], f"{url}, columns: {' '.join(ROLES)}"


def test_djangos_own_admin_is_for_admins(people: dict[str, User | None], sign_in: SignedIn) -> None:
    client_of = {role: sign_in(person) if person else Client() for role, person in people.items()}
    assert answers(client_of, "GET", "/admin/") == "302 302 302 302 302 302 200 302"
