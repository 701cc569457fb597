"""The start page: search first, then what waits for me and what was promised to me."""

from __future__ import annotations

import pytest
from django.test import Client

from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from tests.conftest import SignedIn
from tests.make import make_request, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def li_wei_at_home(sign_in: SignedIn, li_wei: User) -> Client:
    return sign_in(li_wei)


def text_of(client: Client, url: str, **headers: str) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


class TestSearch:
    def test_it_finds_a_service_by_its_name_in_another_language(self, li_wei_at_home: Client, it: Department) -> None:
        Service.objects.create(provider=it, code="print", name={"en": "Printing", "ru": "Печать", "zh-hans": "打印"})
        for words in ("print", "печать", "打印", "printing it"):
            assert "/services/it/print/" in text_of(li_wei_at_home, f"/?q={words}")

    def test_it_finds_a_service_by_what_it_gives(self, li_wei_at_home: Client, it: Department) -> None:
        make_service(it, "gear", "New equipment", description={"en": "Laptops and screens"})
        assert "/services/it/gear/" in text_of(li_wei_at_home, "/?q=laptop")

    def test_a_language_code_finds_nothing(self, li_wei_at_home: Client, laptop: Service) -> None:
        assert "/services/it/laptop/" not in text_of(li_wei_at_home, "/?q=zh-hans", hx_request="true")

    def test_a_service_no_longer_offered_is_not_found(self, li_wei_at_home: Client, it: Department) -> None:
        make_service(it, "fax", "Fax machines", state="retired")
        assert "/services/it/fax/" not in text_of(li_wei_at_home, "/?q=fax")

    def test_it_finds_my_requests_by_title_and_number(
        self, li_wei_at_home: Client, laptop_request: ServiceRequest
    ) -> None:
        here = f"/requests/{laptop_request.pk}/"
        for words in ("starters two", str(laptop_request.pk), f"%23{laptop_request.pk}"):
            assert here in text_of(li_wei_at_home, f"/?q={words}", hx_request="true")

    def test_it_does_not_find_what_others_asked(
        self, sign_in: SignedIn, wang_fang: User, laptop_request: ServiceRequest
    ) -> None:
        page = text_of(sign_in(wang_fang), f"/?q={laptop_request.pk}", hx_request="true")
        assert f"/requests/{laptop_request.pk}/" not in page

    def test_somebody_who_does_not_know_whom_to_ask_has_a_way_at_the_end(
        self, li_wei_at_home: Client, laptop: Service
    ) -> None:
        page = text_of(li_wei_at_home, "/?q=equipment", hx_request="true")
        assert page.index("/services/it/laptop/") < page.index("/unsure/")
        assert "Whom to ask" in text_of(li_wei_at_home, "/services/?unsure")

    def test_over_htmx_only_what_was_found_is_sent(self, li_wei_at_home: Client, laptop: Service) -> None:
        page = text_of(li_wei_at_home, "/?q=equipment", hx_request="true")
        assert "<html" not in page
        assert text_of(li_wei_at_home, "/?q=", hx_request="true").strip() == ""


class TestWaitingForMe:
    def test_a_question_stands_there_with_who_asks(
        self, li_wei_at_home: Client, laptop_request: ServiceRequest, olga: User
    ) -> None:
        transitions.ask(laptop_request, "Which cost centre?", by=olga)
        for url in ("/", "/waiting/"):
            page = text_of(li_wei_at_home, url)
            assert "Olga Petrova asks" in page
            assert "Which cost centre?" in page

    def test_a_result_asks_whether_it_is_solved(
        self, li_wei_at_home: Client, laptop_request: ServiceRequest, olga: User
    ) -> None:
        transitions.resolve(laptop_request, "On your desk", by=olga)
        assert "Is it solved?" in text_of(li_wei_at_home, "/waiting/")

    def test_the_latest_question_is_shown_and_no_internal_note(
        self, li_wei_at_home: Client, laptop_request: ServiceRequest, olga: User
    ) -> None:
        transitions.ask(laptop_request, "Which colour?", by=olga)
        transitions.propose(laptop_request, "A grey one", by=olga)
        transitions.reply(laptop_request, "He is picky", by=olga, internal=True)
        page = text_of(li_wei_at_home, "/waiting/")
        assert "Olga Petrova proposes" in page
        assert "A grey one" in page
        assert "Which colour?" not in page
        assert "He is picky" not in page

    def test_nothing_waits_is_said_with_what_will_stand_there(self, li_wei_at_home: Client) -> None:
        assert "Nothing waits for you" in text_of(li_wei_at_home, "/waiting/")

    def test_what_an_import_brought_in_bothers_nobody(
        self, li_wei_at_home: Client, laptop_request: ServiceRequest, olga: User
    ) -> None:
        transitions.resolve(laptop_request, by=olga)
        ServiceRequest.objects.update(is_live=False)
        assert "Nothing waits for you" in text_of(li_wei_at_home, "/waiting/")


class TestMyRequests:
    def test_open_and_finished_have_their_own_lists(
        self, li_wei_at_home: Client, laptop: Service, laptop_request: ServiceRequest, li_wei: User
    ) -> None:
        gone = make_request(laptop, li_wei, "An old monitor")
        transitions.cancel(gone, by=li_wei)
        assert "An old monitor" not in text_of(li_wei_at_home, "/requests/")
        finished = text_of(li_wei_at_home, "/requests/?show=finished")
        assert "An old monitor" in finished
        assert laptop_request.title not in finished

    def test_what_i_filed_for_a_colleague_is_mine_too(
        self, li_wei_at_home: Client, laptop: Service, li_wei: User, wang_fang: User
    ) -> None:
        transitions.submit(laptop, transitions.Filing("A chair"), requester=wang_fang, by=li_wei)
        page = text_of(li_wei_at_home, "/requests/")
        assert "A chair" in page
        assert "for 王芳" in page

    def test_an_empty_list_says_where_to_begin(self, li_wei_at_home: Client) -> None:
        assert "Look at the services" in text_of(li_wei_at_home, "/requests/")


class TestDepartments:
    def test_only_departments_with_something_to_offer_are_shown(
        self, li_wei_at_home: Client, laptop: Service, analytics: Department
    ) -> None:
        page = text_of(li_wei_at_home, "/services/")
        assert "/services/it/laptop/" in page
        assert "/services/analytics/" not in page

    def test_a_department_shows_its_services_and_head(
        self, li_wei_at_home: Client, laptop: Service, maria: User
    ) -> None:
        page = text_of(li_wei_at_home, "/services/it/")
        assert "/services/it/laptop/" in page
        assert "Maria Schulz" in page
