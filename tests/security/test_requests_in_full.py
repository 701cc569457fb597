"""What an attacker tried on forms, files, notes, links and thanks of requests: each attempt that once worked."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from requests_app import search, thanking, transitions
from requests_app.attachments import packed, sniffing, storing
from requests_app.attachments.unwelcome import Unwelcome
from requests_app.fields.questions import Kind, Question
from requests_app.fields.reading import Day, Unfit, parse
from requests_app.models import Attachment, Department, Link, Notification, Service, ServiceRequest, User
from requests_app.search import requests as search_requests
from tests.conftest import SignedIn
from tests.make import make_file, make_request, make_service

SECRET = "Complaint about my manager"


@pytest.fixture
def complaints(it: Department, ivan: User) -> Service:
    """Confidential: of those who serve in IT, only Ivan handles it."""
    service = make_service(it, "complaints", "Complaints", is_confidential=True)
    service.handlers.add(ivan)
    return service


@pytest.fixture
def complaint(complaints: Service, li_wei: User) -> ServiceRequest:
    return make_request(complaints, li_wei, SECRET)


# Who may know


def test_thanks_for_a_confidential_request_are_not_read_by_colleagues_who_do_not_handle_it(
    complaint: ServiceRequest, it: Department, li_wei: User, olga: User, ivan: User, sign_in: SignedIn
) -> None:
    thanking.thank(transitions.resolve(complaint, "Done", by=ivan), it, "You were discreet", by=li_wei)
    assert SECRET in sign_in(ivan).get("/thanks/received/").content.decode()
    page = sign_in(olga).get("/thanks/received/").content.decode()
    assert SECRET not in page
    assert "You were discreet" not in page


def test_thanks_leave_the_wall_once_their_service_is_confidential(
    laptop: Service, laptop_request: ServiceRequest, li_wei: User, olga: User, anna: User, sign_in: SignedIn
) -> None:
    done = transitions.resolve(transitions.assign(laptop_request, to=olga, by=olga), "Done", by=olga)
    thanking.show(thanking.thank(done, olga, "For the quick help", by=li_wei), agreed=True)
    assert "For the quick help" in sign_in(anna).get("/thanks/").content.decode()
    Service.objects.filter(pk=laptop.pk).update(is_confidential=True)
    assert "For the quick help" not in sign_in(anna).get("/thanks/").content.decode()


def test_a_merge_shows_a_confidential_request_to_nobody_who_only_followed_its_duplicate(
    complaint: ServiceRequest, laptop: Service, li_wei: User, wang_fang: User, ivan: User
) -> None:
    other = make_request(laptop, li_wei)
    transitions.add_participant(other, wang_fang, by=li_wei)
    with pytest.raises(transitions.Refused):
        transitions.mark_duplicate(other, complaint, by=ivan)
    assert not ServiceRequest.objects.visible_to(wang_fang).filter(pk=complaint.pk).exists()


def test_a_merge_shows_a_confidential_request_to_nobody_who_only_filed_its_duplicate_for_somebody(
    complaint: ServiceRequest, laptop: Service, li_wei: User, wang_fang: User, ivan: User
) -> None:
    other = transitions.submit(laptop, transitions.Filing("For Li Wei"), requester=li_wei, by=wang_fang)
    with pytest.raises(transitions.Refused):
        transitions.mark_duplicate(other, complaint, by=ivan)
    assert not ServiceRequest.objects.visible_to(wang_fang).filter(pk=complaint.pk).exists()


def test_one_request_of_ones_own_is_still_merged_into_another_in_confidence(
    complaint: ServiceRequest, complaints: Service, li_wei: User, ivan: User
) -> None:
    again = make_request(complaints, li_wei, SECRET)
    assert transitions.mark_duplicate(again, complaint, by=ivan).status == "closed"


def test_a_note_is_not_told_to_somebody_who_works_on_it_no_more_than_by_name(
    laptop_request: ServiceRequest, li_wei: User, olga: User, ivan: User
) -> None:
    held = transitions.assign(laptop_request, to=olga, by=olga)
    olga.memberships.all().delete()
    held = transitions.add_participant(held, User.objects.get(pk=olga.pk), by=li_wei)
    transitions.reply(ServiceRequest.objects.get(pk=held.pk), "He was careless again", by=ivan, internal=True)
    told = Notification.objects.of(olga).filter(params__text__icontains="careless")
    assert not told.exists()


def test_removing_links_names_no_request_one_may_not_see(
    complaint: ServiceRequest, laptop_request: ServiceRequest, olga: User, ivan: User, sign_in: SignedIn
) -> None:
    transitions.link(complaint, laptop_request, Link.Kind.RELATES, by=ivan)
    link = Link.objects.get()
    form = f"/requests/{laptop_request.pk}/unlinking/"
    assert f"#{complaint.pk} " in sign_in(ivan).get(form).content.decode()
    assert f"#{complaint.pk} " not in sign_in(olga).get(form).content.decode()
    version = ServiceRequest.objects.get(pk=laptop_request.pk).version
    assert sign_in(olga).post(form, {"link": link.pk, "version": version}).status_code == 422
    assert Link.objects.exists()


# Files


def _archive_with_long_table(entries: int, *, disks: bytes = b"\0\0\0\0", far_end: bool) -> bytes:
    """A ZIP of many empty names. `far_end`: the short end tells of a table of one name, a 64-bit one of all."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, *[0] * 8, 1, *[0] * 6) + b"a"
    begin, table = b"PK\3\4" + b"\0" * 26, entry * entries
    made, told = begin + table, len(entry) if far_end else len(table)
    if far_end:
        sizes = (entries, entries, len(table), len(begin))
        made += struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, *sizes)
        made += struct.pack("<4sLQL", b"PK\6\7", 0, len(begin) + len(table), 1)
    return made + b"PK\5\6" + disks + struct.pack("<2H2LH", 1, 1, told, len(begin), 0)


@pytest.mark.parametrize(
    "content",
    [_archive_with_long_table(50_000, far_end=True), _archive_with_long_table(50_000, disks=b"PK\5\6", far_end=False)],
    ids=["told by a second end", "told by an end inside the end"],
)
def test_an_archive_cannot_hide_how_long_its_table_of_contents_is(content: bytes) -> None:
    with pytest.raises(Unwelcome):
        packed.kind_of(BytesIO(content))


@pytest.mark.parametrize("far_end", [True, False])
def test_an_archive_with_a_short_table_is_taken_with_either_end(far_end: bool) -> None:
    assert packed.kind_of(BytesIO(_archive_with_long_table(3, far_end=far_end))).content_type == "application/zip"


def test_a_picture_that_comes_in_passes_has_no_more_pixels_than_can_be_held() -> None:
    drawn = BytesIO()
    Image.new("L", (9000, 6000)).save(drawn, "JPEG", quality=1)
    sniffing.kind_of(drawn)
    passes = BytesIO()
    Image.new("L", (9000, 6000)).save(passes, "JPEG", quality=1, progressive=True)
    with pytest.raises(Unwelcome):
        sniffing.kind_of(passes)


def test_a_file_that_was_sent_meanwhile_cannot_be_taken_back_without_a_trace(
    laptop_request: ServiceRequest, li_wei: User
) -> None:
    file = make_file(li_wei)
    transitions.reply(laptop_request, "See the file", files=[file.pk], by=li_wei)
    with pytest.raises(Attachment.DoesNotExist):
        storing.discard(file)  # as another tab knew it
    assert Attachment.objects.get(pk=file.pk).stored


# What takes too long


def test_a_search_reads_no_more_of_long_conversations_than_it_has_time_for(
    laptop_request: ServiceRequest, li_wei: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_requests, "MOST_READ", 2)
    monkeypatch.setattr(search_requests, "LONGEST_READ", 20)
    for text in ("The printer is old", "The dock " + "x" * 20 + " hums", "Any news?", "Thanks"):
        transitions.reply(laptop_request, text, by=li_wei)
    transitions.reply(laptop_request, "The dock has arrived", by=li_wei)

    def excerpt(text: str) -> str:
        question = search.Question.of(text)
        found = search.best(question, li_wei, timezone.now(), most=5)
        return search.hits(found, question, li_wei)[0].excerpt

    assert excerpt("dock") == "The dock has arrived"
    assert excerpt("printer") == laptop_request.description
    assert excerpt("hums") == laptop_request.description


# What no page expects


@pytest.mark.parametrize("number", ["1e1000000", "-1e2000000", "1e999999999999"])
def test_a_number_with_a_monstrous_exponent_is_unfit(number: str) -> None:
    with pytest.raises(Unfit):
        parse(Question(code="amount", kind=Kind.NUMBER), number, Day(datetime(2026, 6, 11, tzinfo=UTC).date()))


def test_nul_in_a_preview_is_no_error(laptop_request: ServiceRequest, li_wei: User, sign_in: SignedIn) -> None:
    page = f"/requests/{laptop_request.pk}/composition/"
    assert sign_in(li_wei).post(page, {"text": "@Olga\0 please"}).status_code == 200


@pytest.mark.parametrize("field", ["q-0-label_en", "q-0-help_ru", "q-0-mask", "q-0-code", "q-0-values"])
def test_nul_in_a_form_that_is_built_is_no_error(field: str, laptop: Service, maria: User, sign_in: SignedIn) -> None:
    row = {"edition": "0", "q-0-kind": "short", "q-0-code": "model", "q-0-label_en": "Which model?"}
    row |= {"q-0-when": "model", "q-0-test": "is", "q-0-values": "b", field: "a\0b"}
    assert sign_in(maria).post("/services/it/laptop/form/", row).status_code in (302, 422)
