"""Tokens: made once, shown once, narrow, expiring, revocable."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from requests_app import api_tokens, clock, transitions
from requests_app.models import (
    ApiToken,
    ConfigurationChange,
    Department,
    Membership,
    Notification,
    ServiceRequest,
    User,
)
from tests.api.conftest import Program
from tests.conftest import SignedIn, Travel

ME = "/api/v1/me/"
HERE = "/preferences/tokens/"


def make_on_page(client: Client, **fields: object) -> str:
    """Fills in the form; the secret as the page shows it."""
    page = client.post(HERE, {"name": "Nightly list", "scope": "read", "days": 90, **fields})
    found = re.search(r'id="secret">(cp_[^<]+)<', page.content.decode())
    assert found, page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    return found[1]


def test_a_token_made_on_the_page_calls_as_its_person(li_wei: User, sign_in: SignedIn) -> None:
    client = sign_in(li_wei)
    secret = make_on_page(client)
    told = Client().get(ME, headers={"Authorization": f"Bearer {secret}"}).json()
    assert (told["email"], told["token"]["scope"]) == (li_wei.email, "read")
    # Shown once, and kept nowhere as it is.
    again = client.get(HERE).content.decode()
    assert secret not in again
    assert "Nightly list" in again
    assert not ApiToken.objects.filter(digest__contains=secret[-20:]).exists()
    change = ConfigurationChange.objects.get(kind="api_token")
    assert change.by == li_wei
    assert secret.split("_", 2)[2] not in str(change.changes)


@pytest.mark.parametrize(
    "text", ["", "Bearer", "Bearer x", "Bearer cp_ab12_x", "Bearer cp_\xff_x", "Bearer cp_" + "a" * 99]
)
def test_what_is_no_token_is_refused(text: str, li_wei: User) -> None:
    response = Client().get(ME, headers={"Authorization": text})
    assert response.status_code == 401
    assert response.json()["code"] in ("token_unknown", "not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_another_secret_with_the_same_prefix_is_refused(li_wei: User) -> None:
    token, secret = api_tokens.make(li_wei, api_tokens.Wish("x", "read", 1), by=li_wei, now=clock.now())
    assert api_tokens.find(secret) == token
    assert api_tokens.find(secret[:-1] + ("a" if secret[-1] != "a" else "b")) is None


def test_it_expires(li_wei: User, program: Program, travel: Travel) -> None:
    travel("2026-06-11 09:00")
    client = program(li_wei, days=30)
    travel("2026-07-11 08:59")
    assert client.get(ME).status_code == 200
    travel("2026-07-11 09:00")
    assert client.get(ME).json()["code"] == "token_expired"


def test_it_is_revoked_by_its_person_and_by_admins(
    li_wei: User, wang_fang: User, ada: User, program: Program, sign_in: SignedIn
) -> None:
    mine, other = program(li_wei), program(li_wei)
    first, second = ApiToken.objects.order_by("pk")
    assert sign_in(wang_fang).post(f"{HERE}{first.pk}/revocation/").status_code == 404
    sign_in(li_wei).post(f"{HERE}{first.pk}/revocation/")
    assert mine.get(ME).json()["code"] == "token_revoked"
    assert other.get(ME).status_code == 200
    assert sign_in(li_wei).post(f"/administration/api/tokens/{second.pk}/revocation/").status_code == 403
    sign_in(ada).post(f"/administration/api/tokens/{second.pk}/revocation/")
    assert other.get(ME).json()["code"] == "token_revoked"


def test_the_last_use_is_noted_by_the_hour(li_wei: User, program: Program, travel: Travel) -> None:
    travel("2026-06-11 09:40")
    client = program(li_wei)
    client.get(ME)
    token = ApiToken.objects.get()
    assert token.last_used_at is not None
    assert f"{token.last_used_at:%H:%M}" == "09:00"
    travel("2026-06-11 10:01")
    client.get(ME)
    token.refresh_from_db()
    assert f"{token.last_used_at:%H:%M}" == "10:00"


def test_whoever_left_calls_no_more(li_wei: User, program: Program) -> None:
    client = program(li_wei)
    User.objects.filter(pk=li_wei.pk).update(is_active=False)
    assert client.get(ME).status_code == 401


def test_only_admins_make_tokens_for_administration(li_wei: User, ada: User, sign_in: SignedIn) -> None:
    sent = {"name": "x", "scope": "admin", "days": 30}
    assert sign_in(li_wei).post(HERE, sent).status_code == 422
    assert sign_in(ada).post(HERE, sent).status_code == 200


class TestServiceAccounts:
    @pytest.fixture
    def robot(self, ada: User, it: Department, sign_in: SignedIn) -> User:
        response = sign_in(ada).post("/administration/api/", {"name": "Monitoring"})
        robot: User = User.objects.service_accounts().get()
        assert response["Location"] == f"/administration/api/accounts/{robot.pk}/"
        Membership.objects.create(user=robot, department=it)
        return robot

    def test_it_acts_with_its_roles(self, robot: User, program: Program) -> None:
        told = program(robot).get(ME).json()
        assert told["is_service_account"]
        assert told["roles"] == [{"department": "it", "role": "agent"}]

    def test_an_admin_makes_its_token(self, robot: User, ada: User, sign_in: SignedIn) -> None:
        page = sign_in(ada).post(
            f"/administration/api/accounts/{robot.pk}/", {"name": "Alarms", "scope": "write", "days": 366}
        )
        assert "cp_" in page.content.decode()
        token = ApiToken.objects.get()
        assert (token.person, token.made_by) == (robot, ada)
        assert token.expires_at - token.made_at == timedelta(days=366)

    def test_it_neither_signs_in_nor_gets_mail(self, robot: User, laptop_request: ServiceRequest, olga: User) -> None:
        robot.set_password("correct horse battery")
        robot.save()
        signing_in = {"username": robot.email, "password": "correct horse battery"}
        assert Client().post("/sign-in/", signing_in).status_code == 422
        transitions.assign(laptop_request, to=robot, by=olga)
        assert not Notification.objects.filter(recipient=robot).exists()
        assert robot.email not in str([one.to for one in mail.outbox])
