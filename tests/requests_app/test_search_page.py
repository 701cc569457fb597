"""One box over everything: who finds what, in which order, and how it is narrowed down."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from requests_app.search import OPERATORS_SHOWN, Question
from requests_app.search import requests as searched
from requests_app.search.aliases import STATE_NAMES, shown_states, state_named
from tests.conftest import SignedIn, Travel
from tests.make import make_agent, make_request, make_service, make_user

pytestmark = pytest.mark.django_db


def found(client: Client, typed: str, **more: str) -> list[int]:
    """The numbers of the requests on the page, in their order."""
    response = client.get("/search/", {"q": typed, **more})
    assert response.status_code == 200
    return [hit.request.pk for hit in response.context.get("hits", [])]


def page(client: Client, typed: str) -> str:
    return client.get("/search/", {"q": typed}).content.decode()


@pytest.fixture
def olga_searches(sign_in: SignedIn, olga: User) -> Client:
    return sign_in(olga)


class TestAmongVeryMany:
    def test_what_is_older_is_found_where_too_few_are_recent(
        self, monkeypatch: pytest.MonkeyPatch, olga_searches: Client, laptop: Service, li_wei: User
    ) -> None:
        numbers = [make_request(laptop, li_wei, f"Docking station {n}").pk for n in range(4)]
        at_once = found(olga_searches, "docking")
        monkeypatch.setattr(searched, "RECENT", 1)
        monkeypatch.setattr(searched, "KNOWN", searched._Known(numbers[2]))
        assert searched.KNOWN.recent() == numbers[1]
        assert found(olga_searches, "docking") == at_once == numbers[::-1]
        assert found(olga_searches, str(numbers[0])) == numbers[:1]
        assert searched.KNOWN.newest == numbers[3]


class TestWhoFindsWhat:
    def test_the_requester_and_those_who_serve_find_it_and_nobody_else(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, wang_fang: User, olga: User, anna: User
    ) -> None:
        for person, sees in ((li_wei, True), (olga, True), (wang_fang, False), (anna, False)):
            assert bool(found(sign_in(person), "starters")) == sees, person
            assert bool(found(sign_in(person), str(laptop_request.pk))) == sees, person

    def test_what_stands_in_an_internal_note_is_found_and_marked_as_such(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.reply(laptop_request, "The supplier Contoso is late", by=olga, internal=True)
        told = page(sign_in(olga), "contoso")
        assert "<mark>Contoso</mark>" in told
        assert "Internal note" in told
        assert "Contoso</mark>" not in page(sign_in(li_wei), "contoso")

    def test_the_excerpt_is_never_a_note_that_one_may_not_read(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.reply(laptop_request, "Laptop laptop laptop: he always asks", by=olga, internal=True)
        assert "he always asks" not in page(sign_in(li_wei), "laptops")

    def test_a_confidential_request_is_found_by_its_handlers_only(
        self, sign_in: SignedIn, it: Department, li_wei: User, olga: User, ivan: User
    ) -> None:
        secret = make_service(it, "secret", is_confidential=True)
        secret.handlers.add(olga)
        request = make_request(secret, li_wei, "A complaint")
        assert found(sign_in(olga), "complaint") == [request.pk]
        assert found(sign_in(ivan), "complaint") == []

    def test_a_service_that_is_not_for_one_is_not_found(
        self, sign_in: SignedIn, it: Department, finance: Department, li_wei: User
    ) -> None:
        closed = make_service(it, "vault", "Vault access", audience="some")
        closed.audience_departments.add(finance)
        assert "/services/it/vault/" not in page(sign_in(li_wei), "vault")

    def test_colleagues_are_found_as_far_as_one_may_look_them_up(
        self, sign_in: SignedIn, olga: User, li_wei: User, wang_fang: User
    ) -> None:
        assert "wang.fang@example.com" in page(sign_in(li_wei), "王芳")
        assert "olga" not in page(sign_in(li_wei), "petrova").split("found-requests")[0].split("<main")[1]
        assert olga.email in page(sign_in(make_agent("Pat", olga.memberships.get().department)), "petrova")


class TestForgiving:
    @pytest.mark.parametrize("typed", ["Petrva", "Olag Petrova", "petrovaa"])
    def test_a_name_may_be_mistyped(self, olga_searches: Client, ivan: User, olga: User, typed: str) -> None:
        assert olga.email in page(olga_searches, typed)

    def test_so_may_a_service(self, olga_searches: Client, it: Department) -> None:
        make_service(it, "printer", "Printers and scanners")
        assert "/services/it/printer/" in page(olga_searches, "pirnters")

    def test_nothing_found_says_what_one_can_do(self, olga_searches: Client) -> None:
        told = page(olga_searches, "zzzz")
        assert "No request was found for “zzzz”" in told
        assert "/unsure/" in told

    def test_an_empty_box_shows_how_to_ask(self, olga_searches: Client) -> None:
        assert "before:2026-06-30" in page(olga_searches, "")


class TestOrder:
    def test_the_number_comes_first_then_what_has_it_in_the_title(
        self, olga_searches: Client, laptop: Service, li_wei: User, olga: User
    ) -> None:
        said = make_request(laptop, li_wei, "A screen")
        transitions.reply(said, "Is it a docking station?", by=olga)
        titled = make_request(laptop, li_wei, "Docking station")
        later = make_request(laptop, li_wei, "Keyboard", description="for the docking station")
        assert found(olga_searches, "docking") == [titled.pk, later.pk, said.pk]
        assert found(olga_searches, "docking", order="new") == [later.pk, titled.pk, said.pk]
        other = make_request(laptop, li_wei, f"Like {said.pk}")
        assert found(olga_searches, f"#{said.pk}")[0] == said.pk
        assert other.pk in found(olga_searches, str(said.pk))

    def test_newest_first_reads_through_all_of_them(self, olga_searches: Client, laptop: Service, li_wei: User) -> None:
        made = [make_request(laptop, li_wei, f"Docking {n}").pk for n in range(55)]
        assert len(found(olga_searches, "docking")) == 20
        seen, url = [], "/search/?q=docking&order=new"
        while url:
            context = olga_searches.get(url).context
            seen += [hit.request.pk for hit in context["hits"]]
            url = context["page"].older_url
        assert seen == made[::-1]


class TestOperators:
    @pytest.fixture(autouse=True)
    def requests(
        self, laptop: Service, travel_costs: Service, li_wei: User, wang_fang: User, olga: User, travel: Travel
    ) -> dict[str, int]:
        travel("2026-05-30 12:00")
        old = make_request(laptop, li_wei, "Old docking")
        travel("2026-06-11 09:00")
        new = make_request(laptop, wang_fang, "New docking")
        transitions.start(new, by=olga)
        done = make_request(laptop, li_wei, "Finished docking")
        transitions.cancel(done, by=li_wei)
        return {"old": old.pk, "new": new.pk, "done": done.pk}

    @pytest.mark.parametrize(
        ("typed", "names"),
        [
            ("docking is:open", {"old", "new"}),
            ("docking is:finished", {"done"}),
            ("is:unassigned is:open", {"old"}),
            ("is:mine", {"new"}),
            ("to:me", {"new"}),
            ("to:olga docking", {"new"}),
            ("from:王芳", {"new"}),
            ("来自:王芳", {"new"}),
            ("от:李伟 docking", {"old", "done"}),
            ("before:2026-06", {"old"}),
            ("до:2026-06-11", {"old"}),
            ("after:2026-05", {"new", "done"}),
            ("after:2026-05-30 is:working", {"new"}),
            ("before:2026", set()),
            ("dept:it docking", {"old", "new", "done"}),
            ("dept:finance", set()),
            ("service:laptop is:new", {"old"}),
            ('service:"new equipment" old', {"old"}),
            ("is:late", set()),
            ("docking -old -finished", {"new"}),
            ("IS:OPEN docking", {"old", "new"}),
            ("состояние:открыта docking", {"old", "new"}),
            ('состояние:"в работе" docking', {"new"}),
            ("состояние:Отменённые docking", {"done"}),
            ("状态:未结束 docking", {"old", "new"}),
            ("状态:办理中 docking", {"new"}),
            ("is:моя", {"new"}),
        ],
    )
    def test_they_narrow_down(
        self, olga_searches: Client, requests: dict[str, int], typed: str, names: set[str]
    ) -> None:
        assert set(found(olga_searches, typed)) == {requests[name] for name in names}

    def test_what_cannot_be_understood_is_said(self, olga_searches: Client) -> None:
        assert "“is:blue” is not known" in page(olga_searches, "is:blue docking")
        assert "names no day" in page(olga_searches, "before:yesterday")
        assert "names no day" in page(olga_searches, "after:2026-02-31")
        assert "names no day" in page(olga_searches, "after:9999-12-31")

    @pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
    def test_every_example_beside_the_box_is_understood(self, language: str) -> None:
        with translation.override(language):
            for example, _meaning in OPERATORS_SHOWN:
                question = Question.of(str(example))
                assert not question.problems
                assert question.asked or ":" not in str(example), example

    @pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
    def test_every_state_that_is_named_can_be_asked_for(self, language: str) -> None:
        with translation.override(language):
            assert [state_named(word) for word in shown_states()] == list(STATE_NAMES)

    def test_what_a_state_may_be_is_said_in_the_readers_language(self, olga_searches: Client, olga: User) -> None:
        User.objects.filter(pk=olga.pk).update(language="ru")
        assert "без-исполнителя" in page(olga_searches, "is:blue docking")

    def test_a_colon_in_a_sentence_is_no_operator(self) -> None:
        assert Question.of("error: disk full").text == "error: disk full"
        assert Question.of("http://example.com").asked == ()

    def test_they_open_nothing(self, sign_in: SignedIn, anna: User) -> None:
        for typed in ("is:open", "dept:it", "from:李伟", "service:laptop"):
            assert found(sign_in(anna), typed) == []


def test_strange_input_is_only_text(olga_searches: Client) -> None:
    for typed in ("'", "\\", "%", "(((", "!!", "<script>", "🙂", "a" * 5000, ":*", "is:", '"', "\u202eabc"):
        told = olga_searches.get("/search/", {"q": typed})
        assert told.status_code == 200, typed
        assert b"<script>" not in told.content.split(b"<main")[1].split(b"</main>")[0]


def test_people_of_other_departments_stay_unknown_to_employees(
    sign_in: SignedIn, li_wei: User, finance: Department
) -> None:
    make_user("Zoe Zander", finance, email="zoe@example.com")
    assert "zoe@example.com" not in page(sign_in(li_wei), "zander")


def test_the_field_in_the_header_shows_what_was_searched_for_and_not_the_filter_of_a_list(
    olga_searches: Client,
) -> None:
    header = [
        olga_searches.get(path, {"q": "zander"}).content.decode().split('role="search"')[1].split("</form>")[0]
        for path in ("/search/", "/queue/it/")
    ]
    assert ["zander" in one for one in header] == [True, False]
