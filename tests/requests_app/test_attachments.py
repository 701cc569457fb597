"""Files: uploaded while one writes, sent with a message, seen by whoever sees the request, removed for a reason."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from requests_app import transitions
from requests_app.attachments import processing, storing
from requests_app.models import Attachment, Department, Message, RequestEvent, Service, ServiceRequest, User
from requests_app.notifications import delivery
from requests_app.transitions import Refused
from tests.conftest import SignedIn, Travel
from tests.files import PDF, docx, keep_files_in, picture, upload
from tests.make import utc

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> Path:
    """An empty storage of this test's own."""
    return keep_files_in(settings, tmp_path / "attachments")


def contents(store: Path) -> list[Path]:
    return sorted(path for path in store.rglob("*") if path.is_file())


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))).strip()


def uploaded(web: Client, name: str = "offer.pdf", content: bytes = PDF) -> Attachment:
    """Through the address the page's script uses."""
    response = web.post("/attachments/", {"file": upload(name, content), "for": "files"})
    assert response.status_code == 201, response.content.decode()
    match = re.search(r'data-kept="([0-9a-f-]+)"', response.content.decode())
    assert match
    return Attachment.objects.get(pk=UUID(match.group(1)))


def page_of(web: Client, request: ServiceRequest) -> str:
    return web.get(f"/requests/{request.pk}/").content.decode()


class TestSending:
    def test_what_was_uploaded_goes_with_the_reply_that_names_it(
        self, laptop_request: ServiceRequest, li_wei: User, sign_in: SignedIn
    ) -> None:
        web = sign_in(li_wei)
        file = uploaded(web)
        assert file.request is None

        response = web.post(f"/requests/{laptop_request.pk}/message/", {"text": "The offer.", "files": [file.pk]})

        assert response.status_code == 302
        file.refresh_from_db()
        assert file.request == laptop_request
        assert file.message is not None
        assert file.message.text == "The offer."
        page = page_of(web, laptop_request)
        assert f'href="/attachments/{file.pk}/"' in page
        assert "offer.pdf" in page

    def test_the_journal_says_which_files_came_with_which_message(
        self, laptop_request: ServiceRequest, li_wei: User, sign_in: SignedIn
    ) -> None:
        file = uploaded(sign_in(li_wei))
        transitions.reply(laptop_request, "The offer.", files=[file.pk], by=li_wei)
        event = RequestEvent.objects.latest("pk")
        assert event.data["files"] == [{"id": str(file.pk), "name": "offer.pdf"}]
        assert event.message == Message.objects.get(attachments=file)

    def test_a_file_speaks_for_itself(self, laptop_request: ServiceRequest, li_wei: User, sign_in: SignedIn) -> None:
        web = sign_in(li_wei)
        file = uploaded(web)
        sent = web.post(f"/requests/{laptop_request.pk}/message/", {"text": "", "files": [file.pk]})
        assert sent.status_code == 302
        assert web.post(f"/requests/{laptop_request.pk}/message/", {"text": ""}).status_code == 422

    def test_without_script_the_files_go_with_the_form(
        self, laptop_request: ServiceRequest, li_wei: User, sign_in: SignedIn
    ) -> None:
        two = [upload("offer.pdf", PDF), upload("photo.png", picture())]
        response = sign_in(li_wei).post(f"/requests/{laptop_request.pk}/message/", {"text": "Both.", "files-new": two})
        assert response.status_code == 302
        assert sorted(laptop_request.attachments.values_list("name", flat=True)) == ["offer.pdf", "photo.png"]

    def test_one_bad_file_keeps_the_text_and_the_good_ones(
        self, laptop_request: ServiceRequest, li_wei: User, sign_in: SignedIn
    ) -> None:
        web = sign_in(li_wei)
        two = [upload("offer.pdf", PDF), upload("page.html", b"<html>")]
        response = web.post(f"/requests/{laptop_request.pk}/message/", {"text": "Both of them.", "files-new": two})

        assert response.status_code == 422
        shown = text_of(response)
        assert "“page.html” is a web page" in shown
        assert "Both of them." in shown
        kept = Attachment.objects.get()
        assert f'value="{kept.pk}" checked' in response.content.decode()
        again = web.post(f"/requests/{laptop_request.pk}/message/", {"text": "Both of them.", "files": [kept.pk]})
        assert again.status_code == 302

    def test_a_request_is_filed_with_files(self, laptop: Service, li_wei: User, sign_in: SignedIn) -> None:
        web = sign_in(li_wei)
        file = uploaded(web)
        form = {"title": "A new laptop", "impact": "2", "urgency": "2", "files": [file.pk]}
        response = web.post("/services/it/laptop/", form)
        assert response.status_code == 302, text_of(response)
        request = ServiceRequest.objects.get()
        assert list(request.attachments.all()) == [file]
        page = page_of(web, request)
        assert page.index("offer.pdf") < page.index('id="latest"')

    def test_a_form_sent_twice_files_once_with_its_files(
        self, laptop: Service, li_wei: User, sign_in: SignedIn
    ) -> None:
        web = sign_in(li_wei)
        form = {
            "title": "A new laptop",
            "impact": "2",
            "urgency": "2",
            "files": [uploaded(web).pk],
            "key": "5f0e0f0e-0000-4000-8000-000000000001",
        }
        first, second = (web.post("/services/it/laptop/", form) for _ in range(2))
        assert (first.status_code, second.status_code) == (302, 302)
        assert first.headers["Location"] == second.headers["Location"]
        assert ServiceRequest.objects.count() == 1

    @pytest.mark.parametrize(("noun", "text"), [("question", "question"), ("proposal", "option")])
    def test_the_department_asks_and_proposes_with_files(
        self, laptop_request: ServiceRequest, olga: User, sign_in: SignedIn, noun: str, text: str
    ) -> None:
        web = sign_in(olga)
        form = {text: "This one?", "files": [uploaded(web).pk], "version": laptop_request.version}
        assert web.post(f"/requests/{laptop_request.pk}/{noun}/", form).status_code == 302
        assert laptop_request.attachments.get().message is not None

    def test_result_and_answer_bring_files_too(
        self, laptop_request: ServiceRequest, olga: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        transitions.ask(laptop_request, "Which one?", by=olga)
        web = sign_in(li_wei)
        form: dict[str, Any] = {"text": "This one.", "files": [uploaded(web, "choice.pdf").pk]}
        assert web.post(f"/requests/{laptop_request.pk}/answer/", form).status_code == 302
        laptop_request.refresh_from_db()
        web = sign_in(olga)
        form = {
            "result": "",
            "files": [uploaded(web, "manual.pdf").pk],
            "version": laptop_request.version,
        }
        assert web.post(f"/requests/{laptop_request.pk}/resolution/", form).status_code == 302
        kinds = {file.name: file.message.kind for file in laptop_request.attachments.select_related("message")}  # type: ignore[union-attr]
        assert kinds == {"choice.pdf": "answer", "manual.pdf": "solution"}


class TestClaiming:
    def test_nobody_sends_what_somebody_else_uploaded(
        self, laptop_request: ServiceRequest, li_wei: User, olga: User, sign_in: SignedIn
    ) -> None:
        file = uploaded(sign_in(olga))
        response = sign_in(li_wei).post(f"/requests/{laptop_request.pk}/message/", {"text": "Mine", "files": [file.pk]})
        assert response.status_code == 422
        assert "A file is no longer there" in text_of(response)
        with pytest.raises(Refused, match="no longer there"):
            transitions.reply(laptop_request, "Mine", files=[file.pk], by=li_wei)
        assert not laptop_request.messages.exists()

    def test_nothing_is_sent_twice(self, laptop_request: ServiceRequest, li_wei: User, sign_in: SignedIn) -> None:
        file = uploaded(sign_in(li_wei))
        transitions.reply(laptop_request, "Once", files=[file.pk], by=li_wei)
        response = sign_in(li_wei).post(
            f"/requests/{laptop_request.pk}/message/", {"text": "Twice", "files": [file.pk]}
        )
        assert response.status_code == 422
        assert "was sent before" in text_of(response)

    def test_nonsense_for_an_id_is_answered_in_words(
        self, laptop_request: ServiceRequest, li_wei: User, sign_in: SignedIn
    ) -> None:
        form = {"text": "Hello", "files": ["1", "../..", "00000000-0000-0000-0000-000000000000"]}
        response = sign_in(li_wei).post(f"/requests/{laptop_request.pk}/message/", form)
        assert response.status_code == 422
        assert "A file is no longer there" in text_of(response)

    def test_more_than_one_message_takes_is_refused_with_the_number(
        self, laptop_request: ServiceRequest, li_wei: User, sign_in: SignedIn, settings: Settings
    ) -> None:
        settings.ATTACHMENTS = replace(settings.ATTACHMENTS, sending_files=1)
        web = sign_in(li_wei)
        files = [uploaded(web).pk, uploaded(web).pk]
        with pytest.raises(Refused, match="At most 1 file goes with one message"):
            transitions.reply(laptop_request, "Two", files=files, by=li_wei)

    def test_a_request_does_not_become_a_file_server(
        self, laptop_request: ServiceRequest, li_wei: User, sign_in: SignedIn, settings: Settings
    ) -> None:
        settings.ATTACHMENTS = replace(settings.ATTACHMENTS, request_files=1)
        web = sign_in(li_wei)
        transitions.reply(laptop_request, "One", files=[uploaded(web).pk], by=li_wei)
        response = web.post(f"/requests/{laptop_request.pk}/message/", {"text": "Another", "files": [uploaded(web).pk]})
        assert response.status_code == 422
        assert "holds all the files it can take" in text_of(response)


class TestWhoGetsIt:
    @pytest.fixture
    def sent(self, laptop_request: ServiceRequest, li_wei: User, sign_in: SignedIn) -> Attachment:
        file = uploaded(sign_in(li_wei), "photo.png", picture())
        transitions.reply(laptop_request, "See here", files=[file.pk], by=li_wei)
        return file

    @pytest.mark.parametrize(
        ("who", "status"), [("li_wei", 200), ("olga", 200), ("maria", 200), ("anna", 404), ("wang_fang", 404)]
    )
    @pytest.mark.parametrize("what", ["", "thumb/", "large/"])
    def test_whoever_sees_the_request(
        self,
        sent: Attachment,
        who: str,
        status: int,
        what: str,
        request: pytest.FixtureRequest,
        sign_in: SignedIn,
    ) -> None:
        web = sign_in(request.getfixturevalue(who))
        assert web.get(f"/attachments/{sent.pk}/{what}").status_code == status

    def test_what_is_not_sent_yet_only_its_uploader(self, li_wei: User, maria: User, sign_in: SignedIn) -> None:
        file = uploaded(sign_in(li_wei))
        assert sign_in(li_wei).get(f"/attachments/{file.pk}/").status_code == 200
        assert sign_in(maria).get(f"/attachments/{file.pk}/").status_code == 404
        assert sign_in(maria).post(f"/attachments/{file.pk}/discard/").status_code == 404
        assert sign_in(maria).get(f"/attachments/?id={file.pk}").content.strip() == b""
        assert "offer.pdf" in sign_in(li_wei).get(f"/attachments/?id={file.pk}").content.decode()

    def test_files_of_an_internal_note_only_those_who_read_notes(
        self, laptop_request: ServiceRequest, li_wei: User, olga: User, ivan: User, sign_in: SignedIn
    ) -> None:
        file = uploaded(sign_in(olga), "calculation.docx", docx())
        transitions.reply(laptop_request, "Too dear", internal=True, files=[file.pk], by=olga)

        assert sign_in(ivan).get(f"/attachments/{file.pk}/").status_code == 200
        assert "calculation.docx" in page_of(sign_in(ivan), laptop_request)
        assert sign_in(li_wei).get(f"/attachments/{file.pk}/").status_code == 404
        assert sign_in(li_wei).get(f"/attachments/{file.pk}/removal/").status_code == 404
        assert "calculation.docx" not in page_of(sign_in(li_wei), laptop_request)

        transitions.remove_file(laptop_request, file, "Wrong customer", by=olga)
        assert "calculation.docx" in page_of(sign_in(ivan), laptop_request)
        assert "calculation.docx" not in page_of(sign_in(li_wei), laptop_request)

    def test_after_a_hand_over_the_new_department_has_it_and_the_old_one_keeps_it(
        self, sent: Attachment, laptop_request: ServiceRequest, finance: Department, olga: User, anna: User,
        sign_in: SignedIn,
    ) -> None:  # fmt: skip
        transitions.hand_over(laptop_request, finance, "Theirs", by=olga)
        assert sign_in(anna).get(f"/attachments/{sent.pk}/").status_code == 200
        assert sign_in(olga).get(f"/attachments/{sent.pk}/").status_code == 200

    def test_a_confidential_service_hides_its_files_from_the_rest_of_the_department(
        self, sent: Attachment, laptop: Service, olga: User, ivan: User, sign_in: SignedIn
    ) -> None:
        laptop.is_confidential = True
        laptop.save()
        laptop.handlers.add(olga)
        assert sign_in(olga).get(f"/attachments/{sent.pk}/").status_code == 200
        assert sign_in(ivan).get(f"/attachments/{sent.pk}/").status_code == 404


class TestRemoving:
    def test_before_it_is_sent_nothing_is_left(
        self, li_wei: User, sign_in: SignedIn, store: Path, django_capture_on_commit_callbacks: pytest.FixtureRequest
    ) -> None:
        web = sign_in(li_wei)
        file = uploaded(web, "photo.png", picture())
        assert len(contents(store)) == 3
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            assert web.post(f"/attachments/{file.pk}/discard/").status_code == 204
        assert contents(store) == []
        assert not Attachment.objects.exists()

    def test_afterwards_name_and_reason_stay_and_the_content_is_gone(
        self,
        laptop_request: ServiceRequest,
        li_wei: User,
        olga: User,
        sign_in: SignedIn,
        store: Path,
        django_capture_on_commit_callbacks: pytest.FixtureRequest,
    ) -> None:
        file = uploaded(sign_in(li_wei), "passport.png", picture())
        transitions.reply(laptop_request, "Here", files=[file.pk], by=li_wei)

        web = sign_in(olga)
        assert "Why is it to go?" in text_of(web.get(f"/attachments/{file.pk}/removal/"))
        assert web.post(f"/attachments/{file.pk}/removal/", {"reason": " "}).status_code == 422
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            done = web.post(f"/attachments/{file.pk}/removal/", {"reason": "Not needed, personal"})

        assert done.status_code == 302
        assert contents(store) == []
        shown = text_of(web.get(f"/requests/{laptop_request.pk}/"))
        assert "removed the file “passport.png”: “Not needed, personal”" in shown
        assert "passport.png removed: “Not needed, personal”" in shown
        assert web.get(f"/attachments/{file.pk}/").status_code == 410
        assert web.get(f"/attachments/{file.pk}/thumb/").status_code == 404
        assert web.post(f"/attachments/{file.pk}/removal/", {"reason": "Again"}).status_code == 403

    def test_the_uploader_may_and_other_readers_may_not(
        self, laptop_request: ServiceRequest, li_wei: User, anna: User, olga: User, sign_in: SignedIn
    ) -> None:
        file = uploaded(sign_in(olga))
        transitions.reply(laptop_request, "Here", files=[file.pk], by=olga)
        assert sign_in(li_wei).get(f"/attachments/{file.pk}/removal/").status_code == 403
        assert sign_in(anna).get(f"/attachments/{file.pk}/removal/").status_code == 404
        assert sign_in(olga).get(f"/attachments/{file.pk}/removal/").status_code == 200

    def test_uploads_nobody_sent_are_forgotten_after_a_day(
        self,
        travel: Travel,
        laptop_request: ServiceRequest,
        li_wei: User,
        sign_in: SignedIn,
        store: Path,
        django_capture_on_commit_callbacks: pytest.FixtureRequest,
    ) -> None:
        travel("2026-06-11 14:00")
        web = sign_in(li_wei)
        sent, forgotten = uploaded(web, "sent.pdf"), uploaded(web, "forgotten.pdf")
        transitions.reply(laptop_request, "Here", files=[sent.pk], by=li_wei)
        assert storing.purge_forgotten(utc(2026, 6, 12, 13, 59)) == 0
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            assert storing.purge_forgotten(utc(2026, 6, 12, 14, 1)) == 1
        assert [file.pk for file in Attachment.objects.all()] == [sent.pk]
        assert len(contents(store)) == 1
        response = web.post(f"/requests/{laptop_request.pk}/message/", {"text": "Late", "files": [forgotten.pk]})
        assert "it was not sent in time" in text_of(response)


class TestPreviews:
    def test_a_picture_is_shown_small_and_opens_large(
        self, laptop_request: ServiceRequest, li_wei: User, sign_in: SignedIn
    ) -> None:
        web = sign_in(li_wei)
        file = uploaded(web, "photo.jpg", picture("JPEG", (900, 700)))
        transitions.reply(laptop_request, "See", files=[file.pk], by=li_wei)
        page = page_of(web, laptop_request)
        assert f'src="/attachments/{file.pk}/thumb/"' in page
        assert f'href="/attachments/{file.pk}/large/"' in page

    def test_a_large_one_is_drawn_by_a_worker(
        self, li_wei: User, sign_in: SignedIn, django_capture_on_commit_callbacks: pytest.FixtureRequest
    ) -> None:
        web = sign_in(li_wei)
        with django_capture_on_commit_callbacks(execute=False) as later:  # type: ignore[operator]
            file = uploaded(web, "wall.jpg", picture("JPEG", (4000, 3000)))
        assert not file.has_preview
        assert web.get(f"/attachments/{file.pk}/thumb/").status_code == 404
        for callback in later:
            callback()
        file.refresh_from_db()
        assert file.has_preview
        assert web.get(f"/attachments/{file.pk}/thumb/").status_code == 200

    def test_one_the_broker_forgot_is_found_by_the_next_round(
        self, travel: Travel, li_wei: User, sign_in: SignedIn
    ) -> None:
        travel("2026-06-11 14:00")
        file = uploaded(sign_in(li_wei), "wall.jpg", picture("JPEG", (4000, 3000)))
        assert processing.process_due(utc(2026, 6, 11, 14, 1)) == 1
        assert processing.process_due(utc(2026, 6, 11, 14, 2)) == 0
        file.refresh_from_db()
        assert file.has_preview

    def test_what_looks_whole_and_is_not_stays_a_plain_file(self, li_wei: User, sign_in: SignedIn) -> None:
        broken = bytearray(picture("JPEG", (600, 400)))
        file = uploaded(sign_in(li_wei), "photo.jpg", bytes(broken[:-200]))
        assert not file.has_preview
        assert sign_in(li_wei).get(f"/attachments/{file.pk}/").status_code == 200


class TestMails:
    def test_a_mail_names_the_files_and_links_to_them(
        self, laptop_request: ServiceRequest, li_wei: User, olga: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        travel("2026-06-11 09:00")  # within working hours, when mail is sent
        file = uploaded(sign_in(olga), "报价.pdf")
        transitions.reply(laptop_request, "The offer.", files=[file.pk], by=olga)
        delivery.deliver_due()
        (letter,) = [one for one in mail.outbox if one.to == [li_wei.email] and "wrote to you" in one.subject]
        assert "报价.pdf: http" in letter.body
        assert f"/attachments/{file.pk}/" in letter.body
        assert letter.attachments == []
        page = str(letter.alternatives[0][0])  # type: ignore[attr-defined]
        assert re.search(rf'<a href="http[^"]*/attachments/{file.pk}/">报价.pdf</a>', page)


class TestTheDatabaseKeepsItsRules:
    def test_a_message_without_its_request(
        self, laptop_request: ServiceRequest, li_wei: User, sign_in: SignedIn
    ) -> None:
        file = uploaded(sign_in(li_wei))
        transitions.reply(laptop_request, "Here", files=[file.pk], by=li_wei)
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.update(request=None)

    def test_a_removed_file_that_still_has_content(self, li_wei: User, sign_in: SignedIn) -> None:
        uploaded(sign_in(li_wei))
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.update(removed_at=utc(2026, 6, 11))
