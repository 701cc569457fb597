"""What a department offers: its managers describe, publish and retire services, and say for whom they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from requests_app import form_drafts
from requests_app.fields.questions import Kind, Question
from requests_app.models import ConfigurationChange, Department, Service, Translated, User
from tests.conftest import SignedIn
from tests.make import make_request, make_service

pytestmark = pytest.mark.django_db

NEW = "/catalogue/it/new/"
EDIT = "/catalogue/it/services/laptop/"


@pytest.fixture
def maria_edits(sign_in: SignedIn, maria: User) -> Client:
    return sign_in(maria)


def filled(**changes: Any) -> dict[str, Any]:
    return {
        "name_en": "New laptop", "name_zh_hans": "新电脑", "name_ru": "Ноутбук", "icon": "computer-desktop",
        "default_impact": 1, "default_urgency": 3, "audience": "everybody", "asking": "always", **changes,
    }  # fmt: skip


class TestANewService:
    def test_it_is_a_draft_that_nobody_finds_until_it_is_published(
        self, maria_edits: Client, sign_in: SignedIn, li_wei: User
    ) -> None:
        response = maria_edits.post(NEW, filled(description_ru="Для новых коллег"))
        assert response.headers["Location"] == "/catalogue/it/services/new-laptop/"
        service = Service.objects.get(code="new-laptop")
        assert (service.state, service.default_impact, service.default_urgency) == ("draft", 1, 3)
        assert service.name == {"en": "New laptop", "zh-hans": "新电脑", "ru": "Ноутбук"}
        asks = sign_in(li_wei)
        assert asks.get("/services/it/new-laptop/").status_code == 404
        maria_edits.post("/catalogue/it/services/new-laptop/publication/", {"edition": service.edition})
        assert asks.get("/services/it/new-laptop/").status_code == 200
        assert "新电脑" in asks.get("/?q=新电脑").content.decode() or "New laptop" in asks.get("/").content.decode()

    def test_without_an_english_name_it_needs_a_name_in_addresses(self, maria_edits: Client) -> None:
        only_chinese = filled(name_en="", name_ru="")
        response = maria_edits.post(NEW, only_chinese)
        assert response.status_code == 422
        assert "needs a name in addresses" in response.content.decode()
        assert maria_edits.post(NEW, only_chinese | {"code": "pc"}).status_code == 302
        assert str(Service.objects.get(code="pc")) == "新电脑"

    def test_a_name_in_addresses_is_used_once(self, maria_edits: Client, laptop: Service) -> None:
        response = maria_edits.post(NEW, filled(code="laptop"))
        assert response.status_code == 422
        assert "Choose another one" in response.content.decode()

    def test_it_has_a_name(self, maria_edits: Client) -> None:
        response = maria_edits.post(NEW, filled(name_en="", name_ru="", name_zh_hans="", code="x"))
        assert response.status_code == 422
        assert "in at least one language" in response.content.decode()


class TestForWhom:
    def test_only_those_it_is_for_see_and_find_it(
        self,
        maria_edits: Client, laptop: Service, sign_in: SignedIn, analytics: Department, li_wei: User, anna: User,
        boris: User, olga: User,
    ) -> None:  # fmt: skip
        some = filled(audience="some", audience_departments=[analytics.pk], audience_people="Boris Weber\n", edition=0)
        assert maria_edits.post(EDIT, some).status_code == 302
        for person, sees in ((li_wei, True), (boris, True), (olga, True), (anna, False)):
            client = sign_in(person)
            assert client.get("/services/it/laptop/").status_code == (200 if sees else 404), person
            assert ("/services/it/laptop/" in client.get("/services/it/").content.decode()) == sees
            assert client.post("/services/it/laptop/", {}).status_code == (422 if sees else 404)

    def test_somebody_has_to_be_named(self, maria_edits: Client, laptop: Service) -> None:
        response = maria_edits.post(EDIT, filled(audience="some", edition=0))
        assert response.status_code == 422
        assert "at least one department or person" in response.content.decode()

    def test_a_name_nobody_has_is_told_with_its_line(self, maria_edits: Client, laptop: Service) -> None:
        response = maria_edits.post(EDIT, filled(audience="some", audience_people="Nobody Atall", edition=0))
        assert "“Nobody Atall”: Nobody with this address or name works here." in response.content.decode()

    def test_what_is_for_everybody_again_names_nobody(
        self, maria_edits: Client, laptop: Service, analytics: Department
    ) -> None:
        maria_edits.post(EDIT, filled(audience="some", audience_departments=[analytics.pk], edition=0))
        maria_edits.post(EDIT, filled(audience_departments=[analytics.pk], edition=1))
        laptop.refresh_from_db()
        assert (laptop.audience, laptop.audience_departments.count()) == ("everybody", 0)


class TestConfidential:
    def test_of_those_who_serve_only_handlers_see_what_is_asked(
        self, maria_edits: Client, laptop: Service, sign_in: SignedIn, li_wei: User, olga: User, ivan: User, maria: User
    ) -> None:
        assert maria_edits.post(EDIT, filled(is_confidential="on", handlers=[olga.pk], edition=0)).status_code == 302
        request = make_request(laptop, li_wei, "A very private matter")
        for person, sees in ((olga, True), (ivan, False), (maria, False)):
            client = sign_in(person)
            assert client.get(f"/requests/{request.pk}/").status_code == (200 if sees else 404), person
            assert ("private matter" in client.get("/queue/it/").content.decode()) == sees
            client.post("/queue/it/bulk/", {"to_me": "1", "requests": [request.pk]})
            request.refresh_from_db()
            assert (request.assignee_id == person.pk) == sees
            request.assignee = None
            request.save()
        assert sign_in(li_wei).get(f"/requests/{request.pk}/").status_code == 200

    def test_taking_the_next_one_passes_it_over(
        self, laptop: Service, sign_in: SignedIn, li_wei: User, olga: User, ivan: User
    ) -> None:
        Service.objects.update(is_confidential=True)
        laptop.handlers.add(olga)
        request = make_request(laptop, li_wei)
        sign_in(ivan).post("/queue/it/next/")
        request.refresh_from_db()
        assert request.assignee is None
        sign_in(olga).post("/queue/it/next/")
        request.refresh_from_db()
        assert request.assignee == olga

    def test_it_needs_a_handler_of_the_department(self, maria_edits: Client, laptop: Service, anna: User) -> None:
        response = maria_edits.post(EDIT, filled(is_confidential="on", edition=0))
        assert "choose who serves it" in response.content.decode()
        assert maria_edits.post(EDIT, filled(is_confidential="on", handlers=[anna.pk], edition=0)).status_code == 422

    def test_it_goes_only_to_departments_where_somebody_handles_it(
        self, laptop: Service, travel_costs: Service, sign_in: SignedIn, li_wei: User, olga: User, anna: User
    ) -> None:
        Service.objects.update(is_confidential=True)
        laptop.handlers.add(olga)
        request = make_request(laptop, li_wei)
        passed = {"department": travel_costs.provider_id, "reason": "Money", "version": request.version}
        response = sign_in(olga).post(f"/requests/{request.pk}/handover/", passed)
        assert response.status_code == 422
        laptop.handlers.add(anna)
        assert sign_in(olga).post(f"/requests/{request.pk}/handover/", passed).status_code == 302
        assert sign_in(anna).get(f"/requests/{request.pk}/").status_code == 200


class TestRetiring:
    def test_nobody_asks_any_more_and_open_requests_go_on(
        self, maria_edits: Client, laptop: Service, sign_in: SignedIn, li_wei: User, olga: User
    ) -> None:
        request = make_request(laptop, li_wei)
        maria_edits.post("/catalogue/it/services/laptop/retirement/", {"edition": 0})
        assert sign_in(li_wei).get("/services/it/laptop/").status_code == 404
        assert sign_in(li_wei).get(f"/requests/{request.pk}/").status_code == 200
        page = maria_edits.get("/catalogue/it/").content.decode()
        assert "Retired" in page
        assert "1 open request" in page


class TestTwoAtOnce:
    def test_what_somebody_else_saved_meanwhile_is_said_and_nothing_typed_is_lost(
        self, maria_edits: Client, laptop: Service
    ) -> None:
        maria_edits.post(EDIT, filled(name_en="Theirs", edition=0))
        late = maria_edits.post(EDIT, filled(name_en="Mine", edition=0))
        assert late.status_code == 422
        assert "Somebody else changed this service" in late.content.decode()
        assert 'value="Mine"' in late.content.decode()
        laptop.refresh_from_db()
        assert str(laptop) == "Theirs"
        assert maria_edits.post(EDIT, filled(name_en="Mine", edition=1)).status_code == 302

    def test_a_button_of_an_old_page_does_nothing(self, maria_edits: Client, laptop: Service) -> None:
        maria_edits.post(EDIT, filled(edition=0))
        assert maria_edits.post("/catalogue/it/services/laptop/retirement/", {"edition": 0}).status_code == 409
        laptop.refresh_from_db()
        assert laptop.state == "published"


class TestTheList:
    def test_an_empty_catalogue_says_where_to_begin(self, sign_in: SignedIn, boris: User) -> None:
        page = sign_in(boris).get("/catalogue/finance/").content.decode()
        assert "This department offers nothing yet" in page
        assert "/catalogue/finance/new/" in page

    def test_managers_find_it_in_the_menu_and_agents_do_not(
        self, sign_in: SignedIn, maria: User, olga: User, it: Department
    ) -> None:
        make_service(it, "fax", state="draft")
        assert "/catalogue/it/" in sign_in(maria).get("/").content.decode()
        assert "/catalogue/it/" not in sign_in(olga).get("/").content.decode()


class TestThePreview:
    def test_it_shows_what_is_typed_in_the_language_of_the_button_and_saves_nothing(
        self, maria_edits: Client, laptop: Service
    ) -> None:
        form_drafts.save(
            laptop, [Question(code="why", kind=Kind.SHORT, label=Translated(ru="Зачем?"))], edition=0, by=None
        )
        typed = filled(name_ru="Новый ноутбук", to_bring_ru="Старый ноутбук", preview="ru", edition=0)
        shown = maria_edits.post(EDIT, typed).content.decode()
        assert "Старый ноутбук" in shown.split('id="preview"')[1]
        assert "Зачем?" in shown.split('id="preview"')[1], "the draft of the questions is shown, too"
        assert "Насколько срочно" in shown or "Что вам нужно?" in shown
        laptop.refresh_from_db()
        assert str(laptop.name) == "New equipment"

    def test_a_service_that_is_not_saved_yet_has_one(self, maria_edits: Client) -> None:
        typed = filled(preview="zh-hans", default_impact="nonsense")
        shown = maria_edits.post(NEW, typed, headers={"HX-Request": "true"}).content.decode()
        assert "<h2>新电脑</h2>" in shown
        assert not Service.objects.filter(code="new-laptop").exists()


def test_what_belongs_to_a_service_stands_beside_it(maria_edits: Client, laptop: Service) -> None:
    questions = [Question(code="why", kind=Kind.SHORT, label=Translated(en="What for?"))]
    form_drafts.save(laptop, questions, edition=0, by=None)
    assert "A draft of other questions is saved." in maria_edits.get(EDIT).content.decode()
    form_drafts.publish(laptop, edition=1, by=None)
    page = maria_edits.get(EDIT).content.decode()
    assert "What for?" in page
    assert "Nobody has to agree" in page


def test_managers_say_whether_requesters_are_asked(maria_edits: Client, laptop: Service) -> None:
    assert maria_edits.post(EDIT, filled(asking="sampled", edition=0)).status_code == 422
    assert maria_edits.post(EDIT, filled(asking="sampled", asking_share=3, edition=0)).status_code == 422
    assert maria_edits.post(EDIT, filled(asking="sampled", asking_share=40, edition=0)).status_code == 302
    laptop.refresh_from_db()
    assert (laptop.asking, laptop.asking_chance) == ("sampled", 0.4)
    changed = {one["field"] for one in ConfigurationChange.objects.of_kind("service").newest_first()[0].changes}
    assert {"asking", "asking_share"} <= changed
