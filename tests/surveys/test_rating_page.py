"""The three taps in a browser: whose they are, what is accepted, how long, and where “no” leads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory

from requests_app import transitions
from requests_app.models import ServiceRequest, User
from requests_app.states import Status, Verb
from surveys import answering
from surveys.answering import Answer
from surveys.models import Invitation, Rating
from tests.conftest import SignedIn, Travel
from tests.make import utc

ASKED_AT = utc(2026, 6, 11, 10)
TAPS = {"solved": "yes", "csat": "5", "ces": "4"}


@pytest.fixture
def url(invitation: Invitation) -> str:
    return f"/ratings/{invitation.request_id}/"


@pytest.fixture
def visitor(li_wei: User, sign_in: SignedIn) -> Client:
    return sign_in(li_wei)


def text(response: Any) -> str:
    return str(response.content.decode())


class TestAnswering:
    def test_three_taps_are_enough(self, visitor: Client, url: str) -> None:
        response = visitor.post(url, TAPS, follow=True)
        assert response.redirect_chain == [(url, 302)]
        rating = Rating.objects.get()
        assert (rating.solved, rating.csat, rating.ces, rating.handler_may_see) == ("yes", 5, 4, False)
        assert "Thank you" in text(response)
        assert "counts in the figures of IT together with the answers of others" in text(response)

    def test_the_questions_come_with_every_point_in_words(self, visitor: Client, url: str) -> None:
        page = text(visitor.get(url))
        for words in ("Is it really solved?", "Very dissatisfied", "Neither", "Very satisfied", "Strongly agree"):
            assert words in page
        assert "IT made this easy for me" in page
        assert page.count("I cannot judge this") == 2

    def test_the_promise_is_confidential_and_never_more(self, visitor: Client, url: str) -> None:
        page = text(visitor.get(url)).lower()
        assert "this is confidential" in page
        assert "anonym" not in page

    def test_cannot_judge_is_an_answer_and_stored_as_missing(self, visitor: Client, url: str) -> None:
        visitor.post(url, {"solved": "partly", "csat": "none", "ces": "none"})
        rating = Rating.objects.get()
        assert (rating.csat, rating.ces) == (None, None)

    @pytest.mark.parametrize("missing", ["solved", "csat", "ces"])
    def test_a_missing_tap_is_asked_for_and_the_others_are_kept(self, visitor: Client, url: str, missing: str) -> None:
        taps = {**TAPS, "comment": "All in one day"}
        del taps[missing]
        response = visitor.post(url, taps)
        assert response.status_code == 422
        assert "Please tap one of the answers." in text(response)
        assert f'href="#rating_{missing}"' in text(response)
        assert f'id="rating_{missing}"' in text(response)
        assert text(response).count(" checked") == 2
        assert "All in one day" in text(response)
        assert not Rating.objects.exists()

    @pytest.mark.parametrize("wrong", [{"csat": "6"}, {"ces": "0"}, {"solved": "maybe"}])
    def test_a_made_up_point_is_refused(self, visitor: Client, url: str, wrong: dict[str, str]) -> None:
        assert visitor.post(url, {**TAPS, **wrong}).status_code == 422

    @pytest.mark.parametrize("csat", ["1", "5"])
    def test_a_comment_is_never_demanded_and_always_taken(self, visitor: Client, url: str, csat: str) -> None:
        visitor.post(url, {**TAPS, "csat": csat})
        assert Rating.objects.get().comment == ""
        visitor.post(url, {**TAPS, "csat": csat, "comment": "Thanks, Olga"})
        assert Rating.objects.get().comment == "Thanks, Olga"

    def test_the_handler_is_named_where_one_may_let_them_see_it(self, visitor: Client, url: str) -> None:
        assert "Olga Petrova may see this with my name and contact me" in text(visitor.get(url))
        visitor.post(url, {**TAPS, "handler_may_see": "on"})
        assert Rating.objects.get().handler_may_see

    def test_without_a_known_handler_there_is_no_tick(self, visitor: Client, url: str) -> None:
        Invitation.objects.update(handler=None)
        assert "handler_may_see" not in text(visitor.get(url))
        assert visitor.post(url, TAPS).status_code == 302


class TestChanging:
    def test_the_answer_is_shown_and_can_be_changed_for_twelve_hours(
        self, visitor: Client, url: str, travel: Travel
    ) -> None:
        visitor.post(url, TAPS)
        travel(ASKED_AT + timedelta(hours=12))
        assert "5 of 5, Very satisfied" in text(visitor.get(url))
        assert "You can change it until" in text(visitor.get(url))
        form = text(visitor.get(url, {"change": "1"}))
        assert form.count(" checked") == 3
        visitor.post(url, {**TAPS, "csat": "4"})
        assert Rating.objects.get().csat == 4

    def test_after_that_a_sentence_says_so_and_nothing_is_lost(self, visitor: Client, url: str, travel: Travel) -> None:
        visitor.post(url, TAPS)
        travel(ASKED_AT + timedelta(hours=12, seconds=1))
        for page in (text(visitor.get(url)), text(visitor.get(url, {"change": "1"}))):
            assert "It can no longer be changed." in page
            assert 'name="csat"' not in page
        late = visitor.post(url, {**TAPS, "csat": "1", "comment": "On second thoughts"})
        assert late.status_code == 409
        assert "An answer can be changed for 12 hours. They are over" in text(late)
        assert "On second thoughts" in text(late)
        assert Rating.objects.get().csat == 5


class TestNotSolved:
    def test_no_leads_back_to_work_at_once(self, visitor: Client, url: str, invitation: Invitation) -> None:
        thanks = text(visitor.post(url, {**TAPS, "solved": "no", "csat": "2"}, follow=True))
        reopening = f"/requests/{invitation.request_id}/reopening/"
        assert f'action="{reopening}"' in thanks
        visitor.post(reopening, {"reason": "The second laptop does not start."})
        assert invitation.request is not None
        invitation.request.refresh_from_db()
        assert invitation.request.status == Status.IN_PROGRESS
        assert invitation.request.events.get(verb=Verb.REOPENED).data["reason"] == "The second laptop does not start."

    def test_yes_does_not_offer_it(self, visitor: Client, url: str) -> None:
        assert "reopening" not in text(visitor.post(url, TAPS, follow=True))

    def test_after_the_window_it_is_no_longer_offered(self, visitor: Client, url: str, travel: Travel) -> None:
        visitor.post(url, {**TAPS, "solved": "no"})
        travel(ASKED_AT + timedelta(days=14, seconds=1))
        assert "reopening" not in text(visitor.get(url))

    def test_while_it_is_in_work_again_the_questions_wait(
        self, visitor: Client, url: str, invitation: Invitation, li_wei: User
    ) -> None:
        assert invitation.request is not None
        transitions.reopen(invitation.request, "One is missing.", by=li_wei)
        page = text(visitor.get(url))
        assert "You can rate it when the department has finished." in page
        assert visitor.post(url, TAPS).status_code == 409
        assert not Rating.objects.exists()


class TestWhose:
    @pytest.mark.parametrize("person", ["wang_fang", "olga", "maria", "ada", "anna"])
    def test_nobody_else_finds_it(
        self, url: str, person: str, sign_in: SignedIn, request: pytest.FixtureRequest
    ) -> None:
        stranger = sign_in(request.getfixturevalue(person))
        assert stranger.get(url).status_code == 404
        assert stranger.post(url, TAPS).status_code == 404
        assert not Rating.objects.exists()

    def test_nor_does_the_colleague_who_filed_it(self, url: str, wang_fang: User, sign_in: SignedIn) -> None:
        ServiceRequest.objects.update(filed_by=wang_fang)
        assert sign_in(wang_fang).get(url).status_code == 404

    def test_nor_the_requester_before_being_asked(self, laptop_request: ServiceRequest, visitor: Client) -> None:
        assert visitor.get(f"/ratings/{laptop_request.pk}/").status_code == 404

    def test_strangers_sign_in_first(self, url: str, client: Client) -> None:
        assert client.get(url).headers["Location"].startswith("/sign-in/")


class TestCard:
    """On the request's page, through its template tag."""

    def card(self, invitation: Invitation, user: User) -> str:
        page = RequestFactory().get("/")
        page.user = user
        context = Context({"ticket": invitation.request, "request": page, "csrf_token": "token"})
        return Template("{% load surveys_tags %}{% rating_card ticket request.user %}").render(context).strip()

    def test_the_requester_finds_the_questions(self, invitation: Invitation, li_wei: User) -> None:
        card = self.card(invitation, li_wei)
        assert f'action="/ratings/{invitation.request_id}/"' in card
        assert "csrfmiddlewaretoken" in card

    def test_then_the_answer(self, invitation: Invitation, li_wei: User) -> None:
        self.rate(invitation)
        card = self.card(invitation, li_wei)
        assert "2 of 5, Dissatisfied" in card
        assert "?change=1" in card

    def test_the_handler_finds_it_only_if_allowed(self, invitation: Invitation, olga: User) -> None:
        self.rate(invitation, handler_may_see=True)
        assert "李伟 rated your work" in self.card(invitation, olga)
        Rating.objects.update(handler_may_see=False)
        assert self.card(invitation, olga) == ""

    @pytest.mark.parametrize("person", ["ivan", "maria", "ada"])
    def test_colleagues_manager_and_admin_find_nothing(
        self, invitation: Invitation, person: str, request: pytest.FixtureRequest
    ) -> None:
        self.rate(invitation, handler_may_see=True)
        assert self.card(invitation, request.getfixturevalue(person)) == ""

    def test_it_costs_one_query(
        self, invitation: Invitation, li_wei: User, olga: User, wang_fang: User, django_assert_num_queries: Any
    ) -> None:
        self.rate(invitation)
        assert invitation.request is not None  # read before, as on every page, like each person's roles
        for person, queries in ((li_wei, 1), (olga, 1), (wang_fang, 0)):
            assert person.roles is not None
            with django_assert_num_queries(queries):
                self.card(invitation, person)

    def rate(self, invitation: Invitation, **more: Any) -> None:
        assert invitation.request is not None
        answering.answer(invitation.request, Answer("no", 2, 2, **more), by=invitation.request.requester)
        invitation.refresh_from_db()


class TestToGive:
    """On the start page, through its template tag."""

    def rows(self, user: User) -> str:
        page = RequestFactory().get("/")
        page.user = user
        tag = Template("{% load surveys_tags %}{% ratings_to_give request.user %}")
        return tag.render(Context({"request": page})).strip()

    def test_it_lists_what_one_was_asked_until_it_is_answered(
        self, invitation: Invitation, li_wei: User, wang_fang: User, visitor: Client, url: str
    ) -> None:
        assert f'href="{url}"' in self.rows(li_wei)
        assert self.rows(wang_fang) == ""
        visitor.post(url, TAPS)
        assert self.rows(li_wei) == ""

    def test_it_gives_up_after_two_weeks(self, invitation: Invitation, li_wei: User, travel: Travel) -> None:
        travel(ASKED_AT + timedelta(days=14))
        assert self.rows(li_wei)
        travel(ASKED_AT + timedelta(days=15))
        assert self.rows(li_wei) == ""

    def test_work_that_goes_on_is_not_to_be_rated_yet(self, invitation: Invitation, li_wei: User) -> None:
        assert invitation.request is not None
        transitions.reopen(invitation.request, "One is missing.", by=li_wei)
        assert self.rows(li_wei) == ""


class TestPreferences:
    def test_one_may_choose_not_to_be_asked_and_change_ones_mind(self, visitor: Client, li_wei: User) -> None:
        page = "/ratings/preferences/"
        assert "at most every 14 days" in text(visitor.get(page))
        for choice, opted_out in (("no", True), ("yes", False)):
            response = visitor.post(page, {"ask": choice}, follow=True)
            assert response.redirect_chain == [(page, 302)]
            assert answering.is_opted_out(li_wei) is opted_out

    def test_the_questions_lead_there(self, visitor: Client, url: str) -> None:
        assert 'href="/ratings/preferences/"' in text(visitor.get(url))
