"""The box one writes in: public or internal, preview, quotations, and what crossed while one was writing."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from requests_app import transitions
from requests_app.models import Message, RequestEvent, ServiceRequest, User
from requests_app.states import Verb
from tests.conftest import SignedIn, Travel

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def box(html: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)
    assert found is not None
    return found[1].removeprefix("\n").removeprefix("\r\n")


class TestWhoReadsIt:
    def test_the_buttons_say_where_it_goes(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        agents = page(sign_in(olga), f"/requests/{laptop_request.pk}/")
        assert "Send to 李伟" in agents
        assert "Save internal note" in agents
        requesters = page(sign_in(li_wei), f"/requests/{laptop_request.pk}/")
        assert "Send to IT" in requesters
        assert "internal note" not in requesters

    def test_a_note_that_was_not_accepted_stays_a_note(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User
    ) -> None:
        url = f"/requests/{laptop_request.pk}/message/"
        response = sign_in(olga).post(url, {"to": "internal", "text": "x" * 20_001})
        assert response.status_code == 422
        assert 'value="internal" checked' in response.content.decode()

    def test_what_was_saved_as_a_note_says_so(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User
    ) -> None:
        url = f"/requests/{laptop_request.pk}/message/"
        response = sign_in(olga).post(url, {"to": "internal", "text": "Keep one"}, follow=True)
        assert "Only those who serve see it." in response.content.decode()


class TestPreview:
    def test_a_fragment_shows_the_text_and_whom_it_names_in_vain(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, anna: User
    ) -> None:
        url = f"/requests/{laptop_request.pk}/composition/"
        response = sign_in(olga).post(url, {"text": "**yes** @Anna Orlova <b>", "preview": "1"}, headers=HTMX)
        html = response.content.decode()
        assert "<strong>yes</strong>" in html
        assert "&lt;b&gt;" in html
        assert "Anna Orlova. Add them as participants first." in html
        assert "<form" not in html

    def test_without_script_the_page_comes_back_with_the_text_and_nothing_is_sent(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User
    ) -> None:
        url = f"/requests/{laptop_request.pk}/composition/"
        response = sign_in(olga).post(url, {"text": "**yes**", "to": "internal", "preview": "1"})
        html = response.content.decode()
        assert response.status_code == 200
        assert box(html) == "**yes**"
        assert "<strong>yes</strong>" in html
        assert 'value="internal" checked' in html
        assert not Message.objects.exists()

    def test_an_answer_is_previewed_as_an_answer(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.ask(laptop_request, "Which?", by=olga)
        url = f"/requests/{laptop_request.pk}/composition/"
        html = sign_in(li_wei).post(url, {"text": "*This*", "noun": "answer", "preview": "1"}).content.decode()
        assert f'action="/requests/{laptop_request.pk}/answer/"' in html
        assert "<em>This</em>" in html


class TestQuoting:
    def test_the_link_puts_the_lines_into_the_box(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.reply(laptop_request, "First line\n\nSecond", by=olga)
        message = Message.objects.get()
        client = sign_in(li_wei)
        link = f"/requests/{laptop_request.pk}/?quote={message.pk}"
        assert f'href="{link}#reply"' in page(client, f"/requests/{laptop_request.pk}/")
        assert box(client.get(link).content.decode()) == "&gt; First line\n&gt;\n&gt; Second\n\n"
        quotation = client.get(f"/requests/{laptop_request.pk}/quotations/{message.pk}/")
        assert quotation.content.decode() == "> First line\n>\n> Second\n\n"
        assert quotation["Content-Type"] == "text/plain; charset=utf-8"

    def test_a_note_cannot_be_quoted_by_the_requester_nor_a_message_of_another_request(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.reply(laptop_request, "Secret", by=olga, internal=True)
        note = Message.objects.get()
        client = sign_in(li_wei)
        assert box(client.get(f"/requests/{laptop_request.pk}/?quote={note.pk}").content.decode()) == ""
        assert client.get(f"/requests/{laptop_request.pk}/quotations/{note.pk}/").status_code == 404
        other = transitions.submit(
            laptop_request.service, transitions.Filing("Another"), requester=li_wei, by=li_wei
        )  # fmt: skip
        assert sign_in(olga).get(f"/requests/{other.pk}/quotations/{note.pk}/").status_code == 404

    @pytest.mark.parametrize("nonsense", ["", "x", "-1", "9" * 30, "１２"])
    def test_nonsense_in_the_address_is_ignored(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, nonsense: str
    ) -> None:
        assert sign_in(li_wei).get(f"/requests/{laptop_request.pk}/", {"quote": nonsense}).status_code == 200


class TestWhatCrossed:
    @pytest.fixture
    def seen(self, laptop_request: ServiceRequest) -> str:
        """What a page opened now remembers."""
        return str(laptop_request.events.latest("pk").pk)

    def test_the_page_remembers_the_last_line_it_showed(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, seen: str
    ) -> None:
        assert f'name="seen" value="{seen}"' in page(sign_in(olga), f"/requests/{laptop_request.pk}/")

    def test_a_newer_message_is_shown_first_and_the_text_is_kept(
        self, sign_in: SignedIn, travel: Travel, laptop_request: ServiceRequest, olga: User, ivan: User, seen: str
    ) -> None:
        travel("2099-01-05 10:00")
        transitions.reply(laptop_request, "It is in the mail", by=olga)
        travel("2099-01-05 10:01")
        client, url = sign_in(ivan), f"/requests/{laptop_request.pk}/message/"
        response = client.post(url, {"text": "I look into it", "to": "public", "seen": seen})
        html = response.content.decode()
        assert response.status_code == 422
        assert "Olga Petrova wrote, today 10:00:" in html
        assert "It is in the mail" in html
        assert box(html) == "I look into it"
        assert "Send anyway" in html
        again = re.search(r'name="seen" value="(\d+)"', html)
        assert again is not None
        assert client.post(url, {"text": "I look into it", "to": "public", "seen": again[1]}).status_code == 302
        assert Message.objects.filter(text="I look into it").count() == 1

    def test_what_crosses_again_is_shown_again(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User, seen: str
    ) -> None:
        client, url = sign_in(li_wei), f"/requests/{laptop_request.pk}/message/"
        for word in ("One", "Two"):
            transitions.reply(laptop_request, word, by=olga)
            html = client.post(url, {"text": "Hello", "seen": seen}).content.decode()
            assert word in html
            seen = re.search(r'name="seen" value="(\d+)"', html)[1]  # type: ignore[index]

    def test_an_answer_sees_it_as_well(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, ivan: User, li_wei: User
    ) -> None:
        transitions.ask(laptop_request, "Which?", by=olga)
        seen = str(laptop_request.events.latest("pk").pk)
        transitions.reply(laptop_request, "Never mind, found it", by=ivan)
        url = f"/requests/{laptop_request.pk}/answer/"
        response = sign_in(li_wei).post(url, {"text": "The red one", "seen": seen})
        assert "Never mind, found it" in response.content.decode()
        assert not RequestEvent.objects.filter(verb=Verb.ANSWERED).exists()

    def test_ones_own_words_notes_and_mere_events_do_not_count(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User, seen: str
    ) -> None:
        transitions.reply(laptop_request, "Me again", by=li_wei)
        transitions.reply(laptop_request, "Between us", by=olga, internal=True)
        transitions.start(laptop_request, by=olga)
        url = f"/requests/{laptop_request.pk}/message/"
        assert sign_in(li_wei).post(url, {"text": "Hello", "seen": seen}).status_code == 302
