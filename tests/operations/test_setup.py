"""An empty installation: the first admin's link, closed for good once there is one; and the list of what is left."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from operations import setup
from requests_app.models import ConfigurationChange, Service, ServiceRequest, User
from tests.conftest import SignedIn
from tests.make import make_user

ACCOUNT = {
    "display_name": "Ada Lind",
    "email": "ada@example.com",
    "language": "ru",
    "time_zone": "Europe/Moscow",
    "password": "correct horse battery",
    "again": "correct horse battery",
}


@pytest.fixture
def link(db: None) -> str:
    return f"/setup/{setup.code()}/"


def test_the_command_prints_the_link_and_nothing_once_there_is_an_admin(link: str) -> None:
    out = StringIO()
    call_command("setup_link", stdout=out)
    assert out.getvalue().strip().endswith(link)
    make_user("Ada", is_admin=True)
    later = StringIO()
    call_command("setup_link", stdout=later)
    assert later.getvalue() == ""


def test_the_link_makes_an_admin_who_is_signed_in_and_sees_what_is_left(client: Client, link: str) -> None:
    assert client.get(link).status_code == 200
    assert client.post(link, ACCOUNT).headers["Location"] == "/setup/company/"
    ada = User.objects.get()
    assert (ada.is_admin, ada.is_superuser, ada.language, ada.time_zone) == (True, False, "ru", "Europe/Moscow")
    assert ada.check_password(ACCOUNT["password"])
    assert client.get("/setup/").status_code == 200
    assert ConfigurationChange.objects.get().by is None


def test_it_works_once(client: Client, link: str) -> None:
    client.post(link, ACCOUNT)
    stranger = Client()
    assert stranger.get(link).status_code == 404
    assert stranger.post(link, {**ACCOUNT, "email": "eve@example.com"}).status_code == 404
    assert User.objects.count() == 1


def test_an_admin_who_was_deactivated_keeps_it_closed(client: Client, link: str) -> None:
    make_user("Ada", is_admin=True, is_active=False)
    assert client.get(link).status_code == 404


def test_the_second_of_two_at_once_is_refused(link: str) -> None:
    make_user("Ada", is_admin=True)
    with pytest.raises(setup.Taken):
        setup.make(setup.Account("Eve", "eve@example.com", "correct horse battery", "en", "UTC"))


@pytest.mark.parametrize("code", ["x", "0" * 40, "ж"])
def test_another_code_is_not_found(client: Client, db: None, code: str) -> None:
    assert client.get(f"/setup/{code}/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"again": "another one entirely"}, "The two passwords are not the same."),
        ({"password": "12345678901", "again": "12345678901"}, "entirely numeric"),
        ({"email": "ada"}, "Enter a valid email address."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(client: Client, link: str, wrong: dict[str, str], said: str) -> None:
    answer = client.post(link, {**ACCOUNT, **wrong})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not User.objects.exists()


def test_the_sign_in_page_of_an_empty_portal_says_where_the_link_is(client: Client, db: None) -> None:
    assert "setup_link" in client.get("/sign-in/").content.decode()
    make_user("Ada", is_admin=True)
    assert "setup_link" not in client.get("/sign-in/").content.decode()


def done(client: Client) -> int:
    return client.get("/setup/").content.decode().count(">Done<")


def test_steps_are_done_by_what_is_there(sign_in: SignedIn, ada: User, laptop: Service) -> None:
    Service.objects.update(state="draft")
    client = sign_in(ada)
    assert done(client) == 1  # a department
    Service.objects.update(state="published")
    make_user("Olga")
    assert done(client) == 3


def test_the_list_stands_on_the_start_page_of_admins_until_the_first_request(
    sign_in: SignedIn, ada: User, laptop_request: ServiceRequest, li_wei: User
) -> None:
    words = "Until the first request is filed"
    assert words not in sign_in(ada).get("/").content.decode()
    assert "The portal is set up" in sign_in(ada).get("/setup/").content.decode()
    ServiceRequest.objects.all().delete()
    assert words in sign_in(ada).get("/").content.decode()
    assert words not in sign_in(li_wei).get("/").content.decode()


def test_only_admins_see_it(sign_in: SignedIn, li_wei: User) -> None:
    assert sign_in(li_wei).get("/setup/").status_code == 403
