"""Filing: the service's page, the form on it, and what one is told afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from requests_app.models import Channel, Department, Priority, Service, ServiceRequest, User
from tests.conftest import SignedIn
from tests.make import make_service, make_user

pytestmark = pytest.mark.django_db

URL = "/services/it/laptop/"


def filled(**changes: Any) -> dict[str, Any]:
    return {"title": "A screen", "description": "27 inches", "impact": "2", "urgency": "2", **changes}


@pytest.fixture
def li_wei_asks(sign_in: SignedIn, li_wei: User, laptop: Service) -> Client:
    return sign_in(li_wei)


class TestTheForm:
    def test_the_page_says_what_one_gets_and_must_bring(self, sign_in: SignedIn, li_wei: User, it: Department) -> None:
        make_service(it, "gear", description={"en": "Laptops"}, to_bring={"en": "The cost centre"})
        page = sign_in(li_wei).get("/services/it/gear/").content.decode()
        assert "Laptops" in page
        assert "The cost centre" in page

    def test_filing_brings_me_to_the_number_and_what_happens_next(self, li_wei_asks: Client, li_wei: User) -> None:
        response = li_wei_asks.post(URL, filled(needed_by="2031-12-01", outside_party="Norsk Data"))
        filed = ServiceRequest.objects.get()
        assert response.headers["Location"] == f"/requests/{filed.pk}/?filed"
        assert (filed.requester, filed.filed_by, filed.title) == (li_wei, li_wei, "A screen")
        assert (filed.needed_by, filed.outside_party) == (date(2031, 12, 1), "Norsk Data")
        told = li_wei_asks.get(response.headers["Location"]).content.decode()
        assert f"Filed as #{filed.pk}. IT has it." in told

    def test_priority_follows_from_plain_words(self, li_wei_asks: Client) -> None:
        li_wei_asks.post(URL, filled(impact="3", urgency="3"))
        assert ServiceRequest.objects.get().priority == Priority.CRITICAL

    def test_an_error_keeps_what_was_typed(self, li_wei_asks: Client) -> None:
        response = li_wei_asks.post(URL, filled(title="", description="Both hands full"))
        assert response.status_code == 422
        assert "Both hands full" in response.content.decode()
        assert "One thing needs your attention" in response.content.decode()
        assert not ServiceRequest.objects.exists()

    def test_a_service_no_longer_offered_is_not_there(self, li_wei_asks: Client, laptop: Service) -> None:
        Service.objects.update(state="retired")
        assert li_wei_asks.get(URL).status_code == 404
        assert li_wei_asks.post(URL, filled()).status_code == 404

    def test_my_open_requests_for_it_stand_beside_the_form(
        self, li_wei_asks: Client, laptop_request: ServiceRequest
    ) -> None:
        assert laptop_request.title in li_wei_asks.get(URL).content.decode()


class TestForAColleague:
    @pytest.mark.parametrize("named", ["wang.fang@example.com", "Wang.Fang@Example.com", "王芳"])
    def test_by_address_or_full_name(self, li_wei_asks: Client, li_wei: User, wang_fang: User, named: str) -> None:
        li_wei_asks.post(URL, filled(on_behalf=named))
        filed = ServiceRequest.objects.get()
        assert (filed.requester, filed.filed_by) == (wang_fang, li_wei)

    def test_nobody_of_that_name_is_said(self, li_wei_asks: Client) -> None:
        response = li_wei_asks.post(URL, filled(on_behalf="Nemo"))
        assert response.status_code == 422
        assert "Nobody with this address or name works here." in response.content.decode()

    def test_two_of_one_name_need_the_address(self, li_wei_asks: Client, wang_fang: User) -> None:
        make_user("王芳", email="other@example.com")
        response = li_wei_asks.post(URL, filled(on_behalf="王芳"))
        assert "Give the e-mail address" in response.content.decode()

    def test_somebody_who_left_cannot_be_asked_for(self, li_wei_asks: Client, wang_fang: User) -> None:
        User.objects.filter(pk=wang_fang.pk).update(is_active=False)
        assert li_wei_asks.post(URL, filled(on_behalf=wang_fang.email)).status_code == 422


class TestSuggestions:
    def test_an_employee_gets_colleagues_of_the_own_department(
        self, li_wei_asks: Client, wang_fang: User, olga: User
    ) -> None:
        page = li_wei_asks.get("/colleagues/", {"on_behalf": "example"}).content.decode()
        assert "wang.fang@example.com" in page
        assert "olga" not in page

    def test_who_serves_gets_everybody(self, sign_in: SignedIn, olga: User, li_wei: User) -> None:
        assert "li.wei@example.com" in sign_in(olga).get("/colleagues/", {"on_behalf": "李伟"}).content.decode()

    def test_one_letter_is_not_enough_and_the_list_is_short(self, sign_in: SignedIn, olga: User) -> None:
        for number in range(12):
            make_user(f"Person {number}")
        client = sign_in(olga)
        assert "<option" not in client.get("/colleagues/", {"on_behalf": "p"}).content.decode()
        assert client.get("/colleagues/", {"on_behalf": "pers"}).content.decode().count("<option") == 8


class TestChannel:
    def test_who_serves_there_notes_down_a_call(
        self, sign_in: SignedIn, olga: User, li_wei: User, laptop: Service
    ) -> None:
        sign_in(olga).post(URL, filled(channel="phone", on_behalf=li_wei.email))
        filed = ServiceRequest.objects.get()
        assert (filed.channel, filed.requester, filed.filed_by) == (Channel.PHONE, li_wei, olga)

    def test_everybody_else_uses_the_portal(self, li_wei_asks: Client) -> None:
        assert 'name="channel"' not in li_wei_asks.get(URL).content.decode()
        li_wei_asks.post(URL, filled(channel="phone"))
        assert ServiceRequest.objects.get().channel == Channel.PORTAL


def test_a_chinese_or_russian_reader_gets_the_services_words(sign_in: SignedIn, li_wei: User, it: Department) -> None:
    make_service(it, "print")
    Service.objects.update(name={"en": "Printing", "ru": "Печать", "zh-hans": "打印"})
    for language, words in (("ru", "Печать"), ("zh-hans", "打印")):
        User.objects.filter(pk=li_wei.pk).update(language=language)
        assert f">{words}</h1>" in sign_in(li_wei).get("/services/it/print/").content.decode()


class TestOnce:
    def test_a_form_that_is_sent_twice_files_once(self, laptop: Service, li_wei: User, sign_in: SignedIn) -> None:
        browser = sign_in(li_wei)
        shown = browser.get("/services/it/laptop/").context["form"]["key"].value()
        form = {"title": "Two laptops", "impact": "2", "urgency": "2", "key": str(shown)}
        answers = [browser.post("/services/it/laptop/", form).headers["Location"] for _ in range(2)]
        assert answers[0] == answers[1]
        assert ServiceRequest.objects.count() == 1

    def test_somebody_elses_form_opens_nothing(
        self, laptop: Service, li_wei: User, wang_fang: User, sign_in: SignedIn
    ) -> None:
        form = {"title": "Two laptops", "impact": "2", "urgency": "2", "key": "5f0f6c3e-6f0e-4a35-9d7b-0a5be4c3e1aa"}
        sign_in(li_wei).post("/services/it/laptop/", form)
        answer = sign_in(wang_fang).post("/services/it/laptop/", form)
        assert answer.status_code == 422
        assert ServiceRequest.objects.get().requester == li_wei
