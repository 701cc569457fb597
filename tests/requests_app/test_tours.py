"""Tours of the demo: begun with one click, gone through over real pages, remembered, and nowhere else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django.fixtures import Settings

from requests_app.models import Service, ServiceRequest, User
from requests_app.tours import TOURS
from tests.conftest import SignedIn


@pytest.fixture(autouse=True)
def _in_the_demo(settings: Settings) -> None:
    settings.DEMO = True


def begun(role: str = "employee", **headers: str) -> Client:
    client = Client(headers=headers)
    client.post("/tour/beginning/", {"role": role})
    return client


def test_the_sign_in_page_says_what_the_demo_is_and_offers_a_tour_for_each_role(client: Client, li_wei: User) -> None:
    html = client.get("/sign-in/").content.decode()
    assert all(f'name="role" value="{role}"' in html for role in TOURS)
    assert "This is a demo" in html


def test_one_click_signs_in_and_opens_the_first_step(client: Client, li_wei: User) -> None:
    answer = client.post("/tour/beginning/", {"role": "employee"})
    assert answer.headers["Location"] == "/#ask"
    html = client.get("/").content.decode()
    assert "1 of 6" in html
    assert 'id="ask"' in html
    assert li_wei.display_name in html


def test_next_and_back_lead_over_the_pages_and_the_ends_hold(laptop: Service, li_wei: User) -> None:
    client = begun()
    assert client.post("/tour/step/", {"step": "2"}).headers["Location"] == "/services/it/laptop/#about-service"
    assert client.post("/tour/step/", {"step": "1"}).headers["Location"] == "/#ask"
    assert client.post("/tour/step/", {"step": "99"}).headers["Location"] == "/thanks/"
    assert "Go on with:" in client.get("/thanks/").content.decode()
    assert client.post("/tour/step/", {"step": "-3"}).status_code == 302


def test_a_step_of_a_state_that_nothing_is_in_shows_another_request(laptop_request: ServiceRequest) -> None:
    client = begun()
    assert client.post("/tour/step/", {"step": "3"}).headers["Location"].startswith(f"/requests/{laptop_request.pk}/")
    ServiceRequest.objects.all().delete()
    assert client.post("/tour/step/", {"step": "3"}).headers["Location"].startswith("/requests/#")


def test_another_page_on_the_way_leads_back_to_the_step(li_wei: User) -> None:
    client = begun()
    html = client.get("/services/").content.decode()
    assert "Back to the page of this step" in html
    assert "Back to the page of this step" not in client.get("/").content.decode()


def test_the_visitor_goes_on_in_their_own_language_and_may_choose_another(li_wei: User) -> None:
    User.objects.filter(pk=li_wei.pk).update(language="zh-hans")
    client = begun(**{"Accept-Language": "ru"})
    assert '<html lang="ru"' in client.get("/").content.decode()
    client.post("/preferences/", {"language": "en"})
    assert '<html lang="en"' in client.get("/").content.decode()


def test_ending_takes_the_panel_away_and_leaves_the_person_signed_in(li_wei: User) -> None:
    client = begun()
    assert client.post("/tour/end/").headers["Location"] == "/"
    html = client.get("/").content.decode()
    assert 'class="tour"' not in html
    assert client.post("/tour/step/", {"step": "2"}).headers["Location"] == "/tour/"


@pytest.mark.parametrize("kept", [{"role": "nobody", "step": 1}, {"role": "employee", "step": 40}, {}])
def test_a_session_of_an_earlier_version_shows_no_panel(li_wei: User, kept: dict[str, object]) -> None:
    client = begun()
    session = client.session
    session["tour"] = kept
    session.save()
    assert 'class="tour"' not in client.get("/").content.decode()


def test_an_unknown_role_is_not_found(client: Client, db: None) -> None:
    assert client.post("/tour/beginning/", {"role": "owner"}).status_code == 404


def test_outside_the_demo_there_is_nothing(settings: Settings, sign_in: SignedIn, li_wei: User) -> None:
    signed_in = begun()
    settings.DEMO = False
    assert Client().post("/tour/beginning/", {"role": "employee"}).status_code == 404
    assert signed_in.get("/tour/").status_code == 404
    assert signed_in.post("/tour/step/", {"step": "2"}).status_code == 404
    assert 'class="tour"' not in signed_in.get("/").content.decode()
    assert "tour" not in Client().get("/sign-in/").content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans", "ru"])
def test_every_step_speaks_every_language(language: str) -> None:
    with override("en"):
        english = {role: [str(step.text) for step in tour.steps] for role, tour in TOURS.items()}
    with override(language):
        said = {role: [str(step.text) for step in tour.steps] for role, tour in TOURS.items()}
    same = [one for role in said for one, other in zip(said[role], english[role], strict=True) if one == other]
    assert language == "en" or same == []
