"""What every call of the API has in common: problems, languages, limits, description."""

from __future__ import annotations

from unittest import mock

import pytest
from django.core.cache import cache
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from pytest_django.fixtures import Settings
from redis.exceptions import ConnectionError as NoRedis

from requests_app.api import problems, schema
from requests_app.models import User
from tests.api.conftest import Program
from tests.conftest import SignedIn

ME = "/api/v1/me/"


def test_problems_have_a_code_and_the_callers_language(li_wei: User, program: Program) -> None:
    li_wei.language = "ru"
    li_wei.save()
    response = program(li_wei).get("/api/v1/requests/999999/clocks/")
    assert response.status_code == 404
    assert response["Content-Type"] == problems.MEDIA_TYPE
    assert response["Content-Language"] == "ru"
    told = response.json()
    assert (told["code"], told["status"]) == ("not_found", 404)
    assert told["type"] == "/api/v1/docs/#problem-not_found"
    english = program(li_wei, **{"Accept-Language": "en"}).get("/api/v1/requests/999999/clocks/")
    assert english.json()["title"] == "There is no such thing, or it is not yours"
    assert told["title"] != english.json()["title"]


def test_addresses_that_do_not_exist_are_problems_too(li_wei: User, sign_in: SignedIn) -> None:
    response = sign_in(li_wei).get("/api/v1/nothing/")
    assert (response.status_code, response["Content-Type"]) == (404, problems.MEDIA_TYPE)


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [("post", {}, 405), ("get", {"Accept": "text/html"}, 406), ("get", {"Accept": "*/*"}, 200)],
)
def test_the_way_of_asking(method: str, headers: dict[str, str], status: int, li_wei: User, program: Program) -> None:
    response = getattr(program(li_wei), method)(ME, headers=headers)
    assert response.status_code == status
    if status != 200:
        assert response["Content-Type"] == problems.MEDIA_TYPE


def test_only_some_fields(li_wei: User, program: Program) -> None:
    client = program(li_wei)
    assert set(client.get(f"{ME}?fields=name,email").json()) == {"id", "name", "email"}
    problem = client.get(f"{ME}?fields=name,password").json()
    assert problem["code"] == "invalid"
    assert problem["errors"][0]["field"] == "fields"
    assert "password" in problem["errors"][0]["message"]


def test_calls_are_counted_and_held_up(li_wei: User, wang_fang: User, program: Program, settings: Settings) -> None:
    settings.API_CALLS_PER_MINUTE = 2
    client = program(li_wei)
    with mock.patch("requests_app.api.limits.time.time", return_value=6_000_010):
        first = client.get(ME)
        assert first["RateLimit-Policy"] == '"minute";q=2;w=60'
        assert first["RateLimit"] == '"minute";r=1;t=50'
        client.get(ME)
        refused = client.get(ME)
        assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
        assert 50 <= int(refused["Retry-After"]) <= 51
        assert program(wang_fang).get(ME).status_code == 200
    with mock.patch("requests_app.api.limits.time.time", return_value=6_000_060):
        assert client.get(ME).status_code == 200


def test_without_redis_nobody_is_held_up(li_wei: User, program: Program, settings: Settings) -> None:
    settings.API_CALLS_PER_MINUTE = 1
    client = program(li_wei)
    with mock.patch.object(type(cache._connections[cache._alias]), "add", side_effect=NoRedis):  # type: ignore[attr-defined]
        answers = [client.get(ME) for _again in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "RateLimit" not in answers[0]


def test_a_session_writes_only_with_its_csrf_token(li_wei: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(li_wei, backend="requests_app.sign_in.EmailBackend")
    assert client.get(ME).status_code == 200
    response = client.post(ME, {}, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")


def test_the_description_has_no_warning_and_is_valid(db: None) -> None:
    schema.whole.cache_clear()
    GENERATOR_STATS.reset()
    described = schema.whole()
    told = {**GENERATOR_STATS._warn_cache, **GENERATOR_STATS._error_cache}
    assert told == {}, "\n".join(told)
    validate_schema(described)
    assert described["openapi"].startswith("3.1")


def test_the_description_is_served_and_drawn(li_wei: User, sign_in: SignedIn) -> None:
    client = sign_in(li_wei)
    assert client.get("/api/v1/schema/").json()["info"]["title"] == "Counterpart"
    page = client.get("/api/v1/docs/").content.decode()
    for text in ("/api/v1/me/", 'id="problem-stale"', "not_authenticated"):
        assert text in page
