"""What holds for the whole company: the matrix from impact and urgency to priority, and the reasons why work rests."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from requests_app import company, transitions
from requests_app.models import (
    ConfigurationChange,
    Priority,
    PriorityCell,
    Service,
    ServiceRequest,
    User,
    WaitingReason,
    priority_of,
)
from requests_app.models.priorities import USUAL
from tests.conftest import SignedIn
from tests.make import make_form, make_request

MATRIX = "/administration/priorities/"
REASONS = "/administration/waiting-reasons/"
GROUPS = "/approvals/rules/it/groups/"
EDITORS = (
    f"{REASONS}new/",
    "/administration/departments/new/",
    "/standards/new/",
    "/standards/calendars/new/",
    f"{GROUPS}new/",
    "/approvals/rules/it/services/laptop/",
)


@pytest.fixture
def admin(ada: User, sign_in: SignedIn) -> Client:
    return sign_in(ada)


def cells(**changes: int) -> dict[str, Any]:
    usual = {f"cell_{impact}_{urgency}": int(priority) for (impact, urgency), priority in USUAL.items()}
    return usual | changes


class TestTheMatrix:
    def test_what_is_filed_from_now_on_follows_it_and_the_old_keeps_its_priority(
        self, admin: Client, ada: User, laptop: Service, li_wei: User
    ) -> None:
        old = make_request(laptop, li_wei)
        assert admin.post(MATRIX, cells(cell_2_2=Priority.HIGH))["Location"] == MATRIX
        new = make_request(laptop, li_wei)
        old.refresh_from_db()
        assert (old.priority, new.priority) == (Priority.NORMAL, Priority.HIGH)
        change = ConfigurationChange.objects.get()
        assert (change.kind, change.by) == ("priority_matrix", ada)
        page = admin.get("/administration/changes/").content.decode()
        assert "Impact: Medium, urgency: Medium" in page

    def test_looking_ahead_counts_and_changes_nothing(
        self, admin: Client, laptop: Service, li_wei: User, olga: User
    ) -> None:
        make_request(laptop, li_wei)
        transitions.resolve(make_request(laptop, li_wei), "Done", by=olga)
        answer = admin.post(MATRIX, cells(cell_2_2=Priority.HIGH) | {"look": "1"})
        assert [(one.before, one.after, one.count) for one in answer.context["shifts"]] == [("Normal", "High", 1)]
        assert priority_of(2, 2) == Priority.NORMAL
        assert not PriorityCell.objects.exists()

    def test_saving_what_is_there_leaves_no_row(self, admin: Client) -> None:
        admin.post(MATRIX, cells())
        assert not ConfigurationChange.objects.exists()

    def test_going_back_to_the_usual_one(self, admin: Client) -> None:
        admin.post(MATRIX, cells(cell_1_1=Priority.CRITICAL))
        admin.post(MATRIX, cells())
        assert priority_of(1, 1) == Priority.LOW
        assert not PriorityCell.objects.exists()

    @pytest.mark.parametrize("value", ["9", "", "high"])
    def test_nonsense_is_refused(self, admin: Client, value: str) -> None:
        assert admin.post(MATRIX, cells() | {"cell_1_1": value}).status_code == 422

    def test_the_database_knows_the_levels(self, db: None) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            PriorityCell.objects.create(impact=4, urgency=1, priority=1)

    def test_an_amended_request_gets_the_new_one(
        self, admin: Client, laptop_request: ServiceRequest, li_wei: User
    ) -> None:
        admin.post(MATRIX, cells(cell_3_1=Priority.CRITICAL))
        transitions.amend(laptop_request, {"impact": 3, "urgency": 1}, by=li_wei)
        laptop_request.refresh_from_db()
        assert laptop_request.priority == Priority.CRITICAL


class TestWaitingReasons:
    def test_a_new_one_in_three_languages_comes_last(self, admin: Client) -> None:
        sent = {"name_en": "Customs", "name_ru": "Таможня", "name_zh_hans": "海关", "kind": "other", "is_active": "on"}
        assert admin.post(f"{REASONS}new/", sent)["Location"] == REASONS
        made = WaitingReason.objects.get(code="customs")
        assert made == WaitingReason.objects.order_by("-position")[0]
        assert made.name["zh-hans"] == "海关"
        assert ConfigurationChange.objects.get().kind == "waiting_reason"

    def test_a_taken_short_name_is_refused(self, admin: Client) -> None:
        taken = WaitingReason.objects.create(code="customs", name={"en": "Customs"})
        answer = admin.post(f"{REASONS}new/", {"name_en": "Other", "code": taken.code, "kind": "other"})
        assert answer.status_code == 422

    def test_set_aside_it_cannot_be_chosen_and_stays_where_it_is_used(
        self, admin: Client, laptop_request: ServiceRequest, olga: User
    ) -> None:
        reason = WaitingReason.objects.create(code="customs", name={"en": "Customs"}, kind="supplier")
        transitions.hold(laptop_request, "At the border", by=olga, because=reason)
        assert "Customs" in admin.get(REASONS).content.decode()
        assert WaitingReason.objects.with_use_count().get(pk=reason.pk).use_count == 1  # type: ignore[attr-defined]
        admin.post(f"{REASONS}{reason.pk}/", {"name_en": "Customs", "kind": "supplier"})
        assert reason not in WaitingReason.objects.active()
        laptop_request.refresh_from_db()
        assert laptop_request.wait.reason == reason

    def test_the_order_is_changed_one_place_at_a_time(self, admin: Client) -> None:
        for place, code in enumerate(("own-a", "own-b", "own-c"), 90):
            WaitingReason.objects.create(code=code, name={"en": code}, position=place)
        codes = list(WaitingReason.objects.values_list("code", flat=True))
        first, second = WaitingReason.objects.all()[:2]
        admin.post(f"{REASONS}{second.pk}/place/", {"earlier": "1"})
        assert list(WaitingReason.objects.values_list("code", flat=True))[:2] == [codes[1], codes[0]]
        admin.post(f"{REASONS}{second.pk}/place/", {"earlier": "1"})  # is the first already
        admin.post(f"{REASONS}{second.pk}/place/", {"later": "1"})
        assert list(WaitingReason.objects.values_list("code", flat=True)) == codes
        assert first.code == codes[0]

    def test_without_any_name_it_is_refused(self, admin: Client) -> None:
        assert admin.post(f"{REASONS}new/", {"kind": "other", "code": "x"}).status_code == 422


def test_nobody_but_admins(maria: User, sign_in: SignedIn) -> None:
    for page in (MATRIX, REASONS, f"{REASONS}new/"):
        assert sign_in(maria).get(page).status_code == 403
        assert sign_in(maria).post(page).status_code in (403, 405)


class TestLanguagesThatAreNotOffered:
    @pytest.fixture(autouse=True)
    def _two_languages(self, ada: User) -> None:
        company.set_company("Nordwind", ["zh-hans", "ru"], by=ada)

    @pytest.mark.parametrize("editor", EDITORS, ids=lambda path: path)
    @pytest.mark.usefixtures("laptop")
    def test_nobody_is_asked_for_them(self, admin: Client, editor: str) -> None:
        page = admin.get(editor).content.decode()
        assert re.search(r'name="[\w-]+_ru"', page)
        assert not re.search(r'name="[\w-]+_en"', page)

    @pytest.mark.usefixtures("laptop")
    def test_nor_for_what_a_form_asks(self, admin: Client) -> None:
        row = {
            "q-0-kind": "choice",
            "q-0-code": "what",
            "q-0-order": "0",
            "edition": "0",
            "q-0-label_ru": "Что?",
            "rows": "choice-more:0",
        }
        page = admin.post("/services/it/laptop/form/", row).content.decode()
        assert "q-0-choice-0-label_ru" in page
        assert not re.search(r'name="[\w-]+_en"', page)
        assert 'name="language" value="en"' not in page

    def test_what_a_question_says_in_one_stays_in_sight(self, admin: Client, laptop: Service) -> None:
        make_form(laptop, {"code": "why", "kind": "short", "label": {"en": "Why?"}})
        page = admin.get("/services/it/laptop/form/").content.decode()
        assert 'name="q-0-label_en" value="Why?"' in page

    @pytest.mark.parametrize("path", ["/standards/new/", "/standards/calendars/new/", f"{GROUPS}new/"])
    @pytest.mark.usefixtures("laptop", "li_wei")
    def test_a_name_is_missed_where_it_is_asked_for(self, admin: Client, path: str) -> None:
        page = admin.post(path, {"edition": "0", "members": "li.wei@example.com"}).content.decode()
        assert re.findall(r'href="#(id_name_[^"]+)"', page) in (["id_name_zh_hans"], ["id_name_zh-hans"])

    def test_mails_are_worded_in_the_others(self, admin: Client) -> None:
        page = admin.get("/administration/mails/").content.decode()
        assert "/ru/" in page
        assert "/en/" not in page

    def test_nor_is_who_writes_replies(self, olga: User, sign_in: SignedIn) -> None:
        page = sign_in(olga).get("/canned-replies/new/").content.decode()
        assert 'name="text_ru"' in page
        assert 'name="text_en"' not in page

    def test_what_is_said_in_one_stays_in_sight(self, admin: Client) -> None:
        reason = WaitingReason.objects.create(code="customs", name={"en": "Customs"})
        assert 'name="name_en" value="Customs"' in admin.get(f"{REASONS}{reason.pk}/").content.decode()

    def test_what_is_missing_is_said_at_a_field_that_is_there(self, admin: Client) -> None:
        answer = admin.post(f"{REASONS}new/", {"kind": "other", "code": "x"})
        assert 'href="#id_name_zh_hans"' in answer.content.decode()
