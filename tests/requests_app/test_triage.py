"""“I do not know whom to ask”: filed in one line, and passed on with the standard of where it went."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from dashboards import rollups
from dashboards.models import DayFigures
from requests_app import approval_rules, catalogue, search, transitions, triage
from requests_app.approvers import Wanted
from requests_app.models import (
    Chosen,
    Department,
    Notification,
    RequestEvent,
    Service,
    ServiceRequest,
    Translated,
    User,
)
from requests_app.states import Status, Verb
from requests_app.transitions import Refused
from sla.models import Clock, Metric
from tests.conftest import SignedIn, Travel
from tests.make import make_agent, make_department, make_request, make_service, make_standard, utc

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Department:
    return make_department("office", "Office")


@pytest.fixture
def unsure(office: Department) -> Service:
    """The service that takes in what nobody knows where to bring."""
    service = make_service(office, "unsure", "Something else")
    return catalogue.set_triage(service, on=True, edition=0)


@pytest.fixture
def tanja(office: Department) -> User:
    """Finds out where things belong."""
    return make_agent("Tanja Wolf", office)


@pytest.fixture
def lost(unsure: Service, li_wei: User) -> ServiceRequest:
    return make_request(unsure, li_wei, "My laptop makes a strange noise")


class TestAsking:
    def test_one_line_reaches_those_who_find_out(self, sign_in: SignedIn, li_wei: User, unsure: Service) -> None:
        response = sign_in(li_wei).post("/unsure/", {"title": "Where do I get a parking place?"})
        filed = ServiceRequest.objects.get()
        assert response.headers["Location"] == f"/requests/{filed.pk}/?filed"
        assert (filed.service, filed.department, filed.requester) == (unsure, unsure.provider, li_wei)

    def test_the_way_out_of_the_search_takes_the_words_along(
        self, sign_in: SignedIn, li_wei: User, unsure: Service
    ) -> None:
        found = sign_in(li_wei).get("/", {"q": "parking"}).content.decode()
        assert "/unsure/?title=parking" in found
        assert 'value="parking"' in sign_in(li_wei).get("/unsure/?title=parking").content.decode()

    def test_without_such_a_service_the_list_of_departments_must_do(self, sign_in: SignedIn, li_wei: User) -> None:
        assert sign_in(li_wei).get("/unsure/").headers["Location"] == "/services/?unsure"

    def test_a_retired_one_takes_nothing_in(self, sign_in: SignedIn, li_wei: User, unsure: Service) -> None:
        catalogue.retire(unsure, edition=unsure.edition)
        assert sign_in(li_wei).post("/unsure/", {"title": "Lost"}).headers["Location"] == "/services/?unsure"
        assert not ServiceRequest.objects.exists()

    def test_an_error_keeps_what_was_typed(self, sign_in: SignedIn, li_wei: User, unsure: Service) -> None:
        response = sign_in(li_wei).post("/unsure/", {"title": "", "description": "It is all very odd"})
        assert response.status_code == 422
        assert "It is all very odd" in response.content.decode()

    def test_sent_twice_it_is_filed_once(self, sign_in: SignedIn, li_wei: User, unsure: Service) -> None:
        form = {"title": "Lost", "key": "8e7f3a46-0d51-4d37-a5bc-7a8f4b2b6d10"}
        client = sign_in(li_wei)
        assert client.post("/unsure/", form).headers["Location"] == client.post("/unsure/", form).headers["Location"]


class TestGuessing:
    def test_by_the_name_of_a_service(self, laptop: Service, travel_costs: Service) -> None:
        assert search.likely_services("equipment for a newcomer", Service.objects.all()) == [laptop]

    def test_by_where_such_requests_went(self, laptop: Service, travel_costs: Service, li_wei: User) -> None:
        make_request(laptop, li_wei, "The screen flickers")
        make_request(travel_costs, li_wei, "Hotel in Berlin")
        assert search.likely_services("a flickering screen", Service.objects.all()) == [laptop]

    def test_in_chinese_and_russian(self, laptop: Service, travel_costs: Service, li_wei: User) -> None:
        make_request(travel_costs, li_wei, "上海出差报销")
        make_request(laptop, li_wei, "Не работает принтер")
        assert search.likely_services("报销", Service.objects.all()) == [travel_costs]
        assert search.likely_services("принтеры не печатают", Service.objects.all()) == [laptop]

    def test_what_is_confidential_speaks_for_nothing(self, laptop: Service, it: Department, li_wei: User) -> None:
        hidden = make_service(it, "whistle", "Whistle", is_confidential=True)
        make_request(hidden, li_wei, "Bullying in the canteen")
        assert search.likely_services("bullying canteen", Service.objects.all()) == []

    def test_short_and_empty_words_say_nothing(self, laptop: Service) -> None:
        assert search.likely_services("the and of", Service.objects.all()) == []
        assert search.likely_services("", Service.objects.all()) == []

    def test_shown_while_typing_and_only_what_is_offered_to_me(
        self, sign_in: SignedIn, li_wei: User, laptop: Service, unsure: Service, it: Department
    ) -> None:
        make_service(it, "secret", "Equipment of the board", audience="some")
        shown = sign_in(li_wei).get("/unsure/guesses/", {"title": "equipment"}).content.decode()
        assert "/services/it/laptop/?title=equipment" in shown
        assert "of the board" not in shown


class TestPassingOn:
    @pytest.fixture
    def tanja_reads(self, sign_in: SignedIn, tanja: User) -> Client:
        return sign_in(tanja)

    def test_it_becomes_a_request_for_that_service(
        self, tanja_reads: Client, lost: ServiceRequest, laptop: Service, li_wei: User, olga: User
    ) -> None:
        url = f"/requests/{lost.pk}/passing/"
        assert tanja_reads.get(url).status_code == 200
        tanja_reads.post(url, {"version": lost.version, "service": laptop.pk, "reason": "They repair laptops"})
        lost.refresh_from_db()
        assert (lost.service, lost.department, lost.status, lost.assignee) == (
            laptop,
            laptop.provider,
            Status.NEW,
            None,
        )
        event = lost.events.get(verb=Verb.HANDED_OVER)
        assert event.data["reason"] == "They repair laptops"
        assert Notification.objects.of(li_wei).get().kind == "handed_over"
        assert Notification.objects.of(olga).get().kind == "new_request"

    def test_the_asker_sees_where_it_went(
        self, lost: ServiceRequest, laptop: Service, tanja: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        transitions.pass_on(lost, laptop, "They repair laptops", by=tanja)
        page = sign_in(li_wei).get(f"/requests/{lost.pk}/").content.decode()
        assert "passed it on to IT, as “New equipment”: “They repair laptops”" in page

    def test_the_best_guess_is_chosen_already(
        self, tanja_reads: Client, lost: ServiceRequest, laptop: Service, travel_costs: Service, wang_fang: User
    ) -> None:
        make_request(laptop, wang_fang, "A laptop with a noise")
        form = tanja_reads.get(f"/requests/{lost.pk}/passing/").context["form"]
        assert form.guesses[0] == laptop
        assert form["service"].value() == laptop.pk

    def test_within_the_department_only_the_service_changes(
        self, lost: ServiceRequest, office: Department, tanja: User
    ) -> None:
        rollups.recount()
        keys = make_service(office, "keys", "Keys")
        passed = transitions.pass_on(lost, keys, "A matter of keys", by=tanja)
        assert (passed.service, passed.department) == (keys, office)
        assert not passed.legs.exists()
        assert passed.events.latest("pk").verb == Verb.AMENDED
        rollups.recount()
        assert dict(DayFigures.objects.filter(filed__gt=0).values_list("service", "filed")) == {keys.pk: 1}
        assert triage.figures(Service.objects.get(code="unsure"), now=passed.updated_at).to == [(office, 1)]

    def test_it_needs_a_reason(self, lost: ServiceRequest, laptop: Service, tanja: User) -> None:
        with pytest.raises(Refused, match="Say why"):
            transitions.pass_on(lost, laptop, " ", by=tanja)

    def test_what_was_filed_for_a_service_is_not_passed_on(
        self, laptop_request: ServiceRequest, travel_costs: Service, olga: User, sign_in: SignedIn
    ) -> None:
        with pytest.raises(Refused, match="filed for a service already"):
            transitions.pass_on(laptop_request, travel_costs, "Why not", by=olga)
        assert sign_in(olga).get(f"/requests/{laptop_request.pk}/passing/").status_code == 403

    def test_nor_to_a_service_that_is_not_offered(self, lost: ServiceRequest, laptop: Service, tanja: User) -> None:
        retired = catalogue.retire(laptop, edition=laptop.edition)
        with pytest.raises(Refused, match="no longer offered"):
            transitions.pass_on(lost, retired, "They repair laptops", by=tanja)

    def test_who_has_to_agree_there_is_asked(
        self, lost: ServiceRequest, laptop: Service, tanja: User, boris: User
    ) -> None:
        steps = [Wanted(Chosen.PEOPLE, people=[boris])]
        approval_rules.set_rule(laptop, Translated({"en": "May they?"}), steps, in_order=True)
        passed = transitions.pass_on(lost, laptop, "They repair laptops", by=tanja)
        assert passed.status == Status.ON_HOLD
        assert passed.open_round is not None

    def test_what_becomes_confidential_those_who_passed_it_on_lose_sight_of(
        self, lost: ServiceRequest, it: Department, olga: User, ivan: User, tanja: User
    ) -> None:
        hidden = make_service(it, "whistle", is_confidential=True)
        hidden.handlers.set([olga])
        transitions.pass_on(lost, hidden, "For the trusted ones", by=tanja)
        seen_by = [
            person
            for person in (olga, ivan, tanja, lost.requester)
            if ServiceRequest.objects.visible_to(User.objects.get(pk=person.pk)).filter(pk=lost.pk).exists()
        ]
        assert seen_by == [olga, lost.requester]

    def test_the_standard_of_the_service_counts_and_what_was_used_up_stays_used(
        self, unsure: Service, laptop: Service, li_wei: User, tanja: User, travel: Travel
    ) -> None:
        make_standard(unsure.provider, resolution=4 * 3600)
        make_standard(laptop.provider, resolution=24 * 3600)
        travel("2026-06-11 08:00")
        lost = make_request(unsure, li_wei)
        travel("2026-06-11 11:00")
        transitions.pass_on(lost, laptop, "They repair laptops", by=tanja)
        clock = Clock.objects.get(metric=Metric.RESOLUTION)
        assert clock.standard is not None
        assert clock.standard.department == laptop.provider
        assert clock.due_at == utc(2026, 6, 12, 8)

    def test_the_figures_of_both_services_are_right(
        self, unsure: Service, laptop: Service, li_wei: User, tanja: User
    ) -> None:
        lost = make_request(unsure, li_wei)
        rollups.recount()
        transitions.pass_on(lost, laptop, "They repair laptops", by=tanja)
        rollups.recount()
        counted = dict(DayFigures.objects.filter(filed__gt=0).values_list("service", "filed"))
        assert counted == {laptop.pk: 1}


class TestTheQueueOfTriage:
    def test_what_waits_and_what_it_may_be(
        self, sign_in: SignedIn, tanja: User, lost: ServiceRequest, laptop: Service, wang_fang: User
    ) -> None:
        make_request(laptop, wang_fang, "A laptop with a noise")
        page = sign_in(tanja).get("/triage/").content.decode()
        assert lost.title in page
        assert "To IT: New equipment" in page

    def test_how_long_it_took_until_it_was_passed_on(
        self, unsure: Service, laptop: Service, travel_costs: Service, li_wei: User, tanja: User, travel: Travel
    ) -> None:
        for hours, service in ((1, laptop), (3, laptop), (8, travel_costs)):
            travel("2026-06-11 08:00")
            lost = make_request(unsure, li_wei)
            travel(f"2026-06-11 {8 + hours:02}:00")
            transitions.pass_on(lost, service, "They know", by=tanja)
        found = triage.figures(unsure, now=utc(2026, 6, 12))
        assert (found.passed_on, found.median, found.longest) == (3, timedelta(hours=3), timedelta(hours=8))
        assert found.to == [(laptop.provider, 2), (travel_costs.provider, 1)]
        assert triage.figures(unsure, now=utc(2026, 9, 1)).median is None

    def test_it_is_for_those_who_serve_there(
        self, sign_in: SignedIn, olga: User, li_wei: User, tanja: User, unsure: Service
    ) -> None:
        assert [sign_in(one).get("/triage/").status_code for one in (olga, li_wei, tanja)] == [404, 404, 200]
        assert "/triage/" in sign_in(tanja).get("/").content.decode()
        assert "/triage/" not in sign_in(olga).get("/").content.decode()


class TestChoosingTheService:
    URL = "/catalogue/it/services/laptop/triage/"

    def test_an_admin_chooses_one_and_the_other_ends(
        self, sign_in: SignedIn, ada: User, unsure: Service, laptop: Service
    ) -> None:
        assert sign_in(ada).post(self.URL, {"on": "1"}).status_code == 302
        assert triage.service() == laptop
        sign_in(ada).post(self.URL, {"on": "0"})
        assert triage.service() is None

    def test_a_manager_does_not(self, sign_in: SignedIn, maria: User, laptop: Service) -> None:
        assert sign_in(maria).post(self.URL, {"on": "1"}).status_code == 403

    def test_it_has_to_be_open_to_everybody(self, laptop: Service) -> None:
        Service.objects.filter(pk=laptop.pk).update(audience="some")
        with pytest.raises(Refused, match="open to everybody"):
            catalogue.set_triage(laptop, on=True, edition=0)


def test_the_journal_names_both_services(lost: ServiceRequest, laptop: Service, tanja: User, unsure: Service) -> None:
    transitions.pass_on(lost, laptop, "They repair laptops", by=tanja)
    data = RequestEvent.objects.get(verb=Verb.HANDED_OVER).data
    assert (data["from_service"], data["service"]) == (unsure.pk, laptop.pk)
