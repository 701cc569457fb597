"""Thanks on finished requests: told to the receiver, shown where they agree, and counted nowhere."""

from __future__ import annotations

import re
from copy import copy
from pathlib import Path

import pytest
from django.test import Client

from requests_app import clock, thanking, thanking_sums, transitions
from requests_app.models import Notification, ServiceRequest, Thanks, User
from requests_app.states import Status
from requests_app.thanks_reactions import reactions_of
from tests.conftest import SignedIn


@pytest.fixture
def done(laptop_request: ServiceRequest, olga: User, ivan: User) -> ServiceRequest:
    transitions.assign(laptop_request, to=olga, by=olga)
    transitions.reply(laptop_request, "They are on the way", by=ivan)
    return transitions.resolve(laptop_request, "There", by=olga)


def thank(browser: Client, request: ServiceRequest, to: User | None = None, text: str = "") -> int:
    key = f"person-{to.pk}" if to else f"department-{request.department_id}"
    return browser.post(f"/requests/{request.pk}/thanks/", {"to": key, "text": text}).status_code


class TestSaying:
    def test_to_the_team_with_one_click(
        self, sign_in: SignedIn, done: ServiceRequest, li_wei: User, olga: User, maria: User
    ) -> None:
        page = sign_in(li_wei).get(f"/requests/{done.pk}/").content.decode()
        assert "Say thanks" in page
        assert thank(sign_in(li_wei), done) == 302
        [said] = Thanks.objects.all()
        assert (said.to_department, said.text, said.shown) == (done.department, "", "asked")
        for person in (olga, maria):
            assert Notification.objects.of(person).filter(kind="department_thanked").exists()

    def test_to_a_person_who_took_part_with_a_word(
        self, sign_in: SignedIn, done: ServiceRequest, li_wei: User, ivan: User, olga: User
    ) -> None:
        assert thank(sign_in(li_wei), done, ivan, "You saved my week") == 302
        note = Notification.objects.of(ivan).get(kind="thanked")
        assert note.params["text"] == "You saved my week"
        assert not note.deliveries.exists()
        assert not Notification.objects.of(olga).filter(kind="thanked").exists()

    def test_it_reopens_nothing_and_leaves_no_line(self, sign_in: SignedIn, done: ServiceRequest, li_wei: User) -> None:
        before = ServiceRequest.objects.values().get(pk=done.pk)
        lines = done.events.count()
        thank(sign_in(li_wei), done, text="Thank you!")
        assert ServiceRequest.objects.values().get(pk=done.pk) == before
        assert before["status"] == Status.RESOLVED
        assert (done.events.count(), done.messages.filter(text="Thank you!").exists()) == (lines, False)

    def test_once_for_each_and_only_to_who_took_part(
        self, sign_in: SignedIn, done: ServiceRequest, li_wei: User, anna: User, maria: User
    ) -> None:
        browser = sign_in(li_wei)
        for receiver in (None, None, anna, maria):
            thank(browser, done, receiver)
        assert Thanks.objects.count() == 1

    def test_only_once_it_is_finished_and_only_by_who_asked(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, olga: User, wang_fang: User
    ) -> None:
        assert thank(sign_in(li_wei), laptop_request) == 302
        assert not Thanks.objects.exists()
        assert thank(sign_in(olga), laptop_request) == 403
        assert thank(sign_in(wang_fang), laptop_request) == 404


class TestTheWall:
    @pytest.fixture
    def said(self, done: ServiceRequest, li_wei: User, olga: User) -> Thanks:
        return thanking.thank(done, olga, "Quick and kind", by=li_wei)

    def test_it_shows_what_the_receiver_agreed_to(
        self, sign_in: SignedIn, said: Thanks, olga: User, wang_fang: User
    ) -> None:
        wall = sign_in(wang_fang)
        assert "Quick and kind" not in wall.get("/thanks/").content.decode()
        assert "Quick and kind" in sign_in(olga).get("/thanks/received/").content.decode()
        assert sign_in(olga).post(f"/thanks/{said.pk}/showing/", {"agreed": "1"}).status_code == 302
        page = wall.get("/thanks/").content.decode()
        assert "Quick and kind" in page
        assert said.request.title not in page
        sign_in(olga).post(f"/thanks/{said.pk}/showing/")
        assert "Quick and kind" not in wall.get("/thanks/").content.decode()

    def test_only_the_receiver_decides(
        self, sign_in: SignedIn, said: Thanks, li_wei: User, ivan: User, ada: User
    ) -> None:
        for person in (li_wei, ivan, ada):
            assert sign_in(person).post(f"/thanks/{said.pk}/showing/", {"agreed": "1"}).status_code == 404
        assert Thanks.objects.get().shown == "asked"

    def test_for_a_department_who_leads_it_decides(
        self, sign_in: SignedIn, done: ServiceRequest, li_wei: User, olga: User, maria: User
    ) -> None:
        said = thanking.thank(done, done.department, by=li_wei)
        assert sign_in(olga).post(f"/thanks/{said.pk}/keeping/").status_code == 403
        assert sign_in(maria).post(f"/thanks/{said.pk}/keeping/").status_code == 302
        assert Thanks.objects.get().shown == "declined"

    def test_what_was_asked_in_confidence_stays_there(
        self, sign_in: SignedIn, done: ServiceRequest, li_wei: User, olga: User
    ) -> None:
        done.service.is_confidential = True
        done.service.save()
        said = thanking.thank(done, olga, by=li_wei)
        assert said.shown == "declined"
        assert sign_in(olga).post(f"/thanks/{said.pk}/showing/", {"agreed": "1"}).status_code == 403

    def test_empty_pages_say_what_to_do(self, sign_in: SignedIn, li_wei: User) -> None:
        browser = sign_in(li_wei)
        assert "The wall is empty" in browser.get("/thanks/").content.decode()
        assert "Nobody has said thanks yet" in browser.get("/thanks/received/").content.decode()


class TestWhatFor:
    def test_one_of_four_reasons_goes_with_it_and_none_has_to(
        self, sign_in: SignedIn, done: ServiceRequest, li_wei: User, olga: User
    ) -> None:
        browser, page = sign_in(li_wei), f"/requests/{done.pk}/thanks/"
        browser.post(page, {"to": f"person-{olga.pk}", "reason": "ahead"})
        browser.post(page, {"to": f"department-{done.department_id}", "reason": "cheap"})
        thank(browser, done)
        assert list(Thanks.objects.order_by("pk").values_list("reason", flat=True)) == ["ahead", ""]
        assert "Thought ahead" in sign_in(olga).get("/thanks/received/").content.decode()


class TestSums:
    def test_they_say_how_far_thanks_reach_and_only_admins_whether_they_are_traded(
        self, sign_in: SignedIn, done: ServiceRequest, li_wei: User, olga: User, ada: User
    ) -> None:
        thanking.thank(done, olga, by=li_wei)
        said = thanking_sums.of_quarter(clock.now())
        assert (said.people, said.requests, said.returned) == ("50", "100", "0")  # Olga, and not Ivan
        assert "went both ways" in sign_in(ada).get("/thanks/").content.decode()
        page = sign_in(li_wei).get("/thanks/").content.decode()
        assert "50 of 100 people who serve were thanked" in page
        assert "went both ways" not in page

    def test_thanks_to_a_department_reach_all_who_serve_there(
        self, done: ServiceRequest, li_wei: User, olga: User, ivan: User, anna: User
    ) -> None:
        thanking.thank(done, done.department, by=li_wei)
        assert thanking_sums.of_quarter(clock.now()).people == "67"

    def test_few_thanks_are_not_none(self, sign_in: SignedIn, done: ServiceRequest, li_wei: User, olga: User) -> None:
        thanking.thank(done, olga, by=li_wei)
        unthanked = ServiceRequest.objects.get(pk=done.pk)
        unthanked.pk = None
        ServiceRequest.objects.bulk_create([copy(unthanked) for _ in range(150)])
        page = sign_in(li_wei).get("/thanks/").content.decode()
        assert "&lt;1 of 100 finished requests brought thanks" in page

    def test_where_nothing_was_finished_there_is_nothing_to_say(self, db: None) -> None:
        assert thanking_sums.of_quarter(clock.now()) == thanking_sums.Sums(None, None, None)

    def test_no_figure_knows_thanks(self) -> None:
        apps = [Path(__file__).parents[2] / name for name in ("dashboards", "surveys", "sla")]
        files = [file for app in apps for file in app.rglob("*.py")]
        reading = [file for file in files if re.search("Thanks(?!giving)", file.read_text("utf-8"))]
        # A department's report quotes what its receiver agreed to show: beside the figures, and part of none.
        assert [file.name for file in reading] == ["heard.py"]


class TestReactions:
    @pytest.fixture
    def said(self, done: ServiceRequest, li_wei: User, olga: User) -> Thanks:
        return thanking.thank(done, olga, "Quick and kind", by=li_wei)

    def test_a_sign_is_given_with_a_click_under_ones_name_and_taken_back_with_another(
        self, sign_in: SignedIn, said: Thanks, wang_fang: User
    ) -> None:
        thanking.show(said, agreed=True)
        browser, url = sign_in(wang_fang), f"/thanks/{said.pk}/reaction/"
        answer = browser.post(url, {"sign": "clap"})
        assert answer.headers["Location"] == f"/thanks/#thanks-{said.pk}"
        page = browser.get("/thanks/").content.decode()
        assert 'aria-pressed="true" title="Applause: 王芳"' in page
        fragment = browser.post(url, {"sign": "clap"}, headers={"HX-Request": "true"}).content.decode()
        assert fragment.lstrip().startswith("<form")
        assert 'aria-pressed="true"' not in fragment
        assert not said.reactions.exists()

    def test_only_who_may_read_the_thanks_reacts_and_only_with_the_signs_there_are(
        self, sign_in: SignedIn, said: Thanks, li_wei: User, olga: User, wang_fang: User
    ) -> None:
        url = f"/thanks/{said.pk}/reaction/"
        assert sign_in(wang_fang).post(url, {"sign": "clap"}).status_code == 404
        assert sign_in(olga).post(url, {"sign": "thumbs-down"}).status_code == 400
        back = sign_in(olga).post(url, {"sign": "heart", "list": "received"})
        assert back.headers["Location"] == f"/thanks/received/#thanks-{said.pk}"
        sign_in(li_wei).post(url, {"sign": "heart"})
        assert [one.count for one in reactions_of(said, olga)] == [0, 2, 0, 0]
