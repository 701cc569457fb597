"""The company's own words for messages take the place of the portal's, in mails and under the bell."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from requests_app import clock, transitions
from requests_app.models import ConfigurationChange, MailWording, Notification, ServiceRequest, User
from requests_app.notifications import delivery, examples, own_words, texts
from requests_app.notifications import mail as letters
from tests.conftest import SignedIn, Travel

PAGE = "/administration/mails/resolved/en/"


@pytest.fixture
def admin(ada: User, sign_in: SignedIn) -> Client:
    return sign_in(ada)


def words(**said: str) -> dict[str, Any]:
    usual = own_words.shipped_in("resolved", "en")
    return {"edition": 0} | usual | said


class TestOwnWords:
    def test_mails_and_the_bell_say_them_at_once(
        self, admin: Client, ada: User, laptop_request: ServiceRequest, olga: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        travel("2026-06-10 10:00")
        answer = admin.post(PAGE, words(subject="{{ title }} is ready", action="Have a look at 100 %"))
        assert answer["Location"] == PAGE
        transitions.resolve(laptop_request, "Done", by=olga)
        delivery.deliver_due()
        assert f"{laptop_request.title} is ready" in mail.outbox[-1].subject
        assert "Have a look at 100 %" in mail.outbox[-1].body
        assert "says that" in mail.outbox[-1].body  # what was left alone stays the portal's
        change = ConfigurationChange.objects.get()
        assert (change.kind, change.by, change.action) == ("mail_wording", ada, "created")
        admin.post(PAGE, words(edition="1", line="Finished: {{ title }}"))
        bell = sign_in(laptop_request.requester).get("/notifications/").content.decode()
        assert f"Finished: {laptop_request.title}" in bell

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            ({"subject": "{{ tilte }} is ready"}, "This is not known: {{ tilte }}"),
            ({"subject": "It is ready"}, "Without {{ title }} nobody can tell"),
            ({"line": "{{ title is ready"}, "Braces must come in pairs"),
            ({"action": "Open {{ title }}"}, "nothing can be filled in"),
        ],
    )
    def test_what_cannot_be_filled_in_is_refused_and_nothing_typed_is_lost(
        self, admin: Client, said: dict[str, str], told: str
    ) -> None:
        answer = admin.post(PAGE, words(why="Because it is yours.") | said)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert told in page
        assert "Because it is yours." in page
        assert not MailWording.objects.exists()

    def test_two_admins_do_not_overwrite_each_other_unseen(self, admin: Client) -> None:
        admin.post(PAGE, words(subject="Theirs: {{ title }}"))
        answer = admin.post(PAGE, words(subject="Mine: {{ title }}"))
        assert answer.status_code == 422
        assert "Somebody else changed these words" in answer.content.decode()
        assert "Mine: {{ title }}" in answer.content.decode()
        again = answer.context["form"]["edition"].value()
        admin.post(PAGE, words(subject="Mine: {{ title }}", edition=again))
        assert MailWording.objects.get().subject == "Mine: {{ title }}"

    def test_looking_saves_nothing_and_shows_the_mail(self, admin: Client, ada: User) -> None:
        page = admin.post(PAGE, words(subject="Ready: {{ title }}") | {"look": "1"}).content.decode()
        assert "Ready: A laptop for a new colleague" in page
        assert f"Hello {ada.display_name}," in page
        assert not MailWording.objects.exists()

    def test_a_test_goes_to_oneself_in_the_language_of_the_words(self, admin: Client, ada: User) -> None:
        page = "/administration/mails/resolved/ru/"
        said = own_words.shipped_in("resolved", "ru") | {"edition": 0, "subject": "Готово: {{ title }}", "test": "1"}
        admin.post(page, said)
        assert [(one.to, "Готово: " in one.subject) for one in mail.outbox] == [([ada.email], True)]

    def test_back_to_the_portals_words(self, admin: Client) -> None:
        admin.post(PAGE, words(subject="Ready: {{ title }}"))
        assert admin.post(f"{PAGE}portal/", {"edition": 7}).status_code == 409
        admin.post(f"{PAGE}portal/", {"edition": 1})
        assert not MailWording.objects.exists()
        assert [one.action for one in ConfigurationChange.objects.order_by("pk")] == ["created", "removed"]

    def test_a_later_change_of_the_portals_words_is_shown_beside_them(self, admin: Client) -> None:
        admin.post(PAGE, words(subject="Ready: {{ title }}"))
        MailWording.objects.update(shipped={"subject": "Finished: {{ title }}"})
        page = admin.get(PAGE).content.decode()
        assert "The portal says it differently now" in page
        assert "Finished: {{ title }}" in page
        assert "Look again" in admin.get("/administration/mails/?own=1").content.decode()

    def test_a_value_that_a_row_does_not_have_is_said_as_shipped(self, laptop_request: ServiceRequest) -> None:
        news = Notification(kind="resolved", request=laptop_request, params={"actor": "Olga"})
        own = examples.draft_of("resolved", "en", {"subject": "{{ gone }}: {{ title }}", "line": "Yes, {{ title }}"})
        said = texts.words_of(news, own=own)
        assert said.subject == f"Done: {laptop_request.title}"
        assert said.line == f"Yes, {laptop_request.title}"

    def test_nobody_finds_a_kind_or_a_language_that_is_none(self, admin: Client) -> None:
        assert admin.get("/administration/mails/nothing/en/").status_code == 404
        assert admin.get("/administration/mails/resolved/de/").status_code == 404


def test_every_message_can_be_looked_at_in_every_language(ada: User, it: object) -> None:
    for language in ("en", "zh-hans", "ru"):
        with translation.override(language):
            for kind in texts.kinds():
                shipped = own_words.shipped(kind)
                example = examples.example_of(kind, ada, now=clock.now())
                said = letters.example(example, examples.draft_of(kind, language, shipped))
                assert said.text == letters.example(example, None).text
                assert "{{" not in said.text, kind
