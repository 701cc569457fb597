"""A request's page: what each reader sees of it, and what each is offered."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from requests_app import clock, timeline, transitions
from requests_app.models import Department, Message, RequestEvent, Service, ServiceRequest, User
from requests_app.states import Verb
from tests.conftest import SignedIn, Travel

pytestmark = pytest.mark.django_db


def page_of(client: Client, request: ServiceRequest, query: str = "") -> str:
    response = client.get(f"/requests/{request.pk}/{query}")
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


class TestWhoSeesIt:
    def test_the_requester_the_filer_and_the_department(
        self, sign_in: SignedIn, laptop: Service, li_wei: User, wang_fang: User, olga: User
    ) -> None:
        request = transitions.submit(laptop, transitions.Filing("A chair"), requester=li_wei, by=wang_fang)
        for person in (li_wei, wang_fang, olga):
            assert "A chair" in page_of(sign_in(person), request)

    def test_for_others_it_does_not_exist(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, wang_fang: User, anna: User, ada: User
    ) -> None:
        for person in (wang_fang, anna, ada):
            assert sign_in(person).get(f"/requests/{laptop_request.pk}/").status_code == 404


class TestInternalNotes:
    def test_they_are_marked_for_who_serves_and_absent_for_the_requester(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, ivan: User, li_wei: User
    ) -> None:
        transitions.reply(laptop_request, "Keep one for Legal", by=olga, internal=True)
        note = page_of(sign_in(ivan), laptop_request)
        assert "Internal note: the requester does not see this" in note
        assert "Keep one for Legal" in note
        seen = page_of(sign_in(li_wei), laptop_request)
        assert "Keep one for Legal" not in seen
        assert "Internal note" not in seen

    def test_a_former_department_still_reads_them(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, finance: Department, anna: User
    ) -> None:
        transitions.hand_over(laptop_request, finance, "Theirs", by=olga)
        transitions.reply(laptop_request, "Budget is gone", by=anna, internal=True)
        assert "Budget is gone" in page_of(sign_in(olga), laptop_request)


class TestTimeline:
    def test_conversation_only_leaves_out_what_merely_happened(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.start(laptop_request, by=olga)
        transitions.reply(laptop_request, "I am on it", by=olga)
        client = sign_in(li_wei)
        assert "started to work on it" in page_of(client, laptop_request)
        talk = page_of(client, laptop_request, "?show=talk")
        assert "started to work on it" not in talk
        assert "I am on it" in talk

    def test_sentences_name_who_what_and_when(
        self, travel: Travel, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, ivan: User,
        maria: User, finance: Department, li_wei: User,
    ) -> None:  # fmt: skip
        User.objects.filter(pk=li_wei.pk).update(time_zone="Asia/Shanghai")
        now = clock.now().replace(hour=6, minute=0) + timedelta(days=1)
        travel(now)
        transitions.assign(laptop_request, to=olga, by=olga)
        transitions.assign(laptop_request, to=ivan, by=maria)
        transitions.assign(laptop_request, to=None, by=ivan)
        transitions.promise(laptop_request, now + timedelta(hours=2), "Stock comes", by=ivan)
        transitions.hand_over(laptop_request, finance, "They pay", by=ivan)
        page = page_of(sign_in(li_wei), laptop_request)
        for sentence in (
            "<b>Olga Petrova</b> took it.",
            "<b>Maria Schulz</b> gave it to Ivan Kuznetsov.",
            "<b>Ivan Kuznetsov</b> put it back for anybody to take.",
            "<b>Ivan Kuznetsov</b> promised it for today 16:00: “Stock comes”",
            "<b>Ivan Kuznetsov</b> handed it over from IT to Finance: “They pay”",
        ):
            assert sentence in page

    def test_what_was_changed_is_named_with_the_new_priority(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User
    ) -> None:
        transitions.amend(laptop_request, {"title": "Three", "impact": 3, "urgency": 3}, by=li_wei)
        page = page_of(sign_in(li_wei), laptop_request)
        assert "changed: title, impact, urgency. Priority: Normal → Critical." in page

    def test_what_people_wrote_is_never_markup(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.reply(laptop_request, "<script>alert(1)</script>", by=olga)
        transitions.hold(laptop_request, "<img src=x>", by=olga)
        page = page_of(sign_in(li_wei), laptop_request)
        assert "<script>alert" not in page
        assert "<img src=x>" not in page
        assert "&lt;img src=x&gt;" in page

    @pytest.mark.parametrize("verb", list(Verb))
    def test_every_verb_has_a_sentence_even_without_its_words(self, laptop_request: ServiceRequest, verb: Verb) -> None:
        line = RequestEvent(
            pk=1, request=laptop_request, verb=verb, at=clock.now(), department=laptop_request.department
        )
        (entry,) = timeline.entries([line], now=clock.now())
        assert entry.kind == "event"
        assert len(entry.text) > 10

    def test_an_imported_line_without_an_actor_is_the_portals(self, laptop_request: ServiceRequest) -> None:
        message = Message.objects.create(
            request=laptop_request, author=None, kind=Message.Kind.REPLY, text="Hello", at=clock.now()
        )
        line = RequestEvent(
            pk=1, request=laptop_request, verb=Verb.REPLIED, at=clock.now(), department=laptop_request.department,
            message=message,
        )  # fmt: skip
        (entry,) = timeline.entries([line], now=clock.now())
        assert (entry.name, entry.text) == ("The portal", "<p>Hello</p>")


class TestWhatIsOffered:
    def test_the_one_asked_gets_the_question_with_a_box_and_no_second_one(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.ask(laptop_request, "Which cost centre?", by=olga)
        page = page_of(sign_in(li_wei), laptop_request)
        assert "Waiting for you" in page
        assert "Olga Petrova asks" in page
        assert page.count("<textarea") == 1
        assert f'action="/requests/{laptop_request.pk}/answer/"' in page

    def test_the_department_sees_whom_it_waits_for(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User
    ) -> None:
        transitions.ask(laptop_request, "Which one?", by=olga)
        page = page_of(sign_in(olga), laptop_request)
        assert "Waiting for the requester" in page
        assert "Waits for 李伟" in page

    def test_a_proposal_can_be_accepted_or_answered(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.propose(laptop_request, "A used one", by=olga)
        page = page_of(sign_in(li_wei), laptop_request)
        assert "Accept proposal" in page
        assert f'action="/requests/{laptop_request.pk}/answer/"' in page

    def test_a_result_can_be_confirmed_or_refused(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.resolve(laptop_request, "It is under your desk", by=olga)
        page = page_of(sign_in(li_wei), laptop_request)
        assert "IT says it is done. Is it solved?" in page
        assert f"/requests/{laptop_request.pk}/confirmation/" in page
        assert f"/requests/{laptop_request.pk}/reopening/" in page

    @pytest.mark.parametrize("noun", ["start", "resolution", "question", "promise", "hold", "assignment", "handover"])
    def test_who_serves_is_offered_work_and_the_requester_is_not(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User, noun: str
    ) -> None:
        link = f"/requests/{laptop_request.pk}/{noun}/"
        assert link in page_of(sign_in(olga), laptop_request)
        assert link not in page_of(sign_in(li_wei), laptop_request)

    def test_what_the_state_does_not_allow_is_not_offered(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User
    ) -> None:
        transitions.cancel(laptop_request, by=laptop_request.requester)
        page = page_of(sign_in(olga), laptop_request)
        for noun in ("start", "resolution", "assignment", "reopening"):
            assert f"/requests/{laptop_request.pk}/{noun}/" not in page

    def test_taking_is_one_click(self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User) -> None:
        client = sign_in(olga)
        assert "Take it" in page_of(client, laptop_request)
        transitions.assign(laptop_request, to=olga, by=olga)
        assert "Take it" not in page_of(client, laptop_request)


def test_a_promise_stands_in_the_header_and_says_when_it_was_not_kept(
    travel: Travel, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
) -> None:
    now = clock.now()
    travel(now)
    transitions.promise(laptop_request, now + timedelta(hours=1), "Soon", by=olga)
    client = sign_in(li_wei)
    assert "Promised for" in page_of(client, laptop_request)
    travel(now + timedelta(hours=3))
    assert "Was promised for" in page_of(client, laptop_request)
