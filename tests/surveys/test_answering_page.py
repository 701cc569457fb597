"""The page behind the link of an invitation: answered without signing in, once, and never shown again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from requests_app.models import Department, User
from surveys import secrecy
from surveys.instruments import ITEMS, wording
from surveys.models import AnswerCounter, Campaign, CommentText, Invitation, Question, Questionnaire, QuestionnaireItem
from tests.conftest import SignedIn, Travel
from tests.surveys.campaigns import invite, make_campaign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_june(travel: Travel) -> None:
    travel("2026-06-10 10:00")


@pytest.fixture
def pulse(maria: User, it: Department) -> Campaign:
    return make_campaign(maria, [it])


def link_of(campaign: Campaign, person: User, about: Department) -> str:
    [invitation] = invite(campaign, [person], about)
    return reverse("campaigns:answer", args=[secrecy.token_of(invitation)])


def key(code: str) -> str:
    return str(Question.objects.get(code=code).pk)


def counted() -> dict[str, int]:
    found = AnswerCounter.objects.filter(count__gt=0)
    return dict(found.values_list("cell", "count"))


def ranks_on(page: Any) -> str:
    """The dimensions as the page puts them in an order."""
    return "".join(re.findall(r'name="importance-order" value="(.)"', page.text))


class TestAnswering:
    def test_one_answers_a_pulse_without_signing_in(
        self, client: Client, pulse: Campaign, li_wei: User, it: Department
    ) -> None:
        url = link_of(pulse, li_wei, it)
        page = client.get(url)
        assert "About one minute." in page.text
        assert ITEMS["R1"]["en"] in page.text
        sent = client.post(url, {key("R1"): "5", key("A1"): "none", key("pulse-comment"): "Thank you all"})
        assert sent.headers["Location"] == url
        assert "Thank you for your answers" in client.get(url).text
        assert counted() == {"5": 1, "none": 1, "answered": 1}
        assert CommentText.objects.get().text == "Thank you all"

    def test_no_other_page_is_told_of_the_link_and_the_browser_still_says_where_answers_come_from(
        self, client: Client, pulse: Campaign, li_wei: User, it: Department
    ) -> None:
        """With “no-referrer” browsers send a form with the origin “null”, which is refused as forged."""
        assert client.get(link_of(pulse, li_wei, it)).headers["Referrer-Policy"] == "strict-origin"

    def test_nobody_is_shown_what_they_answered_and_a_second_answer_is_not_taken(
        self, client: Client, pulse: Campaign, li_wei: User, it: Department
    ) -> None:
        url = link_of(pulse, li_wei, it)
        client.post(url, {key("R1"): "5"})
        again = client.post(url, {key("R1"): "1"})
        assert "Thank you for your answers" in again.text
        assert counted() == {"5": 1, "answered": 1}

    def test_an_empty_page_is_not_taken_and_keeps_nothing(
        self, client: Client, pulse: Campaign, li_wei: User, it: Department
    ) -> None:
        answer = client.post(link_of(pulse, li_wei, it), {})
        assert answer.status_code == 422
        assert "Answer one question at least." in answer.text
        assert not Invitation.objects.filter(done=True).exists()

    def test_how_it_is_and_what_is_needed_are_answered_together(
        self, client: Client, maria: User, li_wei: User, it: Department
    ) -> None:
        campaign = make_campaign(maria, [it], "service-quality", with_expectation=True, importance="points")
        url, item = link_of(campaign, li_wei, it), key("T1")
        half = client.post(url, {item: "3"})
        assert half.status_code == 422
        assert "please answer both" in half.text
        points = {
            f"importance-{dimension}": share for dimension, share in zip("TRSAE", (0, 40, 30, 20, 5), strict=True)
        }
        wrong = client.post(url, {item: "3", f"{item}-needed": "5", **points})
        assert "must add up to 100" in wrong.text
        client.post(url, {item: "3", f"{item}-needed": "5", **points, "importance-E": 10})
        assert counted() == {
            "3-5": 1,
            "answered": 1,
            "points:T:0": 1,
            "points:R:40": 1,
            "points:S:30": 1,
            "points:A:20": 1,
            "points:E:10": 1,
        }

    def test_ranks_are_moved_by_buttons_without_script_and_nothing_is_kept_before_it_is_sent(
        self, client: Client, maria: User, li_wei: User, it: Department
    ) -> None:
        campaign = make_campaign(maria, [it], "service-quality", importance="rank")
        url, item = link_of(campaign, li_wei, it), key("T1")
        page = client.get(url)
        assert ranks_on(page) == "TRSAE"
        assert "checked" not in page.text.split("importance-given")[1][:40]
        sent = {item: "3", "importance-order": list("TRSAE")}
        for move in ("up:S", "up:S", "down:T"):
            page = client.post(url, {**sent, "move": move})
            assert page.status_code == 200
            sent = {**sent, "importance-order": list(ranks_on(page))}
        assert ranks_on(page) == "SRTAE"
        assert f'name="{item}" value="3" checked' in page.text
        assert "checked" in page.text.split("importance-given")[1][:40]
        assert counted() == {}
        client.post(url, {**sent, "importance-given": "1"})
        assert counted() == {
            "3": 1, "answered": 1, "rank:S:1": 1, "rank:R:2": 1, "rank:T:3": 1, "rank:A:4": 1, "rank:E:5": 1,
        }  # fmt: skip

    def test_an_order_that_nobody_made_is_no_answer(
        self, client: Client, maria: User, li_wei: User, it: Department
    ) -> None:
        url = link_of(make_campaign(maria, [it], "service-quality", importance="rank"), li_wei, it)
        client.post(url, {key("T1"): "3", "importance-order": list("TRSAE")})
        assert counted() == {"3": 1, "answered": 1}

    @pytest.mark.parametrize("order", [list("TRSA"), list("TRSAA"), list("TRSAX")])
    def test_an_order_that_is_none_is_not_taken(
        self, order: list[str], client: Client, maria: User, li_wei: User, it: Department
    ) -> None:
        url = link_of(make_campaign(maria, [it], "service-quality", importance="rank"), li_wei, it)
        answer = client.post(url, {key("T1"): "3", "importance-order": order, "importance-given": "1"})
        assert answer.status_code == 422
        assert ranks_on(answer)
        assert counted() == {}

    def test_a_need_is_two_questions_with_the_negation_in_bold(
        self, client: Client, maria: User, li_wei: User, it: Department
    ) -> None:
        needs = Questionnaire.objects.create(code="needs", instrument="K", title={"en": "Needs"}, state="published")
        need = Question.objects.create(code="loan", kind="kano", text={"en": "a <loan> laptop"})
        QuestionnaireItem.objects.create(questionnaire=needs, question=need, position=1)
        url = link_of(make_campaign(maria, [it], "needs"), li_wei, it)
        page = client.get(url).text
        assert "If IT offers “a &lt;loan&gt; laptop”, how do you feel?" in page
        assert "does <strong>not</strong> offer" in page
        client.post(url, {f"{need.pk}-offered": "1", f"{need.pk}-missing": "5", f"{need.pk}-importance": "7"})
        assert counted() == {"1-5": 1, "importance:7": 1, "answered": 1}


class TestStartPage:
    def test_it_leads_to_a_survey_that_is_open(
        self, pulse: Campaign, li_wei: User, it: Department, sign_in: SignedIn
    ) -> None:
        url = link_of(pulse, li_wei, it)
        assert url in sign_in(li_wei).get("/").text


class TestLanguages:
    @pytest.mark.parametrize("language", ["en", "zh-hans", "ru"])
    def test_the_page_speaks_one_language_that_of_the_person(
        self, client: Client, maria: User, li_wei: User, it: Department, language: str
    ) -> None:
        User.objects.filter(pk=li_wei.pk).update(language=language)
        page = client.get(
            link_of(make_campaign(maria, [it], "service-quality", with_expectation=True), li_wei, it)
        ).text
        others = {"en", "zh-hans", "ru"} - {language}
        told = [*ITEMS.values(), wording.NEEDED, wording.CANNOT_JUDGE, *wording.AGREEMENT]
        shown = re.sub(r"<[^>]+>", "\n", page.split('id="main"')[1].split("</main>")[0])
        assert all(text[language].replace("'", "&#x27;") in shown for text in told)
        assert not [text[other] for text in told for other in others if f"\n{text[other]}\n" in shown]


class TestWhenItIsNotOpen:
    @pytest.mark.parametrize(("k", "words"), [(5, "от 5 ответов"), (11, "от 11 ответов"), (21, "от 21 ответа")])
    def test_its_promise_is_good_russian_with_every_number(
        self, client: Client, pulse: Campaign, li_wei: User, it: Department, k: int, words: str
    ) -> None:
        Campaign.objects.update(k=k)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
        page = client.get(link_of(pulse, li_wei, it)).text
        assert words in page
        assert "{" not in page.partition("<main")[2].partition("</main")[0]

    def test_before_during_and_after(
        self, client: Client, pulse: Campaign, li_wei: User, it: Department, travel: Travel
    ) -> None:
        url = link_of(pulse, li_wei, it)
        travel("2026-06-07 10:00")
        assert "has not begun" in client.get(url).text
        travel("2026-06-20 00:01")
        assert "This survey is over" in client.get(url).text
        assert "This survey is over" in client.post(url, {key("R1"): "5"}).text
        assert not AnswerCounter.objects.exists()

    def test_a_link_that_was_made_up_says_so_and_guessing_has_an_end(self, client: Client) -> None:
        url = reverse("campaigns:answer", args=["made:up:x"])
        answers = [client.get(url).status_code for _ in range(settings.AXES_FAILURE_LIMIT + 1)]
        assert answers[0] == 404
        assert answers[-1] == 429
